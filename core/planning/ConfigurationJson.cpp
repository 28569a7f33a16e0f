// SPDX-License-Identifier: Apache-2.0
#include "core/planning/ConfigurationJson.h"

#include "core/planning/JsonFields.h"
#include "core/planning/ResamplingJson.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <utility>

namespace seg::planning {

namespace {

constexpr std::array<std::pair<PreprocessingRecipe, std::string_view>, 3> kRecipes{
    {{PreprocessingRecipe::NnUNetV2, "DefaultPreprocessor"},
     {PreprocessingRecipe::NnUNet2018, "NnUNet2018Preprocessor"},
     {PreprocessingRecipe::Nvidia, "NvidiaPreprocessor"}}};

constexpr std::array<std::pair<NormalizationScheme, std::string_view>, 5> kNormalizations{
    {{NormalizationScheme::ZScore, "ZScoreNormalization"},
     {NormalizationScheme::Ct, "CTNormalization"},
     {NormalizationScheme::NoNormalization, "NoNormalization"},
     {NormalizationScheme::RescaleTo01, "RescaleTo01Normalization"},
     {NormalizationScheme::RgbTo01, "RGBTo01Normalization"}}};

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

PreprocessingRecipe recipeOf(const JsonFields& fields)
{
    constexpr const char* kKey = "preprocessor_name";
    const auto name = fields.get<std::string>(kKey, std::string(kRecipes[0].second));
    for (const auto& [recipe, text] : kRecipes) {
        if (text == name) {
            return recipe;
        }
    }
    throw Error(ErrorCode::BadInput,
                fmt::format("cannot use {}: \"{}\" is {}, which this version cannot repeat", fields.where(),
                            kKey, name));
}

std::string_view recipeName(PreprocessingRecipe recipe)
{
    for (const auto& [known, text] : kRecipes) {
        if (known == recipe) {
            return text;
        }
    }
    return {};
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

/// One stage as text, several as a list.
std::vector<std::string> stageNames(const JsonFields& fields, const char* key)
{
    if (!fields.has(key)) {
        return {};
    }
    if (fields.at(key).is_array()) {
        return fields.get<std::vector<std::string>>(key);
    }
    return {fields.get<std::string>(key)};
}

Json stagesToJson(const std::vector<std::string>& names)
{
    return names.size() == 1 ? Json(names.front()) : Json(names);
}

constexpr const char* kForegroundChannel = "foreground_channel";
constexpr const char* kLabelClosing = "label_closing";
constexpr const char* kSliceCutting = "slice_cutting";

/// Only what is asked for: nnU-Net's files know none of it.
void writeExtras(Json& json, const PreprocessingExtras& extras)
{
    if (extras.foregroundChannel != ForegroundChannel::None) {
        json[kForegroundChannel] = foregroundChannelName(extras.foregroundChannel);
    }
    if (extras.closesLabels) {
        json[kLabelClosing] = true;
    }
    if (extras.cutsSlices) {
        json[kSliceCutting] = true;
    }
}

PreprocessingExtras readExtras(const JsonFields& fields, PreprocessingRecipe recipe)
{
    PreprocessingExtras extras;
    try {
        extras.foregroundChannel =
            foregroundChannelFromName(fields.get<std::string>(kForegroundChannel, "none"));
    } catch (const Error& error) {
        throw Error(ErrorCode::BadInput, fmt::format("cannot read {}: {}", fields.where(), error.what()));
    }
    extras.closesLabels = fields.get<bool>(kLabelClosing, false);
    extras.cutsSlices = fields.get<bool>(kSliceCutting, false);
    if (extras != PreprocessingExtras{} && recipe != PreprocessingRecipe::Nvidia) {
        throw Error(ErrorCode::BadInput,
                    fmt::format("cannot use {}: \"{}\", \"{}\" and \"{}\" belong to {} alone", fields.where(),
                                kForegroundChannel, kLabelClosing, kSliceCutting,
                                recipeName(PreprocessingRecipe::Nvidia)));
    }
    return extras;
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
    json["preprocessor_name"] = recipeName(configuration.recipe);
    writeExtras(json, configuration.extras);
    json["batch_size"] = configuration.batchSize;
    json["patch_size"] = configuration.patchSize;
    json["median_image_size_in_voxels"] = medianExtentToJson(configuration);
    json["spacing"] = configuration.spacing;
    json["normalization_schemes"] = std::move(schemes);
    json["use_mask_for_norm"] = configuration.useMaskForNormalization;
    writeResampling(json, configuration);
    json["architecture"] = architectureToJson(configuration.architecture);
    json["batch_dice"] = configuration.batchDice;
    if (!configuration.nextStages.empty()) {
        json["next_stage"] = stagesToJson(configuration.nextStages);
    }
    if (configuration.previousStage) {
        json["previous_stage"] = *configuration.previousStage;
    }
    return json;
}

Configuration configurationFromJson(const std::string& name, const Json& json, const std::string& where)
{
    const JsonFields fields(json, where);
    Configuration configuration;
    configuration.name = name;
    configuration.recipe = recipeOf(fields);
    configuration.extras = readExtras(fields, configuration.recipe);
    configuration.dataResampling = readResampling(fields, ResampledArray::Data);
    configuration.labelResampling = readResampling(fields, ResampledArray::Label);
    configuration.probabilityResampling = readResampling(fields, ResampledArray::Probabilities);
    configuration.dataIdentifier = fields.get<std::string>("data_identifier");
    configuration.batchSize = fields.get<int>("batch_size");
    configuration.patchSize = fields.get<std::vector<std::int64_t>>("patch_size");
    configuration.medianExtent = fields.get<std::vector<double>>("median_image_size_in_voxels");
    configuration.spacing = fields.get<std::vector<double>>("spacing");
    for (const auto& scheme : fields.get<std::vector<std::string>>("normalization_schemes")) {
        configuration.normalization.push_back(normalizationFromName(scheme, where));
    }
    configuration.useMaskForNormalization = fields.get<std::vector<bool>>("use_mask_for_norm");
    configuration.architecture = fields.has("architecture")
                                     ? architectureFromJson(fields.at("architecture"), where)
                                     : architectureFromOldKeys(json, where);
    configuration.batchDice = fields.get<bool>("batch_dice");
    configuration.nextStages = stageNames(fields, "next_stage");
    if (fields.has("previous_stage")) {
        configuration.previousStage = fields.get<std::string>("previous_stage");
    }
    if (fields.has("inherits_from")) {
        configuration.inheritsFrom = fields.get<std::string>("inherits_from");
    }
    checkLengths(configuration, where);
    return configuration;
}

} // namespace seg::planning
