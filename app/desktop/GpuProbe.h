// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/tasks/Computer.h"

namespace seg::app {

/// The first GPU that the engine can compute on, or why there is none. Loads the GPU plug-in at the first
/// call.
[[nodiscard]] gui::GpuFacts probeGpu();

} // namespace seg::app
