// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Task.h"
#include "core/imaging/Volume.h"

namespace seg::imaging {

/// The labels as they lie in the patient, on another grid: each voxel has the value of the label voxel
/// nearest to its center, 0 outside. Nothing else than looking needs it: masks are compared on their own
/// grid.
[[nodiscard]] LabelMap nearestOnGrid(const LabelMap& labels, const Geometry& grid,
                                     const TaskContext& context = {});

} // namespace seg::imaging
