// SPDX-License-Identifier: Apache-2.0
#include "core/evaluation/Summary.h"

#include "core/base/Error.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <limits>

namespace seg::evaluation {

namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

struct Field {
    const char* key;
    double OverlapMetrics::*member;
    bool isCount;
};

/// nnU-Net's names, sorted as its files are.
constexpr std::array<Field, 8> kFields{{{"Dice", &OverlapMetrics::dice, false},
                                        {"FN", &OverlapMetrics::fn, true},
                                        {"FP", &OverlapMetrics::fp, true},
                                        {"IoU", &OverlapMetrics::iou, false},
                                        {"TN", &OverlapMetrics::tn, true},
                                        {"TP", &OverlapMetrics::tp, true},
                                        {"n_pred", &OverlapMetrics::nPred, true},
                                        {"n_ref", &OverlapMetrics::nRef, true}}};

struct SurfaceField {
    const char* key;
    double SurfaceMetrics::*member;
};
constexpr std::array<SurfaceField, 2> kSurfaceFields{
    {{"HD95", &SurfaceMetrics::hd95}, {"NSD", &SurfaceMetrics::nsd}}};

/// Sum in numpy's order of additions, so that means agree with the reference's to the last digit.
/// \par Source  numpy's pairwise summation: blocks of up to 128 with eight running sums.
double numpySum(const double* values, std::size_t count)
{
    if (count < 8) {
        double sum = 0.0;
        for (std::size_t i = 0; i < count; ++i) {
            sum += values[i];
        }
        return sum;
    }
    if (count <= 128) {
        std::array<double, 8> sums{};
        std::copy(values, values + 8, sums.begin());
        std::size_t i = 8;
        for (; i + 8 <= count; i += 8) {
            for (std::size_t k = 0; k < 8; ++k) {
                sums[k] += values[i + k];
            }
        }
        double sum =
            ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
        for (; i < count; ++i) {
            sum += values[i];
        }
        return sum;
    }
    std::size_t half = count / 2;
    half -= half % 8;
    return numpySum(values, half) + numpySum(values + half, count - half);
}

double mean(const std::vector<double>& values)
{
    return values.empty() ? kUndefined
                          : numpySum(values.data(), values.size()) / static_cast<double>(values.size());
}

double meanIgnoringNaN(std::vector<double> values)
{
    std::size_t count = 0;
    for (double& value : values) {
        if (std::isnan(value)) {
            value = 0.0;
        } else {
            ++count;
        }
    }
    return count == 0 ? kUndefined : numpySum(values.data(), values.size()) / static_cast<double>(count);
}

Json number(double value, bool isCount)
{
    return isCount ? Json(static_cast<std::int64_t>(value)) : Json(value);
}

/// Mean of one surface metric per class over the cases; empty when no case has any.
std::map<std::string, SurfaceMetrics> surfaceMeans(const std::vector<CaseMetrics>& cases)
{
    std::map<std::string, SurfaceMetrics> means;
    for (const CaseMetrics& item : cases) {
        for (const auto& [key, unused] : item.surfaces) {
            means.try_emplace(key);
        }
    }
    for (auto& [key, target] : means) {
        for (const SurfaceField& field : kSurfaceFields) {
            std::vector<double> values;
            for (const CaseMetrics& item : cases) {
                const auto entry = item.surfaces.find(key);
                values.push_back(entry == item.surfaces.end() ? kUndefined : entry->second.*field.member);
            }
            target.*field.member = meanIgnoringNaN(values);
        }
    }
    return means;
}

/// One object of metrics, keys in the order of their code points.
Json metricsJson(const OverlapMetrics& overlap, const SurfaceMetrics* surface, bool countsAreWhole)
{
    std::map<std::string, Json> sorted;
    for (const Field& field : kFields) {
        sorted[field.key] = number(overlap.*field.member, field.isCount && countsAreWhole);
    }
    if (surface != nullptr) {
        for (const SurfaceField& field : kSurfaceFields) {
            sorted[field.key] = surface->*field.member;
        }
    }
    Json json = Json::object();
    for (auto& [key, value] : sorted) {
        json[key] = std::move(value);
    }
    return json;
}

const SurfaceMetrics* find(const std::map<std::string, SurfaceMetrics>& surfaces, const std::string& key)
{
    const auto entry = surfaces.find(key);
    return entry == surfaces.end() ? nullptr : &entry->second;
}

SurfaceMetrics plainMean(const std::map<std::string, SurfaceMetrics>& surfaces)
{
    SurfaceMetrics result;
    for (const SurfaceField& field : kSurfaceFields) {
        std::vector<double> values;
        for (const auto& [key, metrics] : surfaces) {
            if (key != "0") {
                values.push_back(metrics.*field.member);
            }
        }
        result.*field.member = mean(values);
    }
    return result;
}

double numberAt(const Json& json, const char* key)
{
    const auto entry = json.find(key);
    if (entry == json.end() || !entry->is_number()) {
        throw Error(ErrorCode::BadInput,
                    fmt::format("cannot use the summary: the number \"{}\" is missing", key));
    }
    return entry->get<double>();
}

OverlapMetrics metricsFromJson(const Json& json)
{
    OverlapMetrics metrics;
    for (const Field& field : kFields) {
        metrics.*field.member = numberAt(json, field.key);
    }
    return metrics;
}

const Json& objectAt(const Json& json, const char* key)
{
    const auto entry = json.find(key);
    if (entry == json.end()) {
        throw Error(ErrorCode::BadInput, fmt::format("cannot use the summary: \"{}\" is missing", key));
    }
    return *entry;
}

CaseMetrics caseFromJson(const Json& json)
{
    CaseMetrics item;
    item.predictionFile = json.value("prediction_file", std::string());
    item.referenceFile = json.value("reference_file", std::string());
    for (const auto& [key, metrics] : objectAt(json, "metrics").items()) {
        item.metrics[key] = metricsFromJson(metrics);
        if (metrics.contains("HD95")) {
            item.surfaces[key] = {numberAt(metrics, "HD95"), numberAt(metrics, "NSD")};
        }
    }
    return item;
}

} // namespace

Summary summarize(std::vector<CaseMetrics> cases)
{
    Summary summary;
    summary.cases = std::move(cases);
    for (const CaseMetrics& item : summary.cases) {
        for (const auto& [key, unused] : item.metrics) {
            summary.mean.try_emplace(key);
        }
    }
    for (auto& [key, target] : summary.mean) {
        for (const Field& field : kFields) {
            std::vector<double> values;
            for (const CaseMetrics& item : summary.cases) {
                const auto entry = item.metrics.find(key);
                values.push_back(entry == item.metrics.end() ? kUndefined : entry->second.*field.member);
            }
            target.*field.member = meanIgnoringNaN(std::move(values));
        }
    }
    for (const Field& field : kFields) {
        std::vector<double> values;
        for (const auto& [key, metrics] : summary.mean) {
            if (key != "0") {
                values.push_back(metrics.*field.member);
            }
        }
        summary.foregroundMean.*field.member = mean(values);
    }
    return summary;
}

Json summaryToJson(const Summary& summary)
{
    const auto surfaces = surfaceMeans(summary.cases);
    const SurfaceMetrics surfaceForeground = plainMean(surfaces);
    Json json = Json::object();
    json["foreground_mean"] =
        metricsJson(summary.foregroundMean, surfaces.empty() ? nullptr : &surfaceForeground, false);
    json["mean"] = Json::object();
    for (const auto& [key, metrics] : summary.mean) {
        json["mean"][key] = metricsJson(metrics, find(surfaces, key), false);
    }
    json["metric_per_case"] = Json::array();
    for (const CaseMetrics& item : summary.cases) {
        Json metrics = Json::object();
        for (const auto& [key, values] : item.metrics) {
            metrics[key] = metricsJson(values, find(item.surfaces, key), true);
        }
        json["metric_per_case"].push_back({{"metrics", std::move(metrics)},
                                           {"prediction_file", item.predictionFile},
                                           {"reference_file", item.referenceFile}});
    }
    return json;
}

Summary summaryFromJson(const Json& json)
{
    Summary summary;
    summary.foregroundMean = metricsFromJson(objectAt(json, "foreground_mean"));
    for (const auto& [key, metrics] : objectAt(json, "mean").items()) {
        summary.mean[key] = metricsFromJson(metrics);
    }
    for (const Json& item : objectAt(json, "metric_per_case")) {
        summary.cases.push_back(caseFromJson(item));
    }
    return summary;
}

} // namespace seg::evaluation
