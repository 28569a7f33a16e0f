// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/planning/Plan.h"

#include <filesystem>

namespace seg::planning {

/// Appends to a new plan the configurations that somebody added by hand to the older plan in `file`, so that
/// planning again does not lose them. One that inherits from a configuration of the new plan takes the new
/// values; one whose parent is gone keeps the old ones. A file that is not there or no plan adds nothing; the
/// latter is logged.
/// \throws seg::Error  Io when the file is there but cannot be read.
/// \par Source  nnU-Net v2 `ExperimentPlanner.save_plans`. Deviation: configurations that planners make
///   themselves (2d, 3d_lowres, 3d_fullres, 3d_cascade_fullres) are not kept when the new plan has none.
void keepCustomConfigurations(Plan& plan, const std::filesystem::path& file);

} // namespace seg::planning
