// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/imaging/Geometry.h"

#include <array>
#include <span>

namespace seg::planning {

struct TargetSpacingOptions {
    double percentile = 50.0;            ///< of the per-case spacings, along each axis, 0..100
    double anisotropyThreshold = 3.0;    ///< ratio above which one axis counts as low-resolution
    double anisotropicPercentile = 10.0; ///< used for that axis alone, 0..100

    /// \throws seg::Error (InvalidArgument) naming the first field that is out of range.
    void validate() const;
};

/// Chooses the spacing that every case is resampled to in the full-resolution configuration.
///
/// Takes the percentile of the spacings per axis. If the coarsest axis is both much coarser and much shorter
/// (in voxels) than the other two, that axis gets a low percentile instead, so that thick slices do not force
/// interpolation artifacts on the thinner cases; it never becomes finer than the in-plane spacing.
///
/// \param spacings  one per training case, mm, order (z, y, x); not empty.
/// \param extents   the same cases after cropping to the non-zero region, voxels, order (z, y, x).
/// \return          mm, order (z, y, x); independent of the order of the cases.
/// \throws seg::Error  InvalidArgument: empty input, unequal lengths, or a spacing that is not > 0.
/// \par Cost  O(n log n) time, O(n) memory; reentrant; touches no files.
/// \par Source  Isensee et al., Nat. Methods 18, 203-211 (2021); reference behavior: nnU-Net v2
///   `ExperimentPlanner.determine_fullres_target_spacing`. Deviation: none.
[[nodiscard]] Spacing chooseTargetSpacing(std::span<const Spacing> spacings, std::span<const Extent> extents,
                                          const TargetSpacingOptions& options = {});

/// Per-axis median over the cases of the extents they have after resampling to `target` (may end in .5).
[[nodiscard]] std::array<double, 3> medianResampledExtent(std::span<const Spacing> spacings,
                                                          std::span<const Extent> extents,
                                                          const Spacing& target);

/// round(current / target * extent) per axis, half to even.
[[nodiscard]] Extent extentAtSpacing(const Extent& extent, const Spacing& current,
                                     const Spacing& target) noexcept;

} // namespace seg::planning
