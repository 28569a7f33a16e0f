// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/imaging/Volume.h"

#include <vtkSmartPointer.h>

class vtkImageData;
class vtkMatrix4x4;

namespace seg::viewers {

/// Position in world (x, y, z; LPS, mm) of a VTK voxel index (i, j, k): the one place where array order (z,
/// y, x) becomes VTK's.
[[nodiscard]] vtkSmartPointer<vtkMatrix4x4> worldFromIndex(const Geometry& geometry);

/// The voxels of one label inside a box as a VTK image: 1 inside, 0 outside, with one empty voxel around the
/// box so that surfaces close. Its coordinates are voxel indices (spacing 1), its extent begins at box.low
/// - 1. \param box  half-open, (z, y, x), inside the map.
[[nodiscard]] vtkSmartPointer<vtkImageData> labelImage(const LabelMap& labels, int label, const Box& box);

/// \return  the geometry that a VTK index-to-world matrix stands for, for the extent; inverse of
/// worldFromIndex().
[[nodiscard]] Geometry geometryOf(vtkMatrix4x4* matrix, const Extent& extent);

} // namespace seg::viewers
