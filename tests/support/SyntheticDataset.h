// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/DatasetManifest.h"
#include "core/dataset/Phantom.h"
#include "core/imaging/Volume.h"
#include "tests/support/Failure.h"

#include <filesystem>
#include <string>

namespace seg::test {

/// Six cases of 20 x 18 x 16 voxels and one test scan: made and read in milliseconds.
[[nodiscard]] dataset::PhantomOptions smallPhantom();

/// Writes the phantom task below `folder` and imports it there. \return  DatasetNNN_Name in nnU-Net's raw
/// layout.
[[nodiscard]] dataset::RawDataset makeRawDataset(const std::filesystem::path& folder,
                                                 const dataset::PhantomOptions& options = smallPhantom());

/// A grid that nothing about is equal: three sizes, three spacings, turned and shifted.
[[nodiscard]] Geometry obliqueGeometry();

/// Values that tell every voxel and channel apart: 1000 c + 100 z + 10 y + x.
[[nodiscard]] Volume countedVolume(const Geometry& geometry, std::int64_t channels = 1);

/// A label map of `geometry` with a box of label 1 and, inside it, a box of label 2.
[[nodiscard]] LabelMap nestedBoxes(const Geometry& geometry);

} // namespace seg::test
