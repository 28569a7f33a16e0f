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

/// Makes sure that an earlier record can be compared with: a benchmark of this kind on this dataset.
/// \param source  where it was read from, for the error. \throws seg::Error  BadInput.
void requireRecordOf(const Json& earlier, const std::string& benchmark, const std::string& dataset,
                     const std::string& source);

/// A record's figures divided by an earlier one's: "mean", "p50", "p90", "p95", "p99" of the latency,
/// "throughput", "total" and "processor" seconds, "peak_memory"; those that both have. "environment_differs"
/// names what of the two environments is not the same.
/// \throws seg::Error  BadInput: a record of another configuration, or without a mean latency.
[[nodiscard]] Json relativeTo(const Json& record, const Json& earlier, const std::string& source);

} // namespace seg::app
