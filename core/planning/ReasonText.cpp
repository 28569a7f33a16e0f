// SPDX-License-Identifier: Apache-2.0
#include "core/planning/ReasonText.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace seg::planning {

std::string numberText(double value, int decimals)
{
    std::string text = fmt::format("{:.{}f}", value, decimals);
    if (text.find('.') != std::string::npos) {
        text.erase(text.find_last_not_of('0') + 1);
        if (text.back() == '.') {
            text.pop_back();
        }
    }
    return text;
}

std::string timesText(const std::vector<double>& values, int decimals)
{
    std::string text;
    for (const double value : values) {
        text += text.empty() ? "" : " × ";
        text += numberText(value, decimals);
    }
    return text;
}

std::string timesText(const std::vector<std::int64_t>& values)
{
    return timesText(std::vector<double>(values.begin(), values.end()), 0);
}

std::string percentText(double fraction)
{
    const double percent = 100.0 * fraction;
    return numberText(percent, percent < 10.0 ? 1 : 0) + " %";
}

std::string bytesText(double bytes)
{
    constexpr double kMiB = 1024.0 * 1024.0;
    return bytes >= 1024.0 * kMiB
               ? fmt::format("{} GiB", numberText(bytes / (1024.0 * kMiB), 1))
               : fmt::format("{} MiB", numberText(bytes / kMiB, bytes < 10.0 * kMiB ? 1 : 0));
}

std::string listText(const std::vector<int>& values)
{
    return fmt::format("{}", fmt::join(values, "-"));
}

} // namespace seg::planning
