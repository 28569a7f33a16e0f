// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/CommandContext.h"
#include "core/dataset/DatasetValidator.h"

#include <string>

namespace seg::app {

/// Shows every finding and how many cases have which; fills the JSON result. \return kBadInput when there are
/// errors.
int reportCheck(CommandContext& context, const std::string& name, const dataset::DatasetCheck& check);

} // namespace seg::app
