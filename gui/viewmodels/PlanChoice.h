// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/planning/ExperimentPlanner.h"
#include "database/Project.h"

#include <QString>

#include <optional>
#include <string>
#include <vector>

namespace seg::gui {

/// What a person decides before a plan is made: whose rules, and for how much GPU memory.
struct PlanChoice {
    planning::PlannerKind planner = planning::PlannerKind::Default;
    double gpuMemoryGiB = planning::describe(planning::PlannerKind::Default).gpuMemoryGiB;
};

/// One of a dataset's plans in words.
struct StoredPlan {
    QString name;  ///< "nnUNetResEncUNetLPlans_40GiB"
    QString title; ///< "nnU-Net, residual encoder L · 40 GiB", "mine · nnU-Net default planner"
};

/// Whether the planner has fixed numbers for this dataset, whatever the memory: NVIDIA's for a task of its
/// table.
[[nodiscard]] bool knowsNoMemory(planning::PlannerKind planner, const std::string& datasetName);

/// GiB to plan for on a computer that trains on its processor: a quarter of its memory, at least 1 and at
/// most 4, since a step's time, which grows with the patch, is short there rather than memory.
[[nodiscard]] int processorBudgetGiB(double memoryBytes) noexcept;

/// The planner's own name for its own memory, so that nnU-Net finds the plan; another memory is named.
[[nodiscard]] QString planNameOf(const PlanChoice& choice);
/// Whether planNameOf() calls a plan so; one made by hand under it would be replaced by New plan.
[[nodiscard]] bool isPlannersName(const QString& name);
[[nodiscard]] planning::PlannerOptions plannerOptions(const PlanChoice& choice,
                                                      const std::string& datasetName);

/// By which a plan was made; of a copy changed by hand, the plan that it is a copy of. A name that tells no
/// memory stands for the planner's own. Empty for a planner that is not ours.
[[nodiscard]] std::optional<PlanChoice> choiceBehind(const planning::Plan& plan);

/// \param className  as plans name it: "ExperimentPlanner"; one that is not ours is its own title.
[[nodiscard]] QString plannerTitle(const QString& className);

/// Every plan of a dataset, the one that new runs take last.
[[nodiscard]] std::vector<StoredPlan> storedPlans(const database::Project& project, database::DatasetId id);

} // namespace seg::gui
