// SPDX-License-Identifier: Apache-2.0
#include "core/preprocessing/StoreStamp.h"

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/planning/Fingerprint.h"
#include "core/preprocessing/ClassLocations.h"
#include "core/preprocessing/RecipeRules.h"

#include <fmt/format.h>

namespace seg::preprocessing {

namespace fs = std::filesystem;

namespace {

constexpr int kFormat = 2; // 2: hashes, recipe and resampling are part of it
constexpr const char* kPlanFile = "plan.json";
constexpr const char* kStampKey = "preprocessed_from";

std::optional<Json> stampInFolder(const fs::path& folder)
{
    if (!fs::exists(folder / kPlanFile)) {
        return std::nullopt;
    }
    try {
        const Json json = readJson(folder / kPlanFile);
        return json.contains(kStampKey) ? std::optional<Json>(json[kStampKey]) : std::nullopt;
    } catch (const Error& error) {
        if (error.code() == ErrorCode::BadInput) {
            return std::nullopt; // cut off or edited: the cases are made anew
        }
        throw;
    }
}

/// \param everything  false: only what a killed process left half-written.
void removeStoreFiles(const fs::path& folder, bool everything)
{
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
        const fs::path& file = entry.path();
        const bool isHalfWritten = file.filename().string().starts_with(".writing-");
        const bool isOfStore = file.extension() == ".npy" || file.extension() == ".json";
        if (!entry.is_regular_file() || !isOfStore || !(everything || isHalfWritten)) {
            continue;
        }
        std::error_code failure;
        fs::remove(file, failure);
        if (failure) {
            throw ioError("remove", pathText(file), failure.value());
        }
    }
}

Json resamplingStamp(const planning::ResamplingSpec& spec)
{
    Json stamp = Json::object();
    stamp["kind"] = static_cast<int>(spec.kind);
    stamp["order"] = spec.order;
    stamp["order_z"] = spec.orderZ;
    stamp["force_separate_axis"] = spec.forceSeparateAxis ? Json(*spec.forceSeparateAxis) : Json();
    stamp["separate_axis_threshold"] = spec.separateAxisThreshold;
    stamp["memory_efficient"] = spec.memoryEfficient;
    return stamp;
}

} // namespace

Json storeStamp(const planning::Plan& plan, const planning::Configuration& configuration,
                const dataset::LabelScheme& labels)
{
    Json schemes = Json::array();
    for (const planning::NormalizationScheme scheme : configuration.normalization) {
        schemes.push_back(static_cast<int>(scheme));
    }
    Json stamp = Json::object();
    stamp["format"] = kFormat;
    stamp["dataset"] = plan.datasetName;
    stamp["plan"] = plan.plansName;
    stamp["configuration"] = configuration.name;
    stamp["transpose_forward"] = plan.transposeForward;
    stamp["spacing"] = configuration.spacing;
    stamp["normalization"] = std::move(schemes);
    stamp["use_mask_for_norm"] = configuration.useMaskForNormalization;
    stamp["intensities"] = planning::intensitiesToJson(plan.intensities);
    stamp["recipe"] = static_cast<int>(configuration.recipe);
    stamp["resampling"] = {resamplingStamp(configuration.dataResampling),
                           resamplingStamp(configuration.labelResampling)};
    if (rulesOf(configuration.recipe).padsToPatch) {
        stamp["patch_size"] = configuration.patchSize;
    }
    if (configuration.extras != planning::PreprocessingExtras{}) {
        stamp["extras"] = {planning::foregroundChannelName(configuration.extras.foregroundChannel),
                           configuration.extras.closesLabels, configuration.extras.cutsSlices};
        stamp["patch_size"] = configuration.patchSize;
    }
    stamp["sampled_classes"] = sampledClasses(labels);
    return stamp;
}

void prepareStoreFolder(const fs::path& folder, const Json& stamp, const planning::Plan& plan)
{
    createFolders(folder);
    const bool isSame = isMadeFrom(folder, stamp);
    removeStoreFiles(folder, !isSame);
    if (!isSame) {
        Json json = Json::object();
        json[kStampKey] = stamp;
        json["plan"] = planning::planToJson(plan);
        writeJson(folder / kPlanFile, json);
    }
}

bool isMadeFrom(const fs::path& folder, const Json& stamp)
{
    const std::optional<Json> present = stampInFolder(folder);
    return present && jsonText(*present, JsonKeys::Sorted) == jsonText(stamp, JsonKeys::Sorted);
}

std::string sourceStamp(const Case& item)
{
    std::vector<fs::path> files = item.channels;
    if (item.label) {
        files.push_back(*item.label);
    }
    std::string stamp;
    for (const fs::path& file : files) {
        std::error_code missing; // a missing file is named when the case is read
        const auto size = fs::file_size(file, missing);
        const auto time = missing ? fs::file_time_type{} : fs::last_write_time(file, missing);
        stamp += fmt::format("{} {} {}; ", pathText(file.filename()), missing ? 0 : size,
                             time.time_since_epoch().count());
    }
    return stamp;
}

} // namespace seg::preprocessing
