// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/planning/PlanReasons.h"
#include "core/planning/PlanningInput.h"

#include <vector>

namespace seg::planning {

/// The sentences that do not depend on whose rules a plan follows.

/// "z-score inside the mask", "CT window of the dataset".
[[nodiscard]] std::string schemeText(NormalizationScheme scheme, bool insideMask);

/// What is known before planning; memory, shares and batches as in nnU-Net v2's default rules.
[[nodiscard]] ReasonFacts factsOf(const PlanningInput& input, const Plan& plan);

/// Which axis comes first and why; says so when that turns cases of a single slice, as nnU-Net does where the
/// slice's own pixels are coarser than its thickness.
[[nodiscard]] Reason axesReason(const Plan& plan, const ReasonFacts& facts);

/// Scheme per channel: because of its name, and inside a mask when cropping removed much.
[[nodiscard]] Reason normalizationReason(const Configuration& configuration, const ReasonFacts& facts);

/// Disk space of the preprocessed cases.
[[nodiscard]] Reason sizeReason(const Plan& plan, const Configuration& configuration,
                                const ReasonFacts& facts);

/// Features, kernel sizes and blocks per stage.
[[nodiscard]] std::vector<Reason> networkReasons(const Configuration& configuration);

/// Over the batch or per sample, which the presence of a low-resolution stage decides.
[[nodiscard]] Reason batchDiceReason(const Configuration& configuration);

/// Median size of the prepared cases, resampling functions and the folder of the arrays.
[[nodiscard]] std::vector<Reason> arrayReasons(const Plan& plan, const Configuration& configuration);

/// Adds a configuration and its sentences, in the order in which every planner with a recipe of its own tells
/// them.
/// \param decisions  spacing, patch, batch and normalization, which are the planner's own.
/// \param network    stages, kind of network and Dice, which are its own, too.
void addExplained(Plan& plan, Configuration configuration, const std::vector<Reason>& decisions,
                  const std::vector<Reason>& network, const ReasonFacts& facts);

/// Empty, or one for the second stage of a cascade.
[[nodiscard]] std::vector<Reason> cascadeReasons(const Plan& plan);

} // namespace seg::planning
