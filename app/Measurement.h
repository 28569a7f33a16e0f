// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Json.h"

#include <span>
#include <string>

namespace seg::app {

/// Latency of one repeated piece of work, seconds. Percentiles interpolate linearly between the two nearest
/// samples.
struct LatencyStatistics {
    std::size_t samples = 0;
    double mean = 0.0, p50 = 0.0, p90 = 0.0, p95 = 0.0, p99 = 0.0;
};

/// \throws seg::Error  InvalidArgument without samples.
[[nodiscard]] LatencyStatistics latencyStatistics(std::span<const double> seconds);

[[nodiscard]] Json latencyToJson(const LatencyStatistics& statistics);
[[nodiscard]] std::string latencyText(const LatencyStatistics& statistics);

} // namespace seg::app
