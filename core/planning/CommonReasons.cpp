// SPDX-License-Identifier: Apache-2.0
#include "core/planning/CommonReasons.h"

#include "core/planning/Product.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

namespace seg::planning {

namespace {

constexpr double kCroppedMuch = 0.75; // below this median relative size, normalization uses the mask

std::string zScoreCause(const std::string& channels, double relativeSize)
{
    const std::string scale = channels + ": no absolute scale";
    const double removed = 1.0 - relativeSize;
    if (relativeSize < kCroppedMuch) {
        return fmt::format("{}, and cropping to the non-zero region removed {} of a median case", scale,
                           percentText(removed));
    }
    if (removed < 0.001) {
        return scale + ", and there is no empty margin to leave out";
    }
    return fmt::format("{}; cropping removed only {} of a median case, so all voxels count", scale,
                       percentText(removed));
}

std::string normalizationCause(NormalizationScheme scheme, const std::string& channels,
                               const ReasonFacts& facts)
{
    switch (scheme) {
    case NormalizationScheme::ZScore:
        return zScoreCause(channels, facts.medianRelativeSizeAfterCropping);
    case NormalizationScheme::Ct:
        return fmt::format(
            "{}: Hounsfield units, clipped to the 0.5..99.5 percentiles of the labeled voxels, with the "
            "dataset's mean and deviation",
            channels);
    default:
        return fmt::format("{}: the dataset names this scheme itself", channels);
    }
}

Reason kernelReason(const Configuration& configuration)
{
    const auto& rows = configuration.architecture.kernelSizes;
    const auto isFull = [](const std::vector<int>& row) {
        return std::ranges::all_of(row, [](int edge) { return edge == 3; });
    };
    const auto flat = rows.size() - static_cast<std::size_t>(std::ranges::count_if(rows, isFull));
    const auto text = [](const std::vector<int>& row) {
        return timesText(std::vector<double>(row.begin(), row.end()), 0);
    };
    if (flat == 0) {
        return {configuration.name, "kernel_sizes", text(rows.back()) + " in every stage",
                "no axis is so much coarser than the finest that a convolution along it would see unrelated "
                "voxels"};
    }
    return {configuration.name, "kernel_sizes",
            fmt::format("{} in the first {} stage{}, then {}", text(rows.front()), flat, flat == 1 ? "" : "s",
                        text(rows.back())),
            "convolutions along the coarse axis begin where pooling the finer ones has brought the spacings "
            "within a factor of 2"};
}

Reason blocksReason(const Configuration& configuration)
{
    const ArchitectureSpec& architecture = configuration.architecture;
    const std::string decoder = listText(architecture.decoderConvolutions);
    if (architecture.residualEncoder) {
        return {
            configuration.name, "blocks_per_stage",
            fmt::format("{} residual blocks, decoder {}", listText(architecture.blocksPerStage), decoder),
            "the residual encoder's fixed depth: few blocks where feature maps are large, more below, and "
            "a light decoder"};
    }
    return {configuration.name, "blocks_per_stage",
            fmt::format("{} convolutions, decoder {}", listText(architecture.blocksPerStage), decoder),
            "the U-Net's fixed depth: two convolutions in every stage"};
}

std::string splineText(const ResamplingSpec& spec)
{
    switch (spec.kind) {
    case ResamplingKind::None:
        return "none";
    case ResamplingKind::Torch:
        return "linear";
    case ResamplingKind::Default:
        break;
    }
    return fmt::format("order {}", spec.order);
}

Reason resamplingReason(const Configuration& configuration)
{
    Reason reason{configuration.name,
                  "resampling",
                  fmt::format("intensities {}, labels {}, probabilities {}",
                              splineText(configuration.dataResampling),
                              splineText(configuration.labelResampling),
                              splineText(configuration.probabilityResampling)),
                  {}};
    if (configuration.dataResampling.kind == ResamplingKind::None) {
        reason.because = "the arrays keep the voxels of their scans";
        return reason;
    }
    const bool isNvidia =
        configuration.recipe == PreprocessingRecipe::Nvidia; // takes the threshold itself, too
    reason.because = fmt::format("smooth for intensities, without overshoot for labels and probabilities; an "
                                 "axis {} {} times coarser than "
                                 "the others is resampled apart, to the nearest slice",
                                 isNvidia ? "at least" : "more than",
                                 numberText(configuration.dataResampling.separateAxisThreshold, 1));
    return reason;
}

Reason identifierReason(const Plan& plan, const Configuration& configuration)
{
    const bool isOwn = configuration.dataIdentifier.starts_with(plan.plansName + "_");
    return {configuration.name, "data_identifier", configuration.dataIdentifier,
            isOwn ? "nnU-Net's name for the prepared cases of this plan and configuration"
                  : "nnU-Net's name for the prepared cases; the default plan's serve, since only the network "
                    "differs"};
}

std::string_view axisName(int axis)
{
    constexpr std::array<std::string_view, 3> kAxes{"z", "y", "x"};
    return kAxes.at(static_cast<std::size_t>(axis));
}

/// Empty, unless the median case is a single slice across an axis that does not come first.
std::string turnedSliceText(const Plan& plan)
{
    const auto& voxels = plan.originalMedianExtent.voxels;
    const auto slice = voxels[1] == 1 ? std::size_t{1} : std::size_t{2};
    if (voxels[0] == 1 || voxels[slice] != 1) {
        return {};
    }
    return fmt::format(
        ", as in nnU-Net, although a median case is a single slice across {} whose pixels are wider than its "
        "thickness: 2d sees lines of {} x {} voxels of it; scans saved with a thickness of more than {} mm "
        "are planned as slices",
        axisName(plan.transposeForward[slice]), voxels[1], voxels[2],
        numberText(plan.originalMedianSpacing.mm[0], 3));
}

} // namespace

std::string schemeText(NormalizationScheme scheme, bool insideMask)
{
    switch (scheme) {
    case NormalizationScheme::ZScore:
        return insideMask ? "z-score inside the mask" : "z-score";
    case NormalizationScheme::Ct:
        return "CT window of the dataset";
    case NormalizationScheme::NoNormalization:
        return "none";
    case NormalizationScheme::RescaleTo01:
        return "rescaled to 0..1";
    case NormalizationScheme::RgbTo01:
        return "divided by 255";
    }
    return {};
}

ReasonFacts factsOf(const PlanningInput& input, const Plan& plan)
{
    ReasonFacts facts;
    facts.gpuMemoryGiB = gpuMemoryOf(input.options);
    facts.caseCount = input.manifest.trainingCount;
    facts.medianSpacing = plan.originalMedianSpacing;
    facts.hasGivenSpacing = input.options.targetSpacing.has_value();
    facts.keepsAxisOrder = input.options.keepAxisOrder;
    facts.medianRelativeSizeAfterCropping = input.fingerprint.medianRelativeSizeAfterCropping;
    facts.channelNames = input.manifest.channelNames;
    return facts;
}

Reason axesReason(const Plan& plan, const ReasonFacts& facts)
{
    std::string order;
    for (const int axis : plan.transposeForward) {
        order += (order.empty() ? "" : ", ") + std::string(axisName(axis));
    }
    return {{},
            "transpose_forward",
            order,
            facts.keepsAxisOrder ? "the scans' own order is kept"
                                 : "the axis with the largest spacing comes first" + turnedSliceText(plan)};
}

Reason normalizationReason(const Configuration& configuration, const ReasonFacts& facts)
{
    Reason reason{configuration.name, "normalization", {}, {}};
    std::set<NormalizationScheme> seen;
    for (std::size_t c = 0; c < configuration.normalization.size(); ++c) {
        const NormalizationScheme scheme = configuration.normalization[c];
        if (!seen.insert(scheme).second) {
            continue;
        }
        std::string channels;
        for (std::size_t other = c; other < configuration.normalization.size(); ++other) {
            if (configuration.normalization[other] == scheme && other < facts.channelNames.size()) {
                channels += channels.empty() ? "" : ", ";
                channels += facts.channelNames[other];
            }
        }
        const char* separator = reason.value.empty() ? "" : "; ";
        reason.value += separator;
        reason.value += schemeText(scheme, configuration.useMaskForNormalization[c]);
        reason.because += separator;
        reason.because += normalizationCause(scheme, channels, facts);
    }
    return reason;
}

Reason sizeReason(const Plan& plan, const Configuration& configuration, const ReasonFacts& facts)
{
    const double labelAndChannels = 2.0 + 4.0 * static_cast<double>(configuration.normalization.size());
    double voxels = product(configuration.medianExtent);
    if (configuration.dimensions() == 2) {
        voxels *= static_cast<double>(plan.originalMedianExtent.voxels[0]);
    }
    const double bytes = voxels * labelAndChannels;
    return {configuration.name, "preprocessed_size", bytesText(bytes * static_cast<double>(facts.caseCount)),
            fmt::format("{} cases at about {}: {} channel{} of 4 bytes and a label of 2 per voxel",
                        facts.caseCount, bytesText(bytes), configuration.normalization.size(),
                        configuration.normalization.size() == 1 ? "" : "s")};
}

std::vector<Reason> networkReasons(const Configuration& configuration)
{
    const ArchitectureSpec& architecture = configuration.architecture;
    const int most = *std::ranges::max_element(architecture.features);
    const bool isCapped = architecture.features.size() > 1 && architecture.features.back() == most &&
                          architecture.features[architecture.features.size() - 2] * 2 != most;
    const Reason features{
        configuration.name, "features_per_stage", listText(architecture.features),
        isCapped
            ? fmt::format("doubled with every stage, since each holds fewer voxels, but at most {}", most)
            : std::string("doubled with every stage, since each holds fewer voxels")};
    return {features, kernelReason(configuration), blocksReason(configuration)};
}

Reason batchDiceReason(const Configuration& configuration)
{
    std::string because;
    if (configuration.dimensions() == 2) {
        because = "a slice often lacks a structure; over the batch it still counts";
    } else if (configuration.batchDice) {
        because =
            "a patch shows a small part of a case and often lacks a structure; over the batch it counts";
    } else {
        because = "a patch shows enough of a case to be judged on its own";
    }
    return {configuration.name, "batch_dice", configuration.batchDice ? "over the batch" : "per sample",
            because};
}

std::vector<Reason> arrayReasons(const Plan& plan, const Configuration& configuration)
{
    return {{configuration.name, "median_image_size_in_voxels", timesText(configuration.medianExtent, 1),
             "the median of the cropped cases along each axis, at this spacing"},
            resamplingReason(configuration),
            identifierReason(plan, configuration)};
}

void addExplained(Plan& plan, Configuration configuration, const std::vector<Reason>& decisions,
                  const std::vector<Reason>& network, const ReasonFacts& facts)
{
    for (const std::vector<Reason>& reasons :
         {decisions, std::vector<Reason>{sizeReason(plan, configuration, facts)}, network,
          networkReasons(configuration), arrayReasons(plan, configuration)}) {
        plan.reasons.insert(plan.reasons.end(), reasons.begin(), reasons.end());
    }
    plan.configurations.push_back(std::move(configuration));
}

std::vector<Reason> cascadeReasons(const Plan& plan)
{
    std::vector<Reason> reasons;
    for (const Configuration& configuration : plan.configurations) {
        if (configuration.previousStage) {
            reasons.push_back({configuration.name, "previous_stage", *configuration.previousStage,
                               fmt::format("sees the masks of {} as further channels; all else is as in {}",
                                           *configuration.previousStage,
                                           configuration.inheritsFrom.value_or("3d_fullres"))});
        }
    }
    return reasons;
}

} // namespace seg::planning
