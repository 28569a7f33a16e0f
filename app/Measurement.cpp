// SPDX-License-Identifier: Apache-2.0
#include "app/Measurement.h"

#include "core/base/Error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace seg::app {

namespace {

double percentile(const std::vector<double>& sorted, double percent)
{
    const double position = percent / 100.0 * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(std::floor(position));
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return std::lerp(sorted[below], sorted[above], position - static_cast<double>(below));
}

} // namespace

LatencyStatistics latencyStatistics(std::span<const double> seconds)
{
    if (seconds.empty()) {
        throw Error(ErrorCode::InvalidArgument, "nothing was measured: raise --repeat or lower --warm-up");
    }
    std::vector<double> sorted(seconds.begin(), seconds.end());
    std::sort(sorted.begin(), sorted.end());
    return {sorted.size(),
            std::accumulate(sorted.begin(), sorted.end(), 0.0) / static_cast<double>(sorted.size()),
            percentile(sorted, 50),
            percentile(sorted, 90),
            percentile(sorted, 95),
            percentile(sorted, 99)};
}

Json latencyToJson(const LatencyStatistics& statistics)
{
    return {{"samples", statistics.samples}, {"mean", statistics.mean}, {"p50", statistics.p50},
            {"p90", statistics.p90},         {"p95", statistics.p95},   {"p99", statistics.p99}};
}

std::string latencyText(const LatencyStatistics& statistics)
{
    return fmt::format("mean {:.4g} s, p50 {:.4g}, p90 {:.4g}, p95 {:.4g}, p99 {:.4g} ({} samples)",
                       statistics.mean, statistics.p50, statistics.p90, statistics.p95, statistics.p99,
                       statistics.samples);
}

} // namespace seg::app
