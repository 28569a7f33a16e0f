// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/imaging/Geometry.h"

#include <algorithm>
#include <cstdint>
#include <span>

namespace seg::augmentation {

/// Label of voxels outside the case.
inline constexpr std::int16_t kOutsideLabel = -1;

/// A window into a case: what the reference cuts out as "initial patch", without the copy. The window may
/// hang over the case's border; there the image is 0 and the label -1. Does not own the arrays.
struct PatchSource {
    std::span<const float> image;        ///< whole case, [C, Z, Y, X]
    std::span<const std::int16_t> label; ///< whole case, [Z, Y, X]
    std::int64_t channels = 1;
    Extent extent;                     ///< of the case
    std::array<std::int64_t, 3> low{}; ///< first voxel of the window in the case; may be negative
    Extent window;                     ///< the window's extent

    /// The part of the window that lies in the case, in the window's own indices; empty (high <= low) when
    /// there is none.
    [[nodiscard]] Box inside() const noexcept
    {
        Box box;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            box.low[axis] = std::max<std::int64_t>(0, -low[axis]);
            box.high[axis] = std::min(window.voxels[axis], extent.voxels[axis] - low[axis]);
        }
        return box;
    }
};

/// The patch being made. Does not own the arrays.
struct PatchBuffer {
    std::span<float> image;        ///< [C, Z, Y, X]
    std::span<std::int16_t> label; ///< [Z, Y, X]
    std::int64_t channels = 1;
    Extent extent;

    [[nodiscard]] std::span<float> channel(std::int64_t index) const noexcept
    {
        const auto count = static_cast<std::size_t>(extent.count());
        return image.subspan(static_cast<std::size_t>(index) * count, count);
    }
};

} // namespace seg::augmentation
