// SPDX-License-Identifier: Apache-2.0
#include "core/planning/PlannerKind.h"

#include "core/base/Error.h"

#include <algorithm>
#include <array>

namespace seg::planning {

namespace {

constexpr std::array<PlannerDescription, 7> kPlanners{{
    {PlannerKind::Default, "default", "nnU-Net", "ExperimentPlanner", "nnUNetPlans", 8.0},
    {PlannerKind::ResEnc, "resenc", "nnU-Net, residual encoder", "ResEncUNetPlanner", "nnUNetResEncUNetPlans",
     8.0},
    {PlannerKind::ResEncM, "resenc-m", "nnU-Net, residual encoder M", "nnUNetPlannerResEncM",
     "nnUNetResEncUNetMPlans", 8.0},
    {PlannerKind::ResEncL, "resenc-l", "nnU-Net, residual encoder L", "nnUNetPlannerResEncL",
     "nnUNetResEncUNetLPlans", 24.0},
    {PlannerKind::ResEncXL, "resenc-xl", "nnU-Net, residual encoder XL", "nnUNetPlannerResEncXL",
     "nnUNetResEncUNetXLPlans", 40.0},
    {PlannerKind::Nvidia, "nvidia", "NVIDIA's nnU-Net for PyTorch", "NvidiaPlanner", "nvidiaPlans", 8.0},
    {PlannerKind::NnUNet2018, "nnunet-2018", "the first nnU-Net (2018)", "NnUNet2018Planner",
     "nnUNet2018Plans", 12.0},
}};

} // namespace

std::span<const PlannerDescription> plannerDescriptions() noexcept
{
    return kPlanners;
}

const PlannerDescription& describe(PlannerKind kind) noexcept
{
    const auto* found = std::ranges::find(kPlanners, kind, &PlannerDescription::kind);
    return found == kPlanners.end() ? kPlanners.front() : *found;
}

PlannerKind plannerFromName(const std::string& name)
{
    std::string names;
    for (const PlannerDescription& planner : kPlanners) {
        if (planner.name == name) {
            return planner.kind;
        }
        names += (names.empty() ? "" : ", ") + std::string(planner.name);
    }
    throw Error(ErrorCode::InvalidArgument, "there is no planner '" + name + "'; there are: " + names);
}

} // namespace seg::planning
