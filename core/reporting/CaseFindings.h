// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/LabelScheme.h"
#include "core/imaging/Volume.h"

#include <string>
#include <vector>

namespace seg::reporting {

/// What is wrong with a mask, in a few words: the class with the lowest Dice, and whether it is missing,
/// invented, too short, too long, too large or too small: "Posterior ends 3 slices early". \param prediction,
/// truth  on the same grid.
[[nodiscard]] std::string describeMistake(const LabelMap& prediction, const LabelMap& truth,
                                          const std::vector<dataset::LabelEntry>& classes);

} // namespace seg::reporting
