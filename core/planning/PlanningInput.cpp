// SPDX-License-Identifier: Apache-2.0
#include "core/planning/PlanningInput.h"

#include "core/planning/Percentile.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <string_view>

namespace seg::planning {

namespace {

constexpr double kCroppedMuch =
    0.75; // median share of a scan that cropping leaves, below which a mask is used

std::string lowered(std::string text)
{
    std::ranges::transform(text, text.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

NormalizationScheme schemeOfChannel(const std::string& channel)
{
    const std::string name = lowered(channel);
    if (name == "ct") {
        return NormalizationScheme::Ct;
    }
    if (name == "nonorm") {
        return NormalizationScheme::NoNormalization;
    }
    if (name == "rescale_to_0_1") {
        return NormalizationScheme::RescaleTo01;
    }
    if (name == "rgb_to_0_1") {
        return NormalizationScheme::RgbTo01;
    }
    return NormalizationScheme::ZScore;
}

void setOriginalMedians(Plan& plan, const Fingerprint& fingerprint)
{
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const auto original = static_cast<std::size_t>(plan.transposeForward[axis]);
        std::vector<double> mm;
        std::vector<double> voxels;
        for (std::size_t i = 0; i < fingerprint.spacings.size(); ++i) {
            mm.push_back(fingerprint.spacings[i].mm[original]);
            voxels.push_back(static_cast<double>(fingerprint.extentsAfterCrop[i].voxels[original]));
        }
        plan.originalMedianSpacing.mm[axis] = median(std::move(mm));
        plan.originalMedianExtent.voxels[axis] =
            static_cast<std::int64_t>(std::nearbyint(median(std::move(voxels))));
    }
}

} // namespace

std::string plansNameOf(const PlannerOptions& options)
{
    return options.plansName.empty() ? std::string(describe(options.planner).plansName) : options.plansName;
}

double gpuMemoryOf(const PlannerOptions& options) noexcept
{
    return options.gpuMemoryGiB.value_or(describe(options.planner).gpuMemoryGiB);
}

Plan planHead(const PlanningInput& input, const AxisOrder& forward)
{
    Plan plan;
    plan.datasetName = input.datasetName;
    plan.plansName = plansNameOf(input.options);
    plan.planner = std::string(describe(input.options.planner).className);
    plan.transposeForward = forward;
    plan.transposeBackward = inverse(forward);
    plan.imageReaderWriter = imageReaderWriterOf(input.manifest, areSingleSlices(input.fingerprint));
    plan.intensities = input.fingerprint.intensities;
    setOriginalMedians(plan, input.fingerprint);
    return plan;
}

std::string imageReaderWriterOf(const dataset::DatasetManifest& manifest, bool areSingleSlices)
{
    constexpr std::array<std::string_view, 5> kReaders{"NaturalImage2DIO", "SimpleITKIO", "Tiff3DIO",
                                                       "NibabelIO", "NibabelIOWithReorient"};
    constexpr const char* kOverride = "overwrite_image_reader_writer";
    if (manifest.other.contains(kOverride) && manifest.other[kOverride].is_string()) {
        const auto named = manifest.other[kOverride].get<std::string>();
        if (std::ranges::find(kReaders, named) != kReaders.end()) {
            return named;
        }
    }
    const std::string ending = lowered(manifest.fileEnding);
    if (ending == ".png" || ending == ".bmp" || (ending == ".tif" && areSingleSlices)) {
        return "NaturalImage2DIO";
    }
    if (ending == ".tif" || ending == ".tiff") {
        return "Tiff3DIO";
    }
    return ending == ".nii" ? "NibabelIO" : "SimpleITKIO";
}

void setNormalization(Configuration& configuration, const PlanningInput& input)
{
    const bool croppedMuch = input.fingerprint.medianRelativeSizeAfterCropping < kCroppedMuch;
    for (const std::string& channel : input.manifest.channelNames) {
        const NormalizationScheme scheme = schemeOfChannel(channel);
        configuration.normalization.push_back(scheme);
        configuration.useMaskForNormalization.push_back(croppedMuch && scheme == NormalizationScheme::ZScore);
    }
}

std::vector<int> doublingFeatures(std::size_t stages, int base, int most)
{
    std::vector<int> features;
    int next = base;
    for (std::size_t stage = 0; stage < stages; ++stage) {
        features.push_back(std::min(next, most));
        next = std::min(2 * next, most);
    }
    return features;
}

Configuration plainConfiguration(const std::string& name, const PoolingTopology& topology,
                                 std::span<const double> spacing, std::span<const double> medianExtent,
                                 int baseFeatures, int maximumFeatures)
{
    constexpr int kConvolutions = 2;
    Configuration configuration;
    configuration.name = name;
    configuration.patchSize = topology.patchSize;
    configuration.spacing.assign(spacing.begin(), spacing.end());
    configuration.medianExtent.assign(medianExtent.begin(), medianExtent.end());
    ArchitectureSpec& network = configuration.architecture;
    const std::size_t stages = topology.strides.size();
    network.strides = topology.strides;
    network.kernelSizes = topology.kernelSizes;
    network.features = doublingFeatures(stages, baseFeatures, maximumFeatures);
    network.blocksPerStage.assign(stages, kConvolutions);
    network.decoderConvolutions.assign(stages - 1, kConvolutions);
    return configuration;
}

Spacing medianSpacing(const Fingerprint& fingerprint)
{
    Spacing result;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        std::vector<double> mm;
        for (const Spacing& spacing : fingerprint.spacings) {
            mm.push_back(spacing.mm[axis]);
        }
        result.mm[axis] = median(std::move(mm));
    }
    return result;
}

bool areSingleSlices(const Fingerprint& fingerprint) noexcept
{
    return std::ranges::all_of(fingerprint.extentsAfterCrop,
                               [](const Extent& extent) { return extent.voxels[0] == 1; });
}

} // namespace seg::planning
