// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/imaging/Geometry.h"

#include <cstdint>
#include <vector>

namespace seg::augmentation {

/// What the shape of a patch decides about its augmentation (nnunet-v2 §5.1). A patch of a 2d configuration
/// is one slice here: extent (1, y, x).
struct AugmentationGeometry {
    Extent patch;         ///< what the network gets
    Extent initialPatch;  ///< cut from the case, so that a turned patch still finds voxels at its corners
    bool isSlice = false; ///< 2d configuration
    bool inPlaneOnly =
        false; ///< 2d, or the slices of a thick-sliced 3d patch are turned in their plane ("dummy 2D")
    double maximumAngle = 0.0;   ///< rotation is uniform in ± this, radians
    std::vector<int> mirrorAxes; ///< axes of (z, y, x); a 2d configuration mirrors 1 and 2
};

/// \param patchSize  2 or 3 entries, (z,) y, x.
/// \throws seg::Error  InvalidArgument for another number of entries or an entry below 1.
[[nodiscard]] AugmentationGeometry augmentationGeometry(const std::vector<std::int64_t>& patchSize);

} // namespace seg::augmentation
