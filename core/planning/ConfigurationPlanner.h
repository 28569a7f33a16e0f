// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/planning/PatchSize.h"
#include "core/planning/PlanReasons.h"
#include "core/planning/PlannerRules.h"
#include "core/planning/PlanningInput.h"

#include <span>
#include <string>

namespace seg::planning {

struct PlannedConfiguration {
    Configuration configuration;
    PlanningTrace trace;
};

/// The network of a pooled patch: its strides and kernels, and the features, blocks and convolutions of the
/// rules.
[[nodiscard]] ArchitectureSpec architectureOf(const PlannerRules& rules, const PoolingTopology& topology);

/// Plans single configurations of one dataset by nnU-Net v2's rules (nnunet-v2 §3.5).
class ConfigurationPlanner {
public:
    /// \param input  outlives the planner.
    ConfigurationPlanner(const PlanningInput& input, PlannerRules rules);

    /// \param spacing        target, mm, transposed, 2 or 3 entries.
    /// \param medianExtent   of a case at this spacing, voxels, as many entries.
    /// \param datasetVoxels  of all cases at this spacing; for 2d too those of whole cases.
    /// \return               without batch Dice and stages.
    /// \throws seg::Error  InvalidArgument: cases without a voxel at this spacing, or a memory budget that
    /// not
    ///   even the smallest patch fits.
    [[nodiscard]] PlannedConfiguration plan(const std::string& name, std::span<const double> spacing,
                                            std::span<const double> medianExtent, double datasetVoxels) const;

private:
    [[nodiscard]] std::int64_t estimate(const PoolingTopology& topology) const;
    [[nodiscard]] Configuration configuration(const PlanningTrace& trace, const PoolingTopology& topology,
                                              std::span<const double> spacing) const;
    [[nodiscard]] std::string dataIdentifier(const std::string& configuration) const;

    const PlanningInput& m_input;
    PlannerRules m_rules;
};

} // namespace seg::planning
