// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/imaging/Geometry.h"

#include <array>
#include <optional>
#include <span>
#include <vector>

namespace seg::augmentation {

/// Memory that the filters reuse from patch to patch. One per thread.
struct FilterScratch {
    std::vector<float> first;
    std::vector<float> second;
};

/// Weights of the reference's blur: odd length nearest to 6 sigma + 0.5, normalized. nnunet-v2 §6.3.
[[nodiscard]] std::vector<float> blurKernel(double sigma);

/// Blurs one channel along the axes that have a sigma, the border mirrored without repeating its voxel.
/// Deviation: where a kernel reaches further than the axis is long, the mirroring repeats; the reference
/// fails there.
void blur(std::span<float> values, const Extent& extent, const std::array<std::optional<double>, 3>& sigmas,
          FilterScratch& scratch);

/// Source index of voxel k under torch's "nearest-exact" in float32: floor((k + 0.5) · (in / out)), at most
/// in - 1.
[[nodiscard]] std::int64_t nearestExactIndex(std::int64_t k, std::int64_t in, std::int64_t out);

/// Simulates a coarser scan: one channel is shrunk (nearest-exact) and enlarged again (linear). nnunet-v2 §6,
/// row 8. \param scale  of the number of voxels per axis, rounded half to even; 1 leaves an axis alone.
void simulateLowResolution(std::span<float> values, const Extent& extent, const std::array<double, 3>& scale,
                           FilterScratch& scratch);

} // namespace seg::augmentation
