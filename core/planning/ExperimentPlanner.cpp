// SPDX-License-Identifier: Apache-2.0
#include "core/planning/ExperimentPlanner.h"

#include "core/base/Error.h"
#include "core/planning/CommonReasons.h"
#include "core/planning/ConfigurationPlanner.h"
#include "core/planning/NnUNet2018Planner.h"
#include "core/planning/NvidiaPlanner.h"
#include "core/planning/Product.h"
#include "core/planning/TargetSpacing.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace seg::planning {

namespace {

/// nnU-Net v2's planners: all configurations of one dataset; used once.
class Planner {
public:
    explicit Planner(const PlanningInput& input)
        : m_input(input), m_rules(rulesOf(input.options.planner)), m_configurations(input, m_rules)
    {
        const Fingerprint& facts = input.fingerprint;
        const Spacing target = input.options.targetSpacing
                                   ? *input.options.targetSpacing
                                   : chooseTargetSpacing(facts.spacings, facts.extentsAfterCrop);
        m_forward = input.options.keepAxisOrder ? AxisOrder{0, 1, 2} : coarsestAxisFirst(target);
        const auto median = medianResampledExtent(facts.spacings, facts.extentsAfterCrop, target);
        for (const int axis : m_forward) {
            m_spacing.push_back(target.mm[static_cast<std::size_t>(axis)]);
            m_medianExtent.push_back(median[static_cast<std::size_t>(axis)]);
        }
    }

    [[nodiscard]] Plan plan() const
    {
        Plan plan = planHead(m_input, m_forward);
        std::vector<PlanningTrace> traces;
        for (PlannedConfiguration& item : configurations()) {
            plan.configurations.push_back(std::move(item.configuration));
            traces.push_back(std::move(item.trace));
        }
        addCascade(plan);
        plan.reasons = explainPlan(plan, traces, facts(plan));
        return plan;
    }

private:
    /// In file order: 2d, 3d_lowres, 3d_fullres.
    [[nodiscard]] std::vector<PlannedConfiguration> configurations() const
    {
        const double cases = static_cast<double>(m_input.manifest.trainingCount);
        const double voxels = product(m_medianExtent) * cases;
        const std::span<const double> spacing(m_spacing);
        const std::span<const double> extent(m_medianExtent);
        std::vector<PlannedConfiguration> result;
        result.push_back(m_configurations.plan("2d", spacing.subspan(1), extent.subspan(1), voxels));
        result.back().configuration.batchDice = true;
        if (m_medianExtent[0] == 1.0) {
            return result; // single slices
        }
        PlannedConfiguration full = m_configurations.plan("3d_fullres", spacing, extent, voxels);
        if (std::optional<PlannedConfiguration> low = planLowResolution(full.configuration)) {
            low->configuration.nextStages = {"3d_cascade_fullres"};
            full.configuration.batchDice = true;
            result.push_back(std::move(*low));
        }
        result.push_back(std::move(full));
        return result;
    }

    [[nodiscard]] std::optional<PlannedConfiguration> planLowResolution(const Configuration& full) const
    {
        std::vector<double> current = m_spacing;
        double medianVoxels = product(m_medianExtent);
        double share = product(full.patchSize) / medianVoxels;
        std::optional<PlannedConfiguration> low;
        while (share < m_rules.lowresThreshold) {
            coarsen(current);
            std::vector<double> extent(3);
            medianVoxels = 1.0;
            for (std::size_t axis = 0; axis < 3; ++axis) {
                const double voxels = m_spacing[axis] / current[axis] * m_medianExtent[axis];
                medianVoxels *= voxels;
                extent[axis] = std::nearbyint(voxels);
            }
            low = m_configurations.plan("3d_lowres", current, extent,
                                        medianVoxels * static_cast<double>(m_input.manifest.trainingCount));
            share = product(low->configuration.patchSize) / medianVoxels;
        }
        if (product(m_medianExtent) / medianVoxels < 2.0) {
            return std::nullopt;
        }
        return low;
    }

    /// First the axes that are finer than half the coarsest, then all of them.
    void coarsen(std::vector<double>& spacing) const
    {
        const double coarsest = *std::max_element(spacing.begin(), spacing.end());
        const bool isUneven =
            std::any_of(spacing.begin(), spacing.end(), [&](double mm) { return coarsest / mm > 2.0; });
        for (double& mm : spacing) {
            if (!isUneven || coarsest / mm > 2.0) {
                mm *= m_rules.lowresStep;
            }
        }
    }

    /// The second stage of a cascade is full resolution after a low one.
    static void addCascade(Plan& plan)
    {
        const bool hasLowResolution = std::ranges::any_of(
            plan.configurations, [](const Configuration& item) { return item.name == "3d_lowres"; });
        if (!hasLowResolution) {
            return;
        }
        Configuration cascade = plan.configuration("3d_fullres");
        cascade.name = "3d_cascade_fullres";
        cascade.inheritsFrom = "3d_fullres";
        cascade.previousStage = "3d_lowres";
        plan.configurations.push_back(std::move(cascade));
    }

    [[nodiscard]] ReasonFacts facts(const Plan& plan) const
    {
        ReasonFacts facts = factsOf(m_input, plan);
        facts.maximumDatasetShare = m_rules.maximumDatasetShare;
        facts.minimumBatch = m_rules.minimumBatch;
        return facts;
    }

    const PlanningInput& m_input; // outlives the planner
    PlannerRules m_rules;
    ConfigurationPlanner m_configurations;
    AxisOrder m_forward{0, 1, 2};
    std::vector<double> m_spacing;      // target of full resolution, transposed
    std::vector<double> m_medianExtent; // after resampling to it, transposed
};

void checkInput(const PlanningInput& input)
{
    if (input.fingerprint.spacings.empty()) {
        throw Error(ErrorCode::InvalidArgument,
                    "cannot plan " + input.datasetName + ": its fingerprint holds no training case");
    }
    const std::size_t names = input.manifest.channelNames.size();
    if (names == 0 || names != input.fingerprint.intensities.size()) {
        throw Error(
            ErrorCode::InvalidArgument,
            fmt::format("cannot plan {}: dataset.json names {} channels but the fingerprint holds {}; "
                        "extract the fingerprint again",
                        input.datasetName, names, input.fingerprint.intensities.size()));
    }
}

} // namespace

void PlannerOptions::validate() const
{
    if (gpuMemoryGiB && (!(*gpuMemoryGiB >= 0.5) || *gpuMemoryGiB > 1024.0)) {
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("cannot plan for {} GiB of GPU memory: choose a value from 0.5 to 1024",
                                *gpuMemoryGiB));
    }
    if (targetSpacing &&
        !std::ranges::all_of(targetSpacing->mm, [](double mm) { return mm > 0.0 && std::isfinite(mm); })) {
        throw Error(ErrorCode::InvalidArgument,
                    "cannot plan for this target spacing: it must be three distances in mm, each above 0");
    }
}

Plan planExperiment(const Fingerprint& fingerprint, const dataset::DatasetManifest& manifest,
                    const std::string& datasetName, const PlannerOptions& options)
{
    options.validate();
    const PlanningInput input{fingerprint, manifest, options, datasetName};
    checkInput(input);
    switch (options.planner) {
    case PlannerKind::Nvidia:
        return planByNvidia(input);
    case PlannerKind::NnUNet2018:
        return planAsIn2018(input);
    default:
        return Planner(input).plan();
    }
}

} // namespace seg::planning
