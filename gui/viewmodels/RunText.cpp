// SPDX-License-Identifier: Apache-2.0
#include "gui/viewmodels/RunText.h"

#include <cmath>

namespace seg::gui {

using training::RunState;

QString runStateText(RunState state)
{
    switch (state) {
    case RunState::Queued:
        return QStringLiteral("waiting");
    case RunState::Preparing:
        return QStringLiteral("preparing");
    case RunState::Running:
        return QStringLiteral("training");
    case RunState::Pausing:
        return QStringLiteral("pausing");
    case RunState::Paused:
        return QStringLiteral("paused");
    case RunState::Stopping:
        return QStringLiteral("stopping");
    case RunState::Stopped:
        return QStringLiteral("stopped");
    case RunState::Finished:
        return QStringLiteral("finished");
    case RunState::Failed:
        return QStringLiteral("failed");
    case RunState::Lost:
        return QStringLiteral("lost");
    }
    return {};
}

ChipState runChip(RunState state) noexcept
{
    switch (state) {
    case RunState::Preparing:
    case RunState::Running:
        return ChipState::Active;
    case RunState::Finished:
        return ChipState::Ok;
    case RunState::Failed:
    case RunState::Lost:
        return ChipState::Error;
    case RunState::Pausing:
    case RunState::Paused:
    case RunState::Stopping:
    case RunState::Stopped:
        return ChipState::Warning;
    case RunState::Queued:
        break;
    }
    return ChipState::Neutral;
}

int runPercent(const database::RunRecord& run) noexcept
{
    return run.options.epochs <= 0 ? 0 : static_cast<int>(100.0 * run.epochsDone / run.options.epochs);
}

QString runSummary(const database::RunRecord& run)
{
    const QString head =
        QStringLiteral("Run %1 %2").arg(static_cast<qint64>(run.id)).arg(runStateText(run.state));
    if (training::isActive(run.state)) {
        return head + QStringLiteral(" · %1 %").arg(runPercent(run));
    }
    if (std::isfinite(run.validationDice)) {
        return head + QStringLiteral(" · Dice %1").arg(run.validationDice, 0, 'f', 3);
    }
    if (std::isfinite(run.bestDice) && run.epochsDone > 0) {
        return head + QStringLiteral(" · patch Dice %1").arg(run.bestDice, 0, 'f', 3);
    }
    return head;
}

} // namespace seg::gui
