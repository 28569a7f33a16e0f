// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Error.h"

namespace seg::app {

/// What the shell gets.
enum ExitCode : int {
    kDone = 0,
    kFailed = 1,      ///< while working
    kUsage = 2,       ///< wrong arguments
    kBadInput = 3,    ///< the input is bad or missing
    kNoAccess = 4,    ///< no space or no permission
    kSomeFailed = 5,  ///< some cases failed, the rest are done
    kCancelled = 130, ///< Ctrl-C; what is there can be continued
};

[[nodiscard]] constexpr ExitCode exitCodeOf(ErrorCode code) noexcept
{
    switch (code) {
    case ErrorCode::InvalidArgument:
        return kUsage;
    case ErrorCode::BadInput:
    case ErrorCode::NotFound:
        return kBadInput;
    case ErrorCode::NoSpace:
    case ErrorCode::NoPermission:
        return kNoAccess;
    case ErrorCode::Cancelled:
        return kCancelled;
    default:
        return kFailed;
    }
}

} // namespace seg::app
