// SPDX-License-Identifier: Apache-2.0
#include "core/reporting/HtmlText.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <ctime>

namespace seg::reporting {

std::string escaped(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\'':
            out += "&#39;";
            break;
        default:
            out.push_back(c);
        }
    }
    return out;
}

std::string number(double value, int decimals)
{
    if (!std::isfinite(value)) {
        return "–";
    }
    const std::string digits = fmt::format("{:.{}f}", std::abs(value), decimals);
    const bool isZero = digits.find_first_not_of("0.") == std::string::npos;
    return value < 0.0 && !isZero ? "−" + digits : digits;
}

std::string withInterval(double value, double low, double high, int decimals)
{
    if (!std::isfinite(value) || !std::isfinite(low) || !std::isfinite(high)) {
        return number(value, decimals);
    }
    return fmt::format("{} ({}–{})", number(value, decimals), number(low, decimals), number(high, decimals));
}

std::string countText(std::size_t count, std::string_view singular, std::string_view plural)
{
    return fmt::format("{} {}", count, count == 1 ? singular : plural);
}

std::string joined(const std::vector<std::string>& parts, std::string_view separator)
{
    std::string text;
    for (const std::string& part : parts) {
        if (!text.empty()) {
            text += separator;
        }
        text += part;
    }
    return text;
}

std::string timesText(const std::vector<std::string>& parts)
{
    return joined(parts, " × ");
}

std::string spanText(double seconds)
{
    const auto whole = static_cast<long long>(std::llround(std::max(seconds, 0.0)));
    if (whole < 60) {
        return fmt::format("{} s", whole);
    }
    const long long minutes = (whole + 30) / 60;
    return minutes < 60 ? fmt::format("{} min", minutes)
                        : fmt::format("{} h {} min", minutes / 60, minutes % 60);
}

std::string momentText(std::chrono::system_clock::time_point time)
{
    constexpr std::array<const char*, 12> kMonths{"January",   "February", "March",    "April",
                                                  "May",       "June",     "July",     "August",
                                                  "September", "October",  "November", "December"};
    const std::tm parts = fmt::localtime(std::chrono::system_clock::to_time_t(time));
    return fmt::format("{} {} {}, {:02}:{:02}", parts.tm_mday,
                       kMonths.at(static_cast<std::size_t>(parts.tm_mon)), parts.tm_year + 1900,
                       parts.tm_hour, parts.tm_min);
}

} // namespace seg::reporting
