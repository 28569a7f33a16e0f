// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace seg {

/// What kind of failure it was: decides the exit code of the command line and the remedy a dialog offers.
enum class ErrorCode {
    InvalidArgument, ///< the caller asked for something impossible (usage)
    BadInput,        ///< a file or dataset is damaged, incomplete or of the wrong form
    NotFound,        ///< a file, case, run or other named thing does not exist
    Io,              ///< reading or writing failed for a reason outside the file's content
    NoSpace,         ///< the disk is full
    NoPermission,    ///< the system refused access
    OutOfMemory,     ///< host or device memory does not suffice
    Device,          ///< a GPU is missing or failed
    Database,        ///< project.db refused or is inconsistent
    Cancelled,       ///< the user asked to stop; state is left resumable
    Internal,        ///< a defect of this program or a library
};

/// Stable lower-case name of a code, for logs and `--json`.
[[nodiscard]] std::string_view errorCodeName(ErrorCode code) noexcept;

/// The only exception type that leaves a module. The text is one or more sentences a person can act on:
/// what was attempted, on what, why it failed, what to do.
class Error : public std::runtime_error {
public:
    Error(ErrorCode code, const std::string& text) : std::runtime_error(text), m_code(code) {}
    [[nodiscard]] ErrorCode code() const noexcept { return m_code; }

private:
    ErrorCode m_code;
};

/// Makes the error that fits `errno` after a failed file operation: "cannot <action> <path>: <reason>".
/// ENOSPC and EDQUOT become NoSpace, EACCES, EPERM and EROFS NoPermission, ENOENT NotFound, anything else Io.
[[nodiscard]] Error ioError(std::string_view action, std::string_view path, int errnoValue);

} // namespace seg
