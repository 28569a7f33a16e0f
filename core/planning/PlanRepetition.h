// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/planning/ExperimentPlanner.h"

#include <optional>
#include <string>

namespace seg::planning {

/// GiB: 24 of "nnUNetPlans_24GiB" and "nnUNetPlans_24GiB_2"; empty for a name that tells none.
[[nodiscard]] std::optional<double> memoryInName(const std::string& plansName);

/// The options by which planning again gives the same plan, found by doing so; its name tells the memory
/// ("nnUNetPlans_24GiB"), else it is the planner's own.
/// \param madeFrom  the fingerprint that the plan was made from.
/// \return  empty when it is not what a planner of ours makes of this fingerprint: numbers chosen by hand, a
///   target spacing that was asked for, a plan taken over from elsewhere.
[[nodiscard]] std::optional<PlannerOptions> optionsOf(const Plan& plan, const Fingerprint& madeFrom,
                                                      const dataset::DatasetManifest& manifest);

/// Whether all of a planner's numbers are the same in both, whatever the reasons and configurations that were
/// added to `plan` by hand.
[[nodiscard]] bool repeats(const Plan& made, const Plan& plan);

} // namespace seg::planning
