// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace seg::planning {

/// numpy's linear interpolation between neighbouring order statistics.
[[nodiscard]] inline double interpolated(double low, double high, double difference, double t) noexcept
{
    return t >= 0.5 ? high - difference * (1.0 - t) : low + difference * t;
}

/// numpy.percentile with its default (linear) method. \pre values is not empty, 0 <= percent <= 100.
[[nodiscard]] inline double percentile(std::vector<double> values, double percent)
{
    std::sort(values.begin(), values.end());
    const double position = percent / 100.0 * static_cast<double>(values.size() - 1);
    const auto low = static_cast<std::size_t>(std::floor(position));
    const std::size_t high = std::min(low + 1, values.size() - 1);
    return interpolated(values[low], values[high], values[high] - values[low],
                        position - std::floor(position));
}

/// numpy.median: the mean of the two middle values of an even count. \pre values is not empty.
[[nodiscard]] inline double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2.0;
}

} // namespace seg::planning
