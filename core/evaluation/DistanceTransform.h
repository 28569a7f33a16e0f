// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/imaging/Geometry.h"

#include <cstdint>
#include <vector>

namespace seg::evaluation {

/// Distance in mm from every voxel's centre to the nearest centre of a marked voxel; exact Euclidean.
///
/// \param marked  [Z, Y, X], non-zero where marked; at least one voxel must be.
/// \return        [Z, Y, X], mm.
/// \par Cost  O(n) time, 8 bytes a voxel.
/// \par Source  Felzenszwalb and Huttenlocher, "Distance transforms of sampled functions", Theory of
/// Computing 8 (2012).
[[nodiscard]] std::vector<double> distanceTo(const std::vector<std::uint8_t>& marked, const Extent& extent,
                                             const Spacing& spacing);

} // namespace seg::evaluation
