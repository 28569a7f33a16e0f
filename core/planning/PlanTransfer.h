// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/planning/Plan.h"

#include <string>

namespace seg::planning {

/// The plan of one dataset as a plan for another, so that a network trained on the first can be trained on
/// further with the second: same spacings, patches, networks and intensities, other names and reader.
///
/// \param plansName  of the new plan; empty keeps the source's. Under another name every configuration gets
///   its own prepared cases: the identifier's prefix is replaced, or the new name put before it.
/// \return  with reasons that say where each number comes from.
/// \throws seg::Error  InvalidArgument when the target has another number of channels than the plan
///   normalizes.
/// \par Source  nnU-Net v2 `move_plans_between_datasets`. Deviation: it does not compare the channels; the
///   reader is chosen by the file ending without opening a scan.
[[nodiscard]] Plan transferPlan(const Plan& source, const dataset::DatasetManifest& target,
                                const std::string& targetName, const std::string& plansName = {});

} // namespace seg::planning
