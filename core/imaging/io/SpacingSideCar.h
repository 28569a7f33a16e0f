// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/imaging/Geometry.h"

#include <filesystem>
#include <optional>

/// TIFF stacks keep their voxel size in a JSON file beside them: {"spacing": [z, y, x]} in mm.
/// \par Source  nnU-Net v2's Tiff3DIO: the name without "_0000.tif" for an image, without ".tif" for a mask.
namespace seg::imaging {

/// Where the side-car of an image is kept: "ct_012.json" for both ct_012_0000.tif and ct_012.tif.
[[nodiscard]] std::filesystem::path sideCarOf(const std::filesystem::path& image);

/// Nothing when there is no side-car. \throws seg::Error  BadInput when it is there but says no spacing; Io.
[[nodiscard]] std::optional<Spacing> readSideCar(const std::filesystem::path& image);

/// \throws seg::Error  NoSpace, NoPermission, Io.
void writeSideCar(const std::filesystem::path& image, const Spacing& spacing);

} // namespace seg::imaging
