// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "database/Project.h"

#include <string>
#include <vector>

namespace seg::app {

/// \throws seg::Error  NotFound, telling to plan first.
[[nodiscard]] planning::Plan requirePlan(const database::Project& project,
                                         const database::DatasetRecord& record, const std::string& planName);

/// Those with data of their own, in the plan's order.
[[nodiscard]] std::vector<std::string> preprocessableConfigurations(const planning::Plan& plan);

/// What to train when nobody says: 3d_fullres, or 2d for a dataset of single slices.
[[nodiscard]] std::string defaultConfiguration(const planning::Plan& plan);

} // namespace seg::app
