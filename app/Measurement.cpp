// SPDX-License-Identifier: Apache-2.0
#include "app/Measurement.h"

#include "core/base/Error.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
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

struct Figure {
    const char* name;
    const char* pointer; ///< where a record has it
};
constexpr std::array<Figure, 9> kFigures{{{"mean", "/latency_seconds/mean"},
                                          {"p50", "/latency_seconds/p50"},
                                          {"p90", "/latency_seconds/p90"},
                                          {"p95", "/latency_seconds/p95"},
                                          {"p99", "/latency_seconds/p99"},
                                          {"throughput", "/throughput/value"},
                                          {"total", "/seconds/total"},
                                          {"processor", "/seconds/processor"},
                                          {"peak_memory", "/peak_memory_mib"}}};
constexpr std::array<const char*, 7> kEnvironment{"program",   "libtorch", "build", "compiler",
                                                  "processor", "threads",  "gpus"};

/// A figure above 0; 0 when a record has none.
double figureOf(const Json& record, const char* pointer)
{
    const Json::json_pointer place(pointer);
    if (!record.contains(place) || !record.at(place).is_number()) {
        return 0.0;
    }
    return std::max(0.0, record.at(place).get<double>());
}

std::string textOf(const Json& record, const char* key)
{
    return record.is_object() && record.contains(key) && record[key].is_string()
               ? record[key].get<std::string>()
               : std::string();
}

[[noreturn]] void refuseBaseline(const std::string& source, const std::string& why)
{
    throw Error(ErrorCode::BadInput, fmt::format("cannot compare with {}: {}", source, why));
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

void requireRecordOf(const Json& earlier, const std::string& benchmark, const std::string& dataset,
                     const std::string& source)
{
    const std::string kind = textOf(earlier, "benchmark");
    if (kind.empty() || figureOf(earlier, kFigures[0].pointer) == 0.0) {
        refuseBaseline(source, "it is no record of a benchmark; write one with -o");
    }
    if (kind != benchmark || textOf(earlier, "dataset") != dataset) {
        refuseBaseline(source, fmt::format("it measured {} of {}, this measures {} of {}", kind,
                                           textOf(earlier, "dataset"), benchmark, dataset));
    }
}

Json relativeTo(const Json& record, const Json& earlier, const std::string& source)
{
    requireRecordOf(earlier, textOf(record, "benchmark"), textOf(record, "dataset"), source);
    if (textOf(record, "configuration") != textOf(earlier, "configuration")) {
        refuseBaseline(source,
                       fmt::format("it measured {}, this measures {}; choose with -c",
                                   textOf(earlier, "configuration"), textOf(record, "configuration")));
    }
    Json relative = Json::object();
    for (const Figure& figure : kFigures) {
        const double before = figureOf(earlier, figure.pointer);
        const double now = figureOf(record, figure.pointer);
        if (before > 0.0 && now > 0.0) {
            relative[figure.name] = now / before;
        }
    }
    Json differing = Json::array();
    for (const char* what : kEnvironment) {
        const Json::json_pointer place(std::string("/environment/") + what);
        if (record.value(place, Json()) != earlier.value(place, Json())) {
            differing.push_back(what);
        }
    }
    relative["environment_differs"] = std::move(differing);
    return relative;
}

} // namespace seg::app
