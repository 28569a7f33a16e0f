// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Task.h"
#include "core/imaging/Volume.h"

#include <cstdint>
#include <vector>

namespace seg::preprocessing {

/// Closes small gaps of a label map, slice by slice: every voxel takes the largest label of the 3 x 3 around
/// it, then the smallest of those. Where two labels meet, the higher one gains.
/// \param label  [Z, Y, X] of `extent`, changed in place; what lies outside a slice takes no part.
/// \throws seg::Error  Cancelled.
/// \par Source  nvidia-unets A.4.11 (`--dilation` of NVIDIA's releases R2 and R3). Deviation: none known; the
///   source says nothing of a slice's edge.
void closeLabels(std::vector<std::int16_t>& label, const Extent& extent, const TaskContext& context = {});

} // namespace seg::preprocessing
