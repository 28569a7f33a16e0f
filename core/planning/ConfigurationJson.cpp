// SPDX-License-Identifier: Apache-2.0
#include "core/planning/ConfigurationJson.h"

#include "core/planning/JsonFields.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <utility>

namespace seg::planning {

namespace {

constexpr const char* kPreprocessor = "DefaultPreprocessor";
constexpr const char* kResampling = "resample_data_or_seg_to_shape";

constexpr std::array<std::pair<NormalizationScheme, std::string_view>, 5> kNormalizations{
    {{NormalizationScheme::ZScore, "ZScoreNormalization"},
     {NormalizationScheme::Ct, "CTNormalization"},
     {NormalizationScheme::NoNormalization, "NoNormalization"},
     {NormalizationScheme::RescaleTo01, "RescaleTo01Normalization"},
     {NormalizationScheme::RgbTo01, "RGBTo01Normalization"}}};

/// What nnU-Net's default planners write for the three resampling functions.
struct ResamplingEntry {
    const char* function;
    const char* arguments;
    bool isLabel;
    int order;
};
constexpr ResamplingEntry kData{"resampling_fn_data", "resampling_fn_data_kwargs", false, 3};
constexpr ResamplingEntry kLabel{"resampling_fn_seg", "resampling_fn_seg_kwargs", true, 1};
constexpr ResamplingEntry kProbabilities{"resampling_fn_probabilities", "resampling_fn_probabilities_kwargs",
                                         false, 1};

Json resamplingArguments(const ResamplingEntry& entry)
{
    return Json{
        {"is_seg", entry.isLabel}, {"order", entry.order}, {"order_z", 0}, {"force_separate_z", nullptr}};
}

NormalizationScheme normalizationFromName(const std::string& name, const std::string& where)
{
    for (const auto& [scheme, text] : kNormalizations) {
        if (text == name) {
            return scheme;
        }
    }
    throw Error(ErrorCode::BadInput,
                fmt::format("cannot use {}: the normalization {} is not supported", where, name));
}

void checkPreprocessing(const JsonFields& fields)
{
    const auto refuse = [&](const char* key) {
        throw Error(ErrorCode::BadInput,
                    fmt::format("cannot use {}: \"{}\" is {}, which this version cannot repeat",
                                fields.where(), key, fields.at(key).dump()));
    };
    if (fields.get<std::string>("preprocessor_name", kPreprocessor) != kPreprocessor) {
        refuse("preprocessor_name");
    }
    for (const ResamplingEntry& entry : {kData, kLabel, kProbabilities}) {
        if (fields.get<std::string>(entry.function, kResampling) != kResampling) {
            refuse(entry.function);
        }
        if (fields.has(entry.arguments) && fields.at(entry.arguments) != resamplingArguments(entry)) {
            refuse(entry.arguments);
        }
    }
}

void checkLengths(const Configuration& configuration, const std::string& where)
{
    const std::size_t dimensions = configuration.patchSize.size();
    const bool fits = (dimensions == 2 || dimensions == 3) &&
                      configuration.medianExtent.size() == dimensions &&
                      configuration.spacing.size() == dimensions &&
                      configuration.architecture.dimensions() == configuration.dimensions() &&
                      configuration.normalization.size() == configuration.useMaskForNormalization.size();
    if (!fits) {
        throw Error(
            ErrorCode::BadInput,
            fmt::format(
                "cannot read {}: patch, spacing, median size, network and normalization do not agree in "
                "their number of axes or channels",
                where));
    }
}

/// Low resolution is planned from whole voxels, so nnU-Net writes integers there and floats elsewhere.
Json medianExtentToJson(const Configuration& configuration)
{
    if (configuration.name != "3d_lowres") {
        return configuration.medianExtent;
    }
    Json voxels = Json::array();
    for (const double value : configuration.medianExtent) {
        voxels.push_back(static_cast<std::int64_t>(std::nearbyint(value)));
    }
    return voxels;
}

std::optional<std::string> stageName(const JsonFields& fields, const char* key)
{
    if (!fields.has(key)) {
        return std::nullopt;
    }
    const Json& value = fields.at(key);
    if (value.is_array() && value.size() == 1 && value[0].is_string()) {
        return value[0].get<std::string>();
    }
    return fields.get<std::string>(key);
}

} // namespace

std::string_view normalizationName(NormalizationScheme scheme) noexcept
{
    for (const auto& [known, text] : kNormalizations) {
        if (known == scheme) {
            return text;
        }
    }
    return {};
}

Json configurationToJson(const Configuration& configuration)
{
    Json schemes = Json::array();
    for (const NormalizationScheme scheme : configuration.normalization) {
        schemes.push_back(normalizationName(scheme));
    }
    Json json = Json::object();
    json["data_identifier"] = configuration.dataIdentifier;
    json["preprocessor_name"] = kPreprocessor;
    json["batch_size"] = configuration.batchSize;
    json["patch_size"] = configuration.patchSize;
    json["median_image_size_in_voxels"] = medianExtentToJson(configuration);
    json["spacing"] = configuration.spacing;
    json["normalization_schemes"] = std::move(schemes);
    json["use_mask_for_norm"] = configuration.useMaskForNormalization;
    json[kData.function] = kResampling;
    json[kLabel.function] = kResampling;
    json[kData.arguments] = resamplingArguments(kData);
    json[kLabel.arguments] = resamplingArguments(kLabel);
    json[kProbabilities.function] = kResampling;
    json[kProbabilities.arguments] = resamplingArguments(kProbabilities);
    json["architecture"] = architectureToJson(configuration.architecture);
    json["batch_dice"] = configuration.batchDice;
    if (configuration.nextStage) {
        json["next_stage"] = *configuration.nextStage;
    }
    if (configuration.previousStage) {
        json["previous_stage"] = *configuration.previousStage;
    }
    return json;
}

Configuration configurationFromJson(const std::string& name, const Json& json, const std::string& where)
{
    const JsonFields fields(json, where);
    checkPreprocessing(fields);
    Configuration configuration;
    configuration.name = name;
    configuration.dataIdentifier = fields.get<std::string>("data_identifier");
    configuration.batchSize = fields.get<int>("batch_size");
    configuration.patchSize = fields.get<std::vector<std::int64_t>>("patch_size");
    configuration.medianExtent = fields.get<std::vector<double>>("median_image_size_in_voxels");
    configuration.spacing = fields.get<std::vector<double>>("spacing");
    for (const auto& scheme : fields.get<std::vector<std::string>>("normalization_schemes")) {
        configuration.normalization.push_back(normalizationFromName(scheme, where));
    }
    configuration.useMaskForNormalization = fields.get<std::vector<bool>>("use_mask_for_norm");
    if (!fields.has("architecture")) {
        throw Error(ErrorCode::BadInput,
                    fmt::format("cannot use {}: it has no \"architecture\"; plans of nnU-Net 2.2 and "
                                "older must be planned again",
                                where));
    }
    configuration.architecture = architectureFromJson(fields.at("architecture"), where);
    configuration.batchDice = fields.get<bool>("batch_dice");
    configuration.nextStage = stageName(fields, "next_stage");
    configuration.previousStage = stageName(fields, "previous_stage");
    checkLengths(configuration, where);
    return configuration;
}

} // namespace seg::planning
