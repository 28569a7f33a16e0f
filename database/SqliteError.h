// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Error.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <utility>

namespace seg::database {

/// What SQLite reports, as a sentence with the remedy. Only database/*.cpp may include this header.
[[nodiscard]] Error sqliteError(const SQLite::Exception& error);

/// Calls `work` and turns SQLite's exceptions into seg::Error.
template <typename Work> auto translated(Work&& work) -> decltype(work())
{
    try {
        return std::forward<Work>(work)();
    } catch (const SQLite::Exception& error) {
        throw sqliteError(error);
    }
}

} // namespace seg::database
