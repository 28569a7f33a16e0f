// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/augmentation/PatchSource.h"
#include "core/dataset/LabelScheme.h"

#include <cstdint>
#include <span>
#include <vector>

namespace seg::augmentation {

/// Turns the patch over along one axis of (z, y, x), image and label.
void mirror(const PatchBuffer& patch, int axis);

/// Sets the image of the flagged channels to 0 where the label is below 0 (outside the non-zero region).
void maskOutside(const PatchBuffer& patch, const std::vector<bool>& channelIsMasked);

/// Replaces label -1 by 0.
void removeOutsideLabel(std::span<std::int16_t> label);

/// Number of target channels of a dataset with regions: the regions, and the ignore mask where there is one.
[[nodiscard]] int regionChannelCount(const dataset::LabelScheme& labels);

/// One 0/1 channel per foreground region in declaration order; with an ignore label one more at the end.
/// \param channels  regionChannelCount() × label.size().
void labelsToRegions(std::span<const std::int16_t> label, const dataset::LabelScheme& labels,
                     std::span<bool> channels);

/// Extents of the targets that deep supervision looks at, finest first, without the coarsest, whose loss
/// weight is 0: max(1, S - 2) of them for S stages. \param patch    (1, y, x) for a 2d configuration. \param
/// strides  per stage, the first all 1; rows of 2 or 3.
[[nodiscard]] std::vector<Extent> targetExtents(const Extent& patch,
                                                const std::vector<std::vector<int>>& strides);

/// Shrinks by nearest-exact. \param in  extent `from`. \param out  extent `to`.
template <typename T>
void shrinkNearest(std::span<const T> in, const Extent& from, std::span<T> out, const Extent& to);

extern template void shrinkNearest<std::int16_t>(std::span<const std::int16_t>, const Extent&,
                                                 std::span<std::int16_t>, const Extent&);
extern template void shrinkNearest<bool>(std::span<const bool>, const Extent&, std::span<bool>,
                                         const Extent&);

} // namespace seg::augmentation
