// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/planning/Plan.h"
#include "core/planning/ReasonText.h"

#include <cstdint>
#include <string>
#include <vector>

namespace seg::planning {

/// What planning one configuration found on its way, for the sentences beside the numbers.
struct PlanningTrace {
    std::string configuration;
    std::vector<double> medianExtent; ///< of a case at this spacing, voxels
    std::int64_t estimate = 0;        ///< feature-map values of the chosen patch
    int shrinkSteps = 0;              ///< how often the patch was made smaller to fit
    int batchToFit = 2;               ///< the batch that the patch was made to fit with
    std::int64_t batchByMemory = 0;   ///< the batch that fills the budget
    std::int64_t batchByDataset = 0;  ///< the largest batch within the share of all voxels
};

/// What the sentences are about.
struct ReasonFacts {
    double gpuMemoryGiB = 8.0;
    double maximumDatasetShare = 0.05; ///< of all voxels in one batch
    int minimumBatch = 2;
    std::int64_t caseCount = 0;
    Spacing medianSpacing;        ///< transposed, before the thick axis is refined
    bool hasGivenSpacing = false; ///< the target is not planned but asked for
    bool keepsAxisOrder = false;  ///< so is the axis order
    double medianRelativeSizeAfterCropping = 1.0;
    std::vector<std::string> channelNames;
};

/// One Reason per planned number of nnU-Net v2's planners: target spacing, patch, batch, normalization,
/// resampling, sizes, the network's stages, features, kernels and blocks, Dice; and for the plan as a whole
/// the axis order and whether a low-resolution stage is worth it. `plan` must be complete but for its
/// reasons.
[[nodiscard]] std::vector<Reason> explainPlan(const Plan& plan, const std::vector<PlanningTrace>& traces,
                                              const ReasonFacts& facts);

/// The sentences about the batch, which any planner bounds by memory, by the dataset and from below.
[[nodiscard]] Reason batchReason(const Configuration& configuration, const PlanningTrace& trace,
                                 const ReasonFacts& facts);

} // namespace seg::planning
