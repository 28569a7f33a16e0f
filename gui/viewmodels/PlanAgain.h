// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "database/Project.h"

#include <QString>

namespace seg::gui {

/// Reads every case of a dataset again and plans again by the planner of the plan that new runs take. A plan
/// that comes out otherwise takes the old one's place; where runs were made with the old one, that stays and
/// the new one gets a name of its own.
/// \return  what came of it, as sentences.
/// \throws seg::Error  InvalidArgument before anything is read, for a plan whose numbers no planner makes
///   (chosen by hand, taken over); NotFound without a plan; Cancelled. The stored plan and fingerprint are
///   then as before.
[[nodiscard]] QString planAgain(database::Project& project, database::DatasetId id,
                                const TaskContext& context);

} // namespace seg::gui
