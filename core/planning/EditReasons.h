// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/planning/ConfigurationEdit.h"

#include <vector>

namespace seg::planning {

/// The reasons of an edited copy: a number that differs from the source's was "chosen by hand" with the one
/// planned instead beside it; what follows from such numbers says from which; all else keeps its reason. Of
/// a copy of a copy, the number that a planner planned is named.
/// \param plan  the copy, complete but for its reasons.
[[nodiscard]] std::vector<Reason> editedReasons(const Plan& plan, const Plan& source, const EditFacts& facts);

/// The reason that tells of which plan this one is a copy changed by hand; null when it is none.
[[nodiscard]] const Reason* editedFrom(const Plan& plan) noexcept;

} // namespace seg::planning
