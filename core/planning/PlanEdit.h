// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/planning/ConfigurationEdit.h"

#include <span>
#include <string>
#include <vector>

namespace seg::planning {

/// A copy of a plan under another name with a person's numbers in it. Configurations that inherit from an
/// edited one follow it where they said the same. One whose cases are prepared as before keeps its data
/// identifier, by which nnU-Net shares the arrays; another gets its own. The reasons say what was
/// chosen by hand, what was planned instead and what follows.
/// \throws seg::Error  InvalidArgument: a name that cannot be (planNameProblem), or an edit with an error,
///   whose sentence it is.
[[nodiscard]] Plan editPlan(const Plan& source, const std::string& plansName,
                            std::span<const ConfigurationEdit> edits, const EditFacts& facts);

/// Why a plan cannot be called so, as a sentence; empty when it can. The name is a folder's and a part of the
/// names of nnU-Net's result folders.
[[nodiscard]] std::string planNameProblem(const std::string& name);

/// `base`_2, or the next number that none of `taken` has; a number behind `base` counts on.
[[nodiscard]] std::string freePlanName(const std::string& base, std::span<const std::string> taken);

} // namespace seg::planning
