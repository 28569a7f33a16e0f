// SPDX-License-Identifier: Apache-2.0
#include "core/planning/NvidiaPlanner.h"

#include "core/base/Error.h"
#include "core/planning/CommonReasons.h"
#include "core/planning/ConfigurationPlanner.h"
#include "core/planning/NvidiaTable.h"
#include "core/planning/Percentile.h"
#include "core/planning/Product.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace seg::planning {

namespace {

constexpr int kBatch3d = 2;
constexpr int kBatch2d = 64;
constexpr int kBaseFeatures = 32;
constexpr int kMaximumFeatures3d = 320;
constexpr int kMaximumFeatures2d = 512;
constexpr double kAnisotropyLimit = 3.0; // ratio of spacings from which the coarsest axis is refined
constexpr double kRefinedPercentile = 10.0;
constexpr double kPoolingLimit = 2.0; // an axis coarser than this times the finest waits

int maximumFeatures(std::size_t dimensions)
{
    return dimensions == 2 ? kMaximumFeatures2d : kMaximumFeatures3d;
}

/// Plans both configurations of one dataset; used once.
class NvidiaPlans {
public:
    explicit NvidiaPlans(const PlanningInput& input)
        : m_input(input),
          m_task(input.options.nvidiaTask.empty() ? nvidiaTaskOf(input.datasetName)
                                                  : &nvidiaTaskByNumber(input.options.nvidiaTask))
    {
        if (m_task != nullptr && input.options.gpuMemoryGiB) {
            throw Error(
                ErrorCode::InvalidArgument,
                fmt::format("cannot plan {} for a memory budget: NVIDIA's table fixes patch and batch "
                            "of task {} ({}), whatever the memory; leave the budget out or take "
                            "another planner",
                            input.datasetName, m_task->number, m_task->name));
        }
        const Spacing spacing = targetSpacing();
        m_spacing.assign(spacing.mm.begin(), spacing.mm.end());
        m_isCt = !input.manifest.channelNames.empty() && input.manifest.channelNames[0] == "CT";
    }

    [[nodiscard]] Plan plan() const
    {
        Plan plan = planHead(m_input, {0, 1, 2});
        if (m_isCt && m_task != nullptr && m_task->ct) {
            for (IntensityStatistics& channel : plan.intensities) {
                channel.percentile005 = m_task->ct->low;
                channel.percentile995 = m_task->ct->high;
                channel.mean = m_task->ct->mean;
                channel.deviation = m_task->ct->deviation;
            }
        }
        const ReasonFacts facts = reasonFacts(plan);
        plan.reasons.push_back({{}, "transpose_forward", "z, y, x", "NVIDIA's recipe keeps the scans' axes"});
        if (m_task == nullptr || m_task->patch2d) {
            add(plan, planned2d(), facts);
        }
        if (!areSingleSlices(m_input.fingerprint)) {
            add(plan, planned3d(), facts);
        }
        return plan;
    }

private:
    [[nodiscard]] Spacing targetSpacing() const
    {
        if (m_input.options.targetSpacing) {
            return *m_input.options.targetSpacing;
        }
        if (m_task != nullptr) {
            return {m_task->spacing3d};
        }
        Spacing target = medianSpacing(m_input.fingerprint);
        auto coarsest = std::ranges::max_element(target.mm);
        if (*coarsest >= kAnisotropyLimit * *std::ranges::min_element(target.mm)) {
            const auto axis = static_cast<std::size_t>(coarsest - target.mm.begin());
            std::vector<double> mm;
            for (const Spacing& spacing : m_input.fingerprint.spacings) {
                mm.push_back(spacing.mm[axis]);
            }
            *coarsest = percentile(std::move(mm), kRefinedPercentile);
        }
        return target;
    }

    /// Per axis the cases' median in voxels; resampled extents are cut down to whole voxels.
    [[nodiscard]] std::vector<double> medianExtent(bool resampled) const
    {
        std::vector<double> result;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            std::vector<double> voxels;
            for (std::size_t i = 0; i < m_input.fingerprint.spacings.size(); ++i) {
                const double scale = m_input.fingerprint.spacings[i].mm[axis] / m_spacing[axis];
                const auto before = static_cast<double>(m_input.fingerprint.extentsAfterCrop[i].voxels[axis]);
                voxels.push_back(resampled ? std::trunc(scale * before) : before);
            }
            result.push_back(median(std::move(voxels)));
        }
        return result;
    }

    [[nodiscard]] PlannedConfiguration planned3d() const
    {
        const std::vector<double> extent = medianExtent(true);
        if (m_task == nullptr) {
            return planned("3d_fullres", m_spacing, extent, product(extent));
        }
        return fixed("3d_fullres", m_spacing, extent, m_task->patch3d, kBatch3d);
    }

    /// Slices keep their in-plane grid.
    [[nodiscard]] PlannedConfiguration planned2d() const
    {
        const std::vector<double> extent = medianExtent(false);
        const std::span<const double> plane = std::span<const double>(extent).subspan(1);
        PlannedConfiguration result;
        if (m_task == nullptr || m_input.options.targetSpacing) {
            const std::span<const double> spacing = std::span<const double>(m_spacing).subspan(1);
            result = m_task == nullptr ? planned("2d", spacing, plane, product(extent))
                                       : fixed("2d", spacing, plane, *m_task->patch2d, kBatch2d);
        } else {
            result = fixed("2d", std::array{m_task->spacing2d, m_task->spacing2d}, plane, *m_task->patch2d,
                           kBatch2d);
        }
        for (ResamplingSpec* spec :
             {&result.configuration.dataResampling, &result.configuration.labelResampling,
              &result.configuration.probabilityResampling}) {
            spec->kind = ResamplingKind::None;
        }
        return result;
    }

    [[nodiscard]] PlannedConfiguration fixed(const std::string& name, std::span<const double> spacing,
                                             std::span<const double> extent,
                                             std::span<const std::int64_t> patch, int batch) const
    {
        PlannedConfiguration result;
        result.configuration = plainConfiguration(name, nvidiaTopology(spacing, patch), spacing, extent,
                                                  kBaseFeatures, maximumFeatures(patch.size()));
        result.configuration.batchSize = batch;
        finish(result);
        return result;
    }

    /// Patch and batch of nnU-Net's default planner, the network of NVIDIA's rule.
    [[nodiscard]] PlannedConfiguration planned(const std::string& name, std::span<const double> spacing,
                                               std::span<const double> extent, double caseVoxels) const
    {
        const ConfigurationPlanner planner(m_input, rulesOf(PlannerKind::Default));
        const double voxels = caseVoxels * static_cast<double>(m_input.manifest.trainingCount);
        PlannedConfiguration base = planner.plan(name, spacing, extent, voxels);
        PlannedConfiguration result =
            fixed(name, spacing, extent, base.configuration.patchSize, base.configuration.batchSize);
        result.trace = std::move(base.trace);
        return result;
    }

    void finish(PlannedConfiguration& planned) const
    {
        Configuration& configuration = planned.configuration;
        planned.trace.configuration = configuration.name;
        planned.trace.medianExtent = configuration.medianExtent;
        configuration.dataIdentifier = plansNameOf(m_input.options) + "_" + configuration.name;
        configuration.recipe = PreprocessingRecipe::Nvidia;
        configuration.batchDice = true;
        const std::size_t channels = m_input.manifest.channelNames.size();
        configuration.normalization.assign(channels,
                                           m_isCt ? NormalizationScheme::Ct : NormalizationScheme::ZScore);
        configuration.useMaskForNormalization.assign(channels, !m_isCt);
    }

    [[nodiscard]] ReasonFacts reasonFacts(const Plan& plan) const { return factsOf(m_input, plan); }

    [[nodiscard]] std::string row() const
    {
        return fmt::format("NVIDIA's table for task {} ({})", m_task->number, m_task->name);
    }

    [[nodiscard]] std::string spacingCause() const
    {
        const Spacing median = medianSpacing(m_input.fingerprint);
        const auto coarsest = std::ranges::max_element(median.mm);
        if (*coarsest < kAnisotropyLimit * *std::ranges::min_element(median.mm)) {
            return "the median of all cases; no axis is three times as coarse as another";
        }
        return fmt::format(
            "the median of all cases; the coarsest axis, {} mm there, is at least three times as coarse "
            "as the finest and takes its 10th percentile",
            numberText(*coarsest, 3));
    }

    [[nodiscard]] Reason spacingReason(const Configuration& configuration) const
    {
        Reason reason{configuration.name, "spacing", timesText(configuration.spacing, 4) + " mm", {}};
        if (m_input.options.targetSpacing) {
            reason.because = "as asked for";
        } else if (m_task != nullptr) {
            reason.because = row();
        } else {
            reason.because = spacingCause();
        }
        if (configuration.dimensions() == 2) {
            reason.because += "; it shapes the network alone, slices are not resampled";
        }
        return reason;
    }

    [[nodiscard]] Reason patchReason(const PlannedConfiguration& planned) const
    {
        const auto& patch = planned.configuration.patchSize;
        const double share = std::min(1.0, product(patch) / product(planned.trace.medianExtent));
        const char* what = patch.size() == 2 ? "slice" : "case";
        return {planned.configuration.name, "patch_size", timesText(patch),
                m_task != nullptr
                    ? fmt::format("{}; covers {} of a median {}", row(), percentText(share), what)
                    : fmt::format("NVIDIA's table has no row for this dataset, so nnU-Net's default planner "
                                  "chose it for {} GiB; covers {} of a median {}",
                                  numberText(gpuMemoryOf(m_input.options), 1), percentText(share), what)};
    }

    [[nodiscard]] Reason nvidiaNormalization(const Configuration& configuration) const
    {
        Reason reason{configuration.name, "normalization", {}, {}};
        if (!m_isCt) {
            reason.value = "z-score of the non-zero voxels";
            reason.because = "the first channel is not named CT, so all count as MRI: zeros stay zero";
            return reason;
        }
        const bool isFixed = m_task != nullptr && m_task->ct.has_value();
        reason.value =
            isFixed ? fmt::format("clipped to {}..{}, mean {}, deviation {}", numberText(m_task->ct->low, 2),
                                  numberText(m_task->ct->high, 2), numberText(m_task->ct->mean, 2),
                                  numberText(m_task->ct->deviation, 2))
                    : std::string("CT window of the dataset");
        reason.because =
            isFixed ? row()
                    : std::string("the first channel is named CT: the 0.5..99.5 percentiles, mean and "
                                  "deviation of the labeled voxels");
        return reason;
    }

    [[nodiscard]] static std::vector<Reason> networkAndDice(const Configuration& configuration)
    {
        std::vector<double> bottleneck(configuration.patchSize.begin(), configuration.patchSize.end());
        for (const auto& stride : configuration.architecture.strides) {
            for (std::size_t axis = 0; axis < bottleneck.size(); ++axis) {
                bottleneck[axis] /= stride[axis];
            }
        }
        return {
            {configuration.name, "stages", std::to_string(configuration.architecture.stageCount()),
             fmt::format(
                 "at most 5 poolings; an axis is halved while it has 8 voxels and is at most twice as "
                 "coarse as the finest; the patch ends as {}",
                 timesText(bottleneck, 1))},
            {configuration.name, "network", "plain U-Net",
             "NVIDIA's stages, features and strides; unlike NVIDIA's, convolutions have biases and the "
             "decoder "
             "uses its own stage's kernels"},
            {configuration.name, "batch_dice", "over the batch", "NVIDIA's Dice loss always sums over it"}};
    }

    void add(Plan& plan, PlannedConfiguration planned, const ReasonFacts& facts) const
    {
        const Configuration& configuration = planned.configuration;
        const Reason batch = m_task != nullptr
                                 ? Reason{configuration.name, "batch_size",
                                          std::to_string(configuration.batchSize), "NVIDIA's training script"}
                                 : batchReason(configuration, planned.trace, facts);
        const std::vector<Reason> decisions{spacingReason(configuration), patchReason(planned), batch,
                                            nvidiaNormalization(configuration)};
        const std::vector<Reason> network = networkAndDice(configuration);
        addExplained(plan, std::move(planned.configuration), decisions, network, facts);
    }

    const PlanningInput& m_input; // outlives the planner
    const NvidiaTask* m_task;     // of the static table; null: no row
    std::vector<double> m_spacing;
    bool m_isCt = false;
};

} // namespace

PoolingTopology nvidiaTopology(std::span<const double> spacing, std::span<const std::int64_t> patch,
                               int depth, int minimumEdge)
{
    const std::size_t dimensions = spacing.size();
    if (dimensions != patch.size() || (dimensions != 2 && dimensions != 3)) {
        throw Error(
            ErrorCode::InvalidArgument,
            fmt::format("cannot plan a network from {} spacings and {} patch edges: 2 or 3 of each are "
                        "needed",
                        dimensions, patch.size()));
    }
    std::vector<double> mm(spacing.begin(), spacing.end());
    std::vector<double> edges(patch.begin(), patch.end());
    PoolingTopology topology;
    topology.strides.emplace_back(dimensions, 1);
    topology.divisor.assign(dimensions, 1);
    for (int step = 0; step < depth; ++step) {
        const double finest = *std::ranges::min_element(mm);
        std::vector<int> strides(dimensions, 1);
        std::vector<int> kernel(dimensions, 1);
        for (std::size_t axis = 0; axis < dimensions; ++axis) {
            if (mm[axis] / finest <= kPoolingLimit) {
                kernel[axis] = 3;
                strides[axis] = edges[axis] >= 2.0 * minimumEdge ? 2 : 1;
            }
        }
        if (std::ranges::all_of(strides, [](int stride) { return stride == 1; })) {
            break;
        }
        for (std::size_t axis = 0; axis < dimensions; ++axis) {
            edges[axis] /= strides[axis];
            mm[axis] *= strides[axis];
            topology.divisor[axis] *= strides[axis];
        }
        topology.strides.push_back(std::move(strides));
        topology.kernelSizes.push_back(std::move(kernel));
    }
    topology.kernelSizes.emplace_back(dimensions, 3);
    for (std::size_t axis = 0; axis < dimensions; ++axis) {
        const std::int64_t divisor = topology.divisor[axis];
        topology.patchSize.push_back((patch[axis] + divisor - 1) / divisor * divisor);
    }
    return topology;
}

Plan planByNvidia(const PlanningInput& input)
{
    return NvidiaPlans(input).plan();
}

} // namespace seg::planning
