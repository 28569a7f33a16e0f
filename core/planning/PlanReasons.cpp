// SPDX-License-Identifier: Apache-2.0
#include "core/planning/PlanReasons.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace seg::planning {

namespace {

constexpr double kAnisotropyLimit = 3.0;
constexpr double kCroppedMuch = 0.75; // below this median relative size, normalization uses the mask

std::string numberText(double value, int decimals)
{
    std::string text = fmt::format("{:.{}f}", value, decimals);
    if (text.find('.') != std::string::npos) {
        text.erase(text.find_last_not_of('0') + 1);
        if (text.back() == '.') {
            text.pop_back();
        }
    }
    return text;
}

std::string percentText(double fraction)
{
    const double percent = 100.0 * fraction;
    return numberText(percent, percent < 10.0 ? 1 : 0) + " %";
}

std::string bytesText(double bytes)
{
    constexpr double kMiB = 1024.0 * 1024.0;
    return bytes >= 1024.0 * kMiB
               ? fmt::format("{} GiB", numberText(bytes / (1024.0 * kMiB), 1))
               : fmt::format("{} MiB", numberText(bytes / kMiB, bytes < 10.0 * kMiB ? 1 : 0));
}

std::vector<double> asDouble(const std::vector<std::int64_t>& values)
{
    return {values.begin(), values.end()};
}

double product(const std::vector<double>& values)
{
    double result = 1.0;
    for (const double value : values) {
        result *= value;
    }
    return result;
}

std::string timesCount(int steps)
{
    return steps == 1 ? "once" : fmt::format("{} times", steps);
}

Reason spacingReason(const Plan& plan, const Configuration& configuration, const ReasonFacts& facts)
{
    Reason reason{configuration.name, "spacing", timesText(configuration.spacing, 3) + " mm", {}};
    const auto& target = configuration.spacing;
    const double coarsest = *std::max_element(target.begin(), target.end());
    const double finest = *std::min_element(target.begin(), target.end());
    if (configuration.name == "3d_lowres") {
        const double share =
            product(configuration.medianExtent) / product(plan.configuration("3d_fullres").medianExtent);
        reason.because = fmt::format(
            "coarsened by 3 % steps until one patch covers a quarter of a median case; cases keep "
            "{} of their full-resolution voxels",
            percentText(share));
    } else if (configuration.dimensions() == 2) {
        reason.because = "the in-plane median of all cases; the distance of slices is left as it is";
    } else if (target[0] < facts.medianSpacing.mm[0]) {
        reason.because = fmt::format(
            "the median of all cases in the plane; slices are {} mm apart in the median case, more "
            "than 3 times coarser, so their 10th percentile is used there",
            numberText(facts.medianSpacing.mm[0], 3));
    } else if (coarsest > kAnisotropyLimit * finest) {
        reason.because =
            fmt::format("the median of all cases; the thick axis is {} times coarser and is resampled on its "
                        "own",
                        numberText(coarsest / finest, 1));
    } else {
        reason.because = "the median of all cases; no axis is more than 3 times coarser than another";
    }
    return reason;
}

Reason patchReason(const Configuration& configuration, const PlanningTrace& trace, const ReasonFacts& facts)
{
    const std::vector<double> patch = asDouble(configuration.patchSize);
    const double share = std::min(1.0, product(patch) / product(trace.medianExtent));
    const char* what = configuration.dimensions() == 2 ? "slice" : "case";
    Reason reason{configuration.name, "patch_size", timesText(patch, 0), {}};
    const bool coversAll =
        std::equal(patch.begin(), patch.end(), trace.medianExtent.begin(), std::greater_equal<>());
    if (coversAll) {
        reason.because =
            fmt::format("one whole {} of median size ({}), rounded up so that it can be halved in every "
                        "stage",
                        what, timesText(trace.medianExtent, 1));
    } else if (trace.shrinkSteps > 0) {
        reason.because = fmt::format(
            "the largest that keeps a batch of {} in {} GiB, made smaller {}; covers {} of a median "
            "{} ({})",
            facts.minimumBatch, numberText(facts.gpuMemoryGiB, 1), timesCount(trace.shrinkSteps),
            percentText(share), what, timesText(trace.medianExtent, 1));
    } else {
        reason.because = fmt::format(
            "the largest size a patch starts from, which fits {} GiB; covers {} of a median {} "
            "({})",
            numberText(facts.gpuMemoryGiB, 1), percentText(share), what, timesText(trace.medianExtent, 1));
    }
    return reason;
}

Reason batchReason(const Configuration& configuration, const PlanningTrace& trace, const ReasonFacts& facts)
{
    Reason reason{configuration.name, "batch_size", std::to_string(configuration.batchSize), {}};
    const std::string share = percentText(facts.maximumDatasetShare);
    const std::string memory = numberText(facts.gpuMemoryGiB, 1);
    if (configuration.batchSize > std::min(trace.batchByMemory, trace.batchByDataset)) {
        reason.because =
            fmt::format("at least {} for stable gradients, although that is more than {}", facts.minimumBatch,
                        trace.batchByDataset <= trace.batchByMemory
                            ? fmt::format("{} of all voxels of the {} cases", share, facts.caseCount)
                            : fmt::format("{} GiB hold", memory));
    } else if (trace.batchByDataset < trace.batchByMemory) {
        reason.because =
            fmt::format("at most {} of all voxels of the {} cases in one batch; {} GiB would hold {}", share,
                        facts.caseCount, memory, trace.batchByMemory);
    } else {
        reason.because =
            fmt::format("fills {} GiB; within {} of all voxels of the dataset, which would allow {}", memory,
                        share, trace.batchByDataset);
    }
    return reason;
}

std::string normalizationText(NormalizationScheme scheme, bool masked)
{
    switch (scheme) {
    case NormalizationScheme::ZScore:
        return masked ? "z-score inside the mask" : "z-score";
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
        reason.value += normalizationText(scheme, configuration.useMaskForNormalization[c]);
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

Reason stagesReason(const Configuration& configuration)
{
    const ArchitectureSpec& architecture = configuration.architecture;
    std::vector<double> bottleneck = asDouble(configuration.patchSize);
    for (const auto& stride : architecture.strides) {
        for (std::size_t axis = 0; axis < bottleneck.size(); ++axis) {
            bottleneck[axis] /= stride[axis];
        }
    }
    return {
        configuration.name, "stages", std::to_string(architecture.stageCount()),
        fmt::format(
            "an axis is halved while at least 4 voxels remain, the coarse ones later; the patch ends as {}",
            timesText(bottleneck, 0))};
}

Reason axesReason(const Plan& plan)
{
    constexpr std::array<const char*, 3> kAxes{"z", "y", "x"};
    std::string order;
    for (const int axis : plan.transposeForward) {
        order += (order.empty() ? "" : ", ") + std::string(kAxes[static_cast<std::size_t>(axis)]);
    }
    return {{}, "transpose_forward", order, "the axis with the largest spacing comes first"};
}

Reason lowResolutionReason(const Plan& plan)
{
    const bool hasLowres =
        std::any_of(plan.configurations.begin(), plan.configurations.end(),
                    [](const Configuration& candidate) { return candidate.name == "3d_lowres"; });
    const Configuration& full = plan.configuration("3d_fullres");
    const double share = std::min(1.0, product(asDouble(full.patchSize)) / product(full.medianExtent));
    return {
        {},
        "3d_lowres",
        hasLowres ? "planned" : "not planned",
        hasLowres
            ? fmt::format(
                  "a full-resolution patch covers only {} of a median case, so a coarse first stage gives "
                  "the whole view",
                  percentText(share))
            : fmt::format(
                  "a full-resolution patch covers {} of a median case, so a coarser first stage would "
                  "add little",
                  percentText(share))};
}

} // namespace

std::string timesText(const std::vector<double>& values, int decimals)
{
    std::string text;
    for (const double value : values) {
        text += text.empty() ? "" : " × ";
        text += numberText(value, decimals);
    }
    return text;
}

std::vector<Reason> explainPlan(const Plan& plan, const std::vector<PlanningTrace>& traces,
                                const ReasonFacts& facts)
{
    std::vector<Reason> reasons{axesReason(plan)};
    bool has3d = false;
    for (const PlanningTrace& trace : traces) {
        const Configuration& configuration = plan.configuration(trace.configuration);
        has3d = has3d || configuration.name == "3d_fullres";
        reasons.push_back(spacingReason(plan, configuration, facts));
        reasons.push_back(patchReason(configuration, trace, facts));
        reasons.push_back(batchReason(configuration, trace, facts));
        reasons.push_back(normalizationReason(configuration, facts));
        reasons.push_back(sizeReason(plan, configuration, facts));
        reasons.push_back(stagesReason(configuration));
    }
    if (has3d) {
        reasons.push_back(lowResolutionReason(plan));
    }
    return reasons;
}

} // namespace seg::planning
