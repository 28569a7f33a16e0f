// SPDX-License-Identifier: Apache-2.0
#include "gui/viewmodels/RunActions.h"

namespace seg::gui {

using training::RunState;

namespace {

RunAction enabled(const QString& text, const QString& hint = {})
{
    return {true, true, text, hint};
}

RunAction disabled(const QString& text, const QString& reason)
{
    return {true, false, text, reason};
}

const QString& pauseText()
{
    static const QString text = QStringLiteral("Pause");
    return text;
}

const QString& resumeText()
{
    static const QString text = QStringLiteral("Resume");
    return text;
}

const QString& afterEpochText()
{
    static const QString text = QStringLiteral("Stop after epoch");
    return text;
}

const QString& nowText()
{
    static const QString text = QStringLiteral("Stop now");
    return text;
}

QString elsewhere()
{
    return QStringLiteral("Another process trains this run: it can be stopped from here, not paused.");
}

RunAction stopNowAction()
{
    return enabled(
        nowText(),
        QStringLiteral("Writes a checkpoint and stops; it can be resumed and used for segmenting."));
}

RunActions whileRunning(bool isHere, const RunWishes& wishes)
{
    RunActions actions;
    actions.pause =
        isHere ? enabled(pauseText(), QStringLiteral("Holds between two batches; the memory stays in use."))
               : disabled(pauseText(), elsewhere());
    actions.stopAfterEpoch =
        wishes.stopAfterEpoch
            ? disabled(afterEpochText(), QStringLiteral("It will stop at the end of this epoch."))
            : enabled(afterEpochText(), QStringLiteral("Ends the epoch, writes a checkpoint and stops."));
    actions.stopNow = stopNowAction();
    return actions;
}

RunActions whilePaused(bool isHere)
{
    RunActions actions;
    actions.resume = isHere ? enabled(resumeText()) : disabled(resumeText(), elsewhere());
    actions.stopAfterEpoch =
        disabled(afterEpochText(), QStringLiteral("It is paused: resume it or stop it now."));
    actions.stopNow = stopNowAction();
    return actions;
}

RunActions whilePreparing()
{
    const QString reason = QStringLiteral("The first epoch has not begun yet.");
    RunActions actions;
    actions.pause = disabled(pauseText(), reason);
    actions.stopAfterEpoch = disabled(afterEpochText(), reason);
    actions.stopNow = stopNowAction();
    return actions;
}

RunActions whileStopping(const RunWishes& wishes)
{
    const QString reason = QStringLiteral("It is stopping.");
    RunActions actions;
    actions.pause = disabled(pauseText(), reason);
    actions.stopAfterEpoch = disabled(afterEpochText(), reason);
    actions.stopNow = wishes.stopNow
                          ? disabled(nowText(), QStringLiteral("It is writing its last checkpoint."))
                          : stopNowAction();
    return actions;
}

} // namespace

RunState shownState(RunState stored, const RunWishes& wishes) noexcept
{
    if (wishes.stopNow && training::isActive(stored)) {
        return RunState::Stopping;
    }
    if (wishes.pause && stored == RunState::Running) {
        return RunState::Pausing;
    }
    return stored;
}

RunActions runActions(RunState state, bool isHere, const RunWishes& wishes)
{
    RunActions actions;
    switch (shownState(state, wishes)) {
    case RunState::Queued:
        actions.resume = isHere ? disabled(QStringLiteral("Start"), QStringLiteral("It is about to start."))
                                : enabled(QStringLiteral("Start"));
        break;
    case RunState::Preparing:
        return whilePreparing();
    case RunState::Running:
        return whileRunning(isHere, wishes);
    case RunState::Pausing:
    case RunState::Paused:
        return whilePaused(isHere);
    case RunState::Stopping:
        return whileStopping(wishes);
    case RunState::Stopped:
    case RunState::Failed:
    case RunState::Lost:
        actions.resume = isHere
                             ? disabled(resumeText(), QStringLiteral("It is about to start."))
                             : enabled(resumeText(), QStringLiteral("Continues from the last checkpoint."));
        break;
    case RunState::Finished:
        break;
    }
    return actions;
}

} // namespace seg::gui
