// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace seg::planning {

/// "0.77", "10": at most `decimals` digits behind the point, no trailing zeros.
[[nodiscard]] std::string numberText(double value, int decimals);

/// "1 × 0.77 × 0.77".
[[nodiscard]] std::string timesText(const std::vector<double>& values, int decimals);
[[nodiscard]] std::string timesText(const std::vector<std::int64_t>& values);

/// 0.05 gives "5 %".
[[nodiscard]] std::string percentText(double fraction);

/// "3.5 GiB", "12 MiB".
[[nodiscard]] std::string bytesText(double bytes);

/// "32-64-128".
[[nodiscard]] std::string listText(const std::vector<int>& values);

} // namespace seg::planning
