// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"

#include <cerrno>
#include <system_error>

namespace seg {

std::string_view errorCodeName(ErrorCode code) noexcept
{
    switch (code) {
    case ErrorCode::InvalidArgument:
        return "invalid_argument";
    case ErrorCode::BadInput:
        return "bad_input";
    case ErrorCode::NotFound:
        return "not_found";
    case ErrorCode::Io:
        return "io";
    case ErrorCode::NoSpace:
        return "no_space";
    case ErrorCode::NoPermission:
        return "no_permission";
    case ErrorCode::OutOfMemory:
        return "out_of_memory";
    case ErrorCode::Device:
        return "device";
    case ErrorCode::Database:
        return "database";
    case ErrorCode::Cancelled:
        return "cancelled";
    case ErrorCode::Internal:
        return "internal";
    }
    return "internal";
}

namespace {

struct IoReason {
    ErrorCode code;
    std::string text;
};

IoReason reasonOf(int errnoValue)
{
    switch (errnoValue) {
    case ENOSPC:
    case EDQUOT:
        return {ErrorCode::NoSpace, "the disk is full; free some space or choose another place"};
    case EFBIG:
        return {ErrorCode::NoSpace, "the file would be larger than the disk or your account allows; choose "
                                    "another place or ask for a higher limit"};
    case EACCES:
    case EPERM:
        return {ErrorCode::NoPermission, "the system refused access; check who owns it and its permissions"};
    case EROFS:
        return {ErrorCode::NoPermission, "the file system is read-only; choose another place"};
    case ENOENT:
        return {ErrorCode::NotFound, "it does not exist; check the path"};
    default:
        return {ErrorCode::Io, std::generic_category().message(errnoValue)};
    }
}

} // namespace

Error ioError(std::string_view action, std::string_view path, int errnoValue)
{
    const IoReason reason = reasonOf(errnoValue);
    return {reason.code, "cannot " + std::string(action) + " " + std::string(path) + ": " + reason.text};
}

} // namespace seg
