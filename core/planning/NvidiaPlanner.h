// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/planning/PatchSize.h"
#include "core/planning/PlanningInput.h"

#include <span>

namespace seg::planning {

/// How a network of NVIDIA's nnU-Net for PyTorch pools (nvidia-unets A.7): an axis at most twice as coarse as
/// the finest is halved and convolved with 3 while it is at least 2 x minimumEdge long; the others wait.
///
/// \param spacing  mm, 2 or 3 entries.
/// \param patch    voxels, as many entries.
/// \param depth    number of poolings at most.
/// \return         the patch rounded up so that every pooling meets whole voxels.
/// \throws seg::Error  InvalidArgument: lengths that differ or are not 2 or 3.
/// \par Source  NVIDIA DeepLearningExamples, nnU-Net for PyTorch, `get_unet_params`. Deviation: it does not
///   round the patch; its table needs no rounding.
[[nodiscard]] PoolingTopology nvidiaTopology(std::span<const double> spacing,
                                             std::span<const std::int64_t> patch, int depth = 5,
                                             int minimumEdge = 4);

/// Plans by NVIDIA's table of tasks (nvidia-unets A.3), batches as in its training script. A dataset that has
/// no row gets the median spacing (the coarsest axis its 10th percentile when the spacings differ three times
/// or more) and the patch and batch of nnU-Net's default planner for the memory budget. Axes keep their
/// order. \throws seg::Error  InvalidArgument: a memory budget for a task of the table, or a row that there
/// is not. \par Source  NVIDIA DeepLearningExamples, nnU-Net for PyTorch. Deviation: without a row it stops
/// for want of
///   a patch, and lowers the finest axis instead of the coarsest.
[[nodiscard]] Plan planByNvidia(const PlanningInput& input);

} // namespace seg::planning
