// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace seg::planning {

/// Whose rules a plan is made by.
enum class PlannerKind {
    Default,   ///< nnU-Net v2's ExperimentPlanner
    ResEnc,    ///< nnU-Net v2's ResEncUNetPlanner
    ResEncM,   ///< nnUNetPlannerResEncM, 8 GiB
    ResEncL,   ///< nnUNetPlannerResEncL, 24 GiB
    ResEncXL,  ///< nnUNetPlannerResEncXL, 40 GiB
    Nvidia,    ///< the table of NVIDIA's nnU-Net for PyTorch
    NnUNet2018 ///< the first nnU-Net, arXiv 1809.10486
};

/// One planner in words, for option lists and forms.
struct PlannerDescription {
    PlannerKind kind = PlannerKind::Default;
    std::string_view name;      ///< as the command line spells it: "resenc-l"
    std::string_view title;     ///< "nnU-Net, residual encoder L"
    std::string_view className; ///< `experiment_planner_used` of its plans
    std::string_view plansName; ///< its plans' name unless one is given
    double gpuMemoryGiB = 8.0;  ///< that it plans for unless told otherwise
};

/// All planners, the default one first.
[[nodiscard]] std::span<const PlannerDescription> plannerDescriptions() noexcept;
[[nodiscard]] const PlannerDescription& describe(PlannerKind kind) noexcept;

/// \throws seg::Error  InvalidArgument naming those there are.
[[nodiscard]] PlannerKind plannerFromName(const std::string& name);

} // namespace seg::planning
