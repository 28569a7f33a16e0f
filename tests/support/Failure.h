// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Error.h"

#include <functional>
#include <string>
#include <utility>

namespace seg::test {

/// Code and sentence of the error that a call ends in; Internal and "nothing failed" when it does not.
inline std::pair<ErrorCode, std::string> failureOf(const std::function<void()>& call)
{
    try {
        call();
    } catch (const Error& error) {
        return {error.code(), error.what()};
    }
    return {ErrorCode::Internal, "nothing failed"};
}

/// What an action's seg::Error says, or an empty text when it throws none; for asserting sentences.
template <typename Action> [[nodiscard]] std::string errorTextOf(const Action& action)
{
    try {
        action();
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

} // namespace seg::test
