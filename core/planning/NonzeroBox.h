// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/imaging/Volume.h"

namespace seg::planning {

/// The smallest box that holds every voxel where any channel is not 0; the whole volume when all are 0.
///
/// nnU-Net fills the holes of the non-zero mask first; a hole lies inside the box, so the box is the same
/// without it. \return  [low, high) per axis in the volume's own axes (z, y, x). \par Source  nnU-Net v2
/// `crop_to_nonzero`. Deviation: none.
[[nodiscard]] Box nonzeroBox(const Volume& volume);

/// The smallest box that holds every voxel where any channel is above 0; the whole volume when none is.
/// \par Source  nvidia-unets A.4.3. Deviation: there a volume without such a voxel gives an empty box.
[[nodiscard]] Box positiveBox(const Volume& volume);

} // namespace seg::planning
