// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "database/Records.h"
#include "gui/models/TableRoles.h"

#include <QString>

namespace seg::gui {

/// The state as a person says it: "training", "paused", "stopped", "finished", …
[[nodiscard]] QString runStateText(training::RunState state);
[[nodiscard]] ChipState runChip(training::RunState state) noexcept;

/// Epochs done of those asked for, in whole percent.
[[nodiscard]] int runPercent(const database::RunRecord& run) noexcept;

/// One line for lists and the title: "Run 12 training · 42 %", "Run 3 finished · Dice 0.893".
[[nodiscard]] QString runSummary(const database::RunRecord& run);

} // namespace seg::gui
