// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Task.h"
#include "core/planning/ExperimentPlanner.h"
#include "database/Project.h"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace seg::app {

/// How to plan, as typed; what is not there keeps the planner's own.
struct PlannerChoice {
    planning::PlannerOptions options;
    std::string plannerName;           ///< empty: the default one
    std::vector<double> targetSpacing; ///< mm, z y x; empty: planned
    std::string transferFile;          ///< plan of another dataset; empty: planned

    /// Whether anything but the plan's name was asked for.
    [[nodiscard]] bool asksForPlanning() const;
};

/// The options by which `plan` and `run` say how to plan.
void declarePlannerOptions(CLI::App& verb, PlannerChoice& choice);

/// \throws seg::Error  InvalidArgument naming what is wrong.
[[nodiscard]] planning::PlannerOptions plannerOptions(const PlannerChoice& choice);

/// The plan of `transferFile`, for another dataset. \throws seg::Error  as planFromJson() and transferPlan().
[[nodiscard]] planning::Plan transferredPlan(const PlannerChoice& choice,
                                             const dataset::DatasetManifest& manifest,
                                             const std::string& datasetName);

/// Plans a dataset of the project, or takes a plan over for it; it is the one that new runs take.
planning::Plan planDataset(database::Project& project, const database::DatasetRecord& record,
                           const PlannerChoice& choice, const TaskContext& context);

} // namespace seg::app
