// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/imaging/Geometry.h"

#include <fmt/format.h>

#include <string>

namespace seg {

/// "35x51x36": voxels along z, y, x, as errors of the engine name a size.
[[nodiscard]] inline std::string extentText(const Extent& extent)
{
    return fmt::format("{}x{}x{}", extent.voxels[0], extent.voxels[1], extent.voxels[2]);
}

} // namespace seg
