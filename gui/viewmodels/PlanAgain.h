// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/planning/ExperimentPlanner.h"
#include "database/Project.h"

#include <QString>

namespace seg::gui {

/// A plan as it was kept and, where there was one of its name, what became of that one.
struct KeptPlan {
    planning::Plan plan;
    QString news; ///< a sentence; empty without an older one
};

/// Plans by the stored fingerprint, which is made if there is none. An older plan of this name that comes out
/// otherwise now is replaced; where runs were made with it, it stays and the new one gets a name of its own.
[[nodiscard]] KeptPlan planWithoutLoss(database::Project& project, database::DatasetId id,
                                       planning::PlannerOptions options, const TaskContext& context);

/// Reads every case of a dataset again and plans again by the planner of the plan that new runs take, as
/// planWithoutLoss() does.
/// \return  what came of it, as sentences.
/// \throws seg::Error  InvalidArgument before anything is read, for a plan whose numbers no planner makes
///   (chosen by hand, taken over, of an earlier analysis); NotFound without a plan; Cancelled. The stored
///   plan and fingerprint are then as before.
[[nodiscard]] QString planAgain(database::Project& project, database::DatasetId id,
                                const TaskContext& context);

} // namespace seg::gui
