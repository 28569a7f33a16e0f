// SPDX-License-Identifier: Apache-2.0
#include "core/planning/PlanReasons.h"

#include "core/planning/CommonReasons.h"
#include "core/planning/Product.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

namespace seg::planning {

namespace {

constexpr double kAnisotropyLimit = 3.0;

std::string timesCount(int steps)
{
    return steps == 1 ? "once" : fmt::format("{} times", steps);
}

std::string fullSpacingCause(const Configuration& configuration, const ReasonFacts& facts)
{
    const auto& target = configuration.spacing;
    const double coarsest = *std::ranges::max_element(target);
    const double finest = *std::ranges::min_element(target);
    if (target[0] < facts.medianSpacing.mm[0]) {
        return fmt::format(
            "the median of all cases in the plane; slices are {} mm apart in the median case, more "
            "than 3 times coarser, so their 10th percentile is used there",
            numberText(facts.medianSpacing.mm[0], 3));
    }
    if (coarsest > kAnisotropyLimit * finest) {
        return fmt::format(
            "the median of all cases; the thick axis is {} times coarser and is resampled on its own",
            numberText(coarsest / finest, 1));
    }
    return "the median of all cases; no axis is more than 3 times coarser than another";
}

Reason spacingReason(const Plan& plan, const Configuration& configuration, const ReasonFacts& facts)
{
    Reason reason{configuration.name, "spacing", timesText(configuration.spacing, 3) + " mm", {}};
    if (configuration.name == "3d_lowres") {
        const double share =
            product(configuration.medianExtent) / product(plan.configuration("3d_fullres").medianExtent);
        reason.because = fmt::format(
            "coarsened by 3 % steps until one patch covers a quarter of a median case; cases keep "
            "{} of their full-resolution voxels",
            percentText(share));
    } else if (facts.hasGivenSpacing) {
        reason.because = "as asked for, instead of the median of all cases";
    } else if (configuration.dimensions() == 2) {
        reason.because = "the in-plane median of all cases; the distance of slices is left as it is";
    } else {
        reason.because = fullSpacingCause(configuration, facts);
    }
    return reason;
}

Reason patchReason(const Configuration& configuration, const PlanningTrace& trace, const ReasonFacts& facts)
{
    const auto& patch = configuration.patchSize;
    const double share = std::min(1.0, product(patch) / product(trace.medianExtent));
    const char* what = configuration.dimensions() == 2 ? "slice" : "case";
    Reason reason{configuration.name, "patch_size", timesText(patch), {}};
    const bool coversAll = std::equal(patch.begin(), patch.end(), trace.medianExtent.begin(),
                                      [](std::int64_t a, double b) { return static_cast<double>(a) >= b; });
    if (coversAll) {
        reason.because =
            fmt::format("one whole {} of median size ({}), rounded up so that it can be halved in every "
                        "stage",
                        what, timesText(trace.medianExtent, 1));
    } else if (trace.shrinkSteps > 0) {
        reason.because = fmt::format(
            "the largest that keeps a batch of {} in {} GiB, made smaller {}; covers {} of a median "
            "{} ({})",
            trace.batchToFit, numberText(facts.gpuMemoryGiB, 1), timesCount(trace.shrinkSteps),
            percentText(share), what, timesText(trace.medianExtent, 1));
    } else {
        reason.because = fmt::format(
            "the largest size a patch starts from, which fits {} GiB; covers {} of a median {} "
            "({})",
            numberText(facts.gpuMemoryGiB, 1), percentText(share), what, timesText(trace.medianExtent, 1));
    }
    return reason;
}

Reason stagesReason(const Configuration& configuration)
{
    const ArchitectureSpec& architecture = configuration.architecture;
    std::vector<double> bottleneck(configuration.patchSize.begin(), configuration.patchSize.end());
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

Reason networkReason(const Configuration& configuration)
{
    return configuration.architecture.residualEncoder
               ? Reason{configuration.name, "network", "residual encoder U-Net",
                        "this planner's network: a deep residual encoder and a light decoder"}
               : Reason{configuration.name, "network", "plain U-Net",
                        "this planner's network: convolution, instance normalization and leaky ReLU"};
}

Reason lowResolutionReason(const Plan& plan)
{
    const bool hasLowres = std::ranges::any_of(
        plan.configurations, [](const Configuration& candidate) { return candidate.name == "3d_lowres"; });
    const Configuration& full = plan.configuration("3d_fullres");
    const double share = std::min(1.0, product(full.patchSize) / product(full.medianExtent));
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

void append(std::vector<Reason>& reasons, const std::vector<Reason>& more)
{
    reasons.insert(reasons.end(), more.begin(), more.end());
}

} // namespace

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

std::vector<Reason> explainPlan(const Plan& plan, const std::vector<PlanningTrace>& traces,
                                const ReasonFacts& facts)
{
    std::vector<Reason> reasons{axesReason(plan, facts)};
    bool has3d = false;
    for (const PlanningTrace& trace : traces) {
        const Configuration& configuration = plan.configuration(trace.configuration);
        has3d = has3d || configuration.name == "3d_fullres";
        append(reasons, {spacingReason(plan, configuration, facts), patchReason(configuration, trace, facts),
                         batchReason(configuration, trace, facts), normalizationReason(configuration, facts),
                         sizeReason(plan, configuration, facts), stagesReason(configuration),
                         networkReason(configuration)});
        append(reasons, networkReasons(configuration));
        append(reasons, {batchDiceReason(configuration)});
        append(reasons, arrayReasons(plan, configuration));
    }
    if (has3d) {
        reasons.push_back(lowResolutionReason(plan));
    }
    append(reasons, cascadeReasons(plan));
    return reasons;
}

} // namespace seg::planning
