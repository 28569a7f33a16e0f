// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/LabelScheme.h"
#include "core/imaging/io/ImageFile.h"

#include <cstdint>
#include <string>
#include <vector>

/// How findings and fixes speak of grids, and when two of them lie in the same place; internal to the module.
namespace seg::dataset {

[[nodiscard]] std::string sizeText(const Extent& extent);      ///< "16 × 18 × 20": voxels along i, j, k
[[nodiscard]] std::string spacingText(const Spacing& spacing); ///< "1 × 1 × 1.5 mm", likewise
[[nodiscard]] std::string voxelsText(std::int64_t count);      ///< "1 voxel", "7 voxels"

/// As numpy.allclose, which nnU-Net compares spacings with.
[[nodiscard]] bool closeSpacing(const Spacing& a, const Spacing& b);

/// Largest distance in mm between the same corners of two grids of equal size.
[[nodiscard]] double cornerDistance(const Geometry& a, const Geometry& b);

/// Whether no corner is more than a tenth of the smallest spacing away.
[[nodiscard]] bool samePlace(const Geometry& a, const Geometry& b);

/// Whether the reader had to make the axes of a file perpendicular, or took the other form because of them.
[[nodiscard]] bool hasSkewedAxes(const imaging::ImageInfo& info);

/// All values that a label file may hold, sorted: the declared labels and the ignore label.
[[nodiscard]] std::vector<int> declaredLabels(const LabelScheme& labels);

} // namespace seg::dataset
