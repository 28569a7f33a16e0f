// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace seg::reporting {

/// Text with &, <, > and quotes made harmless for HTML and SVG.
[[nodiscard]] std::string escaped(std::string_view text);

/// Fixed decimals, a real minus sign, "–" for a value that there is not.
[[nodiscard]] std::string number(double value, int decimals);

/// "0.893 (0.889–0.897)"; only the first part when an end is missing.
[[nodiscard]] std::string withInterval(double value, double low, double high, int decimals);

[[nodiscard]] std::string countText(std::size_t count, std::string_view singular, std::string_view plural);
[[nodiscard]] std::string joined(const std::vector<std::string>& parts, std::string_view separator);

/// "40 × 56 × 40"
[[nodiscard]] std::string timesText(const std::vector<std::string>& parts);

/// "3 h 7 min", "12 min", "8 s"
[[nodiscard]] std::string spanText(double seconds);

/// "21 November 2026, 10:41" in local time.
[[nodiscard]] std::string momentText(std::chrono::system_clock::time_point time);

} // namespace seg::reporting
