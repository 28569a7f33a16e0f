// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace seg::planning {

/// How often and along which axes a U-Net pools a patch, and the patch that fits (nnunet-v2 §3.6). Rows and
/// patch have 2 entries for 2d, 3 for 3d, order (z,) y, x.
struct PoolingTopology {
    std::vector<std::vector<int>> strides;     ///< per stage; the first is all 1
    std::vector<std::vector<int>> kernelSizes; ///< per stage
    std::vector<std::int64_t> patchSize;       ///< rounded up to multiples of the divisor
    std::vector<std::int64_t> divisor;         ///< 2 ^ number of poolings per axis
    bool operator==(const PoolingTopology&) const = default;
};

/// Pools each axis while it stays at least 4 voxels long; an axis more than twice as coarse as the finest
/// waits, and its kernels stay 1 until the spacings have come within a factor of 2.
///
/// \param spacing  mm, 2 or 3 entries, each > 0.
/// \param size     of the patch, voxels; may be fractional; as many entries as spacing.
/// \throws seg::Error  InvalidArgument: lengths that differ or are not 2 or 3.
/// \par Source  nnU-Net v2 `get_pool_and_conv_props`. Deviation: none.
[[nodiscard]] PoolingTopology poolingTopology(std::span<const double> spacing, std::span<const double> size);

/// The patch that planning starts from: the cube of 256 voxels (2d: the square of 2048) with the spacing's
/// proportions, no larger than the median extent in any axis (nnunet-v2 §3.5 step 1).
[[nodiscard]] std::vector<double> initialPatchSize(std::span<const double> spacing,
                                                   std::span<const double> medianExtent);

/// The axis in which the patch covers the most of the median case; the last of equals (nnunet-v2 §3.5 step
/// 4a).
[[nodiscard]] std::size_t axisToShrink(std::span<const std::int64_t> patchSize,
                                       std::span<const double> medianExtent);

} // namespace seg::planning
