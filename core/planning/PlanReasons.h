// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/planning/Plan.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace seg::planning {

/// What planning one configuration found on its way, for the sentences beside the numbers.
struct PlanningTrace {
    std::string configuration;
    std::vector<double> medianExtent; ///< of a case at this spacing, voxels
    double referenceValues = 0.0;     ///< feature-map values that fit the budget at the reference batch size
    std::int64_t estimate = 0;        ///< feature-map values of the chosen patch
    int shrinkSteps = 0;              ///< how often the patch was made smaller to fit
    std::int64_t batchByMemory = 0;   ///< the batch that fills the budget
    std::int64_t batchByDataset = 0;  ///< the largest batch within the share of all voxels
};

/// What the sentences are about.
struct ReasonFacts {
    double gpuMemoryGiB = 8.0;
    double maximumDatasetShare = 0.05; ///< of all voxels in one batch
    int minimumBatch = 2;
    std::int64_t caseCount = 0;
    Spacing medianSpacing; ///< transposed, before the thick axis is refined
    double medianRelativeSizeAfterCropping = 1.0;
    std::vector<std::string> channelNames;
};

/// One Reason per planned number: target spacing, patch, batch, normalization, preprocessed size, stages; and
/// for the plan as a whole the axis order and whether a low-resolution stage is worth it. `plan` must be
/// complete but for its reasons.
[[nodiscard]] std::vector<Reason> explainPlan(const Plan& plan, const std::vector<PlanningTrace>& traces,
                                              const ReasonFacts& facts);

/// "1 × 0.77 × 0.77": at most `decimals` digits behind the point, no trailing zeros.
[[nodiscard]] std::string timesText(const std::vector<double>& values, int decimals);

} // namespace seg::planning
