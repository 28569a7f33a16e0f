// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/planning/PatchSize.h"
#include "core/planning/PlanningInput.h"

#include <cstdint>
#include <span>

namespace seg::planning {

/// How the first nnU-Net pools a patch: each axis floor(log2(edge / 4)) times, so that it ends 4 to 7 voxels
/// long, at most 5 times in 3d and 6 in 2d; an axis with fewer poolings waits for the deepest steps. All
/// kernels are 3.
///
/// \param edges  voxels, 2 or 3 entries, may be fractional.
/// \return       the patch padded up to multiples of the divisor.
/// \throws seg::Error  InvalidArgument: not 2 or 3 edges.
/// \par Source  arXiv 1809.10486; order of poolings as in its first public code. Deviation: none known.
[[nodiscard]] PoolingTopology topologyOf2018(std::span<const double> edges);

/// The 3d patch: the median case, or where that holds more than `mostVoxels`, its proportions at that volume,
/// padded up and then made smaller along the axis that covers most until it fits.
/// \param shrinkSteps  how often it was made smaller; may be null.
/// \par Source  arXiv 1809.10486 for the volume, the first public code for the search.
[[nodiscard]] PoolingTopology patchOf2018(std::span<const double> medianExtent, double mostVoxels,
                                          int* shrinkSteps = nullptr);

/// Plans by the rules of the first nnU-Net (nnunet-v1-2018 §1): 2d, 3d_fullres and, for cases of more than
/// four patches, 3d_lowres with a cascade. The memory budget scales the voxels of a batch from those of 12
/// GiB.
///
/// Planes lie across the coarsest axis, whatever the extents: cases of a single slice whose pixels are wider
/// than its thickness are turned, so that 2d sees lines of it. So does the original (and nnU-Net v2); the
/// reason of `transpose_forward` tells it. PlannerOptions::keepAxisOrder leaves the axes as they are.
///
/// \par Source  arXiv 1809.10486 and, where that is silent, its first public code (April 2019). Deviation:
///   the mask for z-scores is decided by the median, not the mean, share that cropping leaves; budgets other
///   than 12 GiB are ours.
[[nodiscard]] Plan planAsIn2018(const PlanningInput& input);

} // namespace seg::planning
