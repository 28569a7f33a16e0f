// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/augmentation/PatchSource.h"

#include <array>

namespace seg::augmentation {

/// Rz·Ry·Rx·scale: position in the source, relative to its centre, of a voxel relative to the patch's centre;
/// (z, y, x). \param angles  about the axes 0, 1, 2, radians. \param scale  above 1 makes objects smaller.
[[nodiscard]] Matrix3 volumeMatrix(const std::array<double, 3>& angles, double scale);

/// The same for turning within the slices: axis 0 stays.
[[nodiscard]] Matrix3 inPlaneMatrix(double angle, double scale);

/// Cuts the centre of the window, padding where the window is smaller or lies outside the case.
/// \par Source  nnunet-v2 §6.1, neither rotation nor scaling drawn.
void cropCentre(const PatchSource& source, const PatchBuffer& patch);

/// Samples the window at `matrix` times the patch's centred grid: image trilinear with 0 outside the window,
/// labels by the largest interpolated indicator (in steps of float16, ties to the nearest voxel's label, else
/// the lowest) with -1 outside. \param inPlaneOnly  axis 0 is neither moved nor interpolated; window and
/// patch have as many slices. \par Source  nnunet-v2 §6.1, batchgeneratorsv2 0.3.6. Deviation: positions are
/// computed in float32 directly in voxels,
///   not through normalized coordinates, so a voxel in some ten thousand at a label border may differ.
void resampleAffine(const PatchSource& source, const PatchBuffer& patch, const Matrix3& matrix,
                    bool inPlaneOnly);

} // namespace seg::augmentation
