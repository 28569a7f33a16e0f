// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/planning/PlannerKind.h"

#include <string_view>

namespace seg::planning {

/// One sentence for a person who chooses: what the planner is for, and what its plans train where that is not
/// what its name promises.
[[nodiscard]] std::string_view purposeOf(PlannerKind kind) noexcept;

} // namespace seg::planning
