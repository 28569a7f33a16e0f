// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace seg::database {

/// Of the library that is loaded, e.g. "3.40.1"; for `doctor` and reports of faults.
[[nodiscard]] std::string sqliteVersion();

} // namespace seg::database
