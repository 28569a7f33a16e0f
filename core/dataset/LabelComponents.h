// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/imaging/Volume.h"

#include <cstdint>
#include <map>
#include <vector>

namespace seg::dataset {

/// Sizes in voxels of the pieces of each foreground label, largest first. Voxels belong together when they
/// touch, also at a corner (26 neighbours), and have the same label. \par Cost  O(voxels) time, memory by the
/// number of runs along x.
[[nodiscard]] std::map<int, std::vector<std::int64_t>> componentSizes(const LabelMap& labels);

} // namespace seg::dataset
