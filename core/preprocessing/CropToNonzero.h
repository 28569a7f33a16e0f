// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Task.h"
#include "core/imaging/Volume.h"
#include "core/preprocessing/RecipeRules.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace seg::preprocessing {

/// A scan cut down to its non-zero region.
struct CroppedCase {
    Box box;       ///< in the axes of the input
    Extent extent; ///< of the box
    std::int64_t channels = 1;
    std::vector<float> image;        ///< [C, Z, Y, X] of `extent`
    std::vector<std::int16_t> label; ///< [Z, Y, X] of `extent`; by CropRule::Nonzero -1 outside the region
    bool foundNothing = false;       ///< no voxel counts by the rule, so that the whole scan was kept
};

/// Cuts a scan down to its box, within the memory of what is handed over.
///
/// CropRule::Nonzero is cropToNonzero(). CropRule::Positive takes the box of the voxels where any channel is
/// above 0, the whole scan when there is none, and leaves the label as it is (0 without one).
/// \throws seg::Error  InvalidArgument when the label has another extent; Cancelled.
/// \par Source  nnunet-v2 §2.1, nvidia-unets A.4.3.
[[nodiscard]] CroppedCase cropCase(Volume&& image, std::optional<LabelMap>&& label, CropRule rule,
                                   const TaskContext& context = {});

/// 1 where any channel of a cropped scan is not 0. \return  [Z, Y, X] of its extent.
[[nodiscard]] std::vector<std::uint8_t> nonzeroMask(const CroppedCase& cropped);

/// Keeps a box of an array, in its memory. \param values  [C, Z, Y, X] of `extent`; afterwards of the box's.
void keepBox(std::vector<float>& values, std::int64_t channels, const Extent& extent, const Box& box);
void keepBox(std::vector<std::int16_t>& values, std::int64_t channels, const Extent& extent, const Box& box);

/// Cuts to the smallest box around the voxels where any channel is not 0 and marks what lies outside the
/// region.
///
/// Holes of the region that do not touch the outside through a face belong to it. A label of 0 outside the
/// region becomes -1; other labels there stay. Without a label the result is 0 inside and -1 outside. \param
/// label  on the image's grid, or null. \throws seg::Error  InvalidArgument when the label has another
/// extent. \par Source  nnU-Net v2 `crop_to_nonzero` with scipy `binary_fill_holes`. Deviation: none.
[[nodiscard]] CroppedCase cropToNonzero(const Volume& image, const LabelMap* label);

/// Sets background that does not reach the border of the array through faces to 1.
/// \param mask  [Z, Y, X] of 0 and 1.
void fillHoles(std::vector<std::uint8_t>& mask, const Extent& extent);

} // namespace seg::preprocessing
