// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/training/TrainingObserver.h"

#include <QString>

namespace seg::gui {

/// What was asked of a run of this window and not yet seen by its training.
struct RunWishes {
    bool pause = false;
    bool stopAfterEpoch = false;
    bool stopNow = false;
    bool operator==(const RunWishes&) const = default;
};

/// One button: whether it is there, may be pressed, and why not.
struct RunAction {
    bool isShown = false;
    bool isEnabled = false;
    QString text;
    QString reason; ///< when it may not be pressed; or what it does
    bool operator==(const RunAction&) const = default;
};

struct RunActions {
    RunAction pause;
    RunAction resume; ///< "Start" for a run that waits
    RunAction stopAfterEpoch;
    RunAction stopNow;
    bool operator==(const RunActions&) const = default;
};

/// The state to show: the stored one, or what it is about to become because it was asked for.
[[nodiscard]] training::RunState shownState(training::RunState stored, const RunWishes& wishes) noexcept;

/// Which buttons a run has: a function of its state alone, of where it runs and of what was asked already.
/// \param isHere  whether a job of this window trains it
[[nodiscard]] RunActions runActions(training::RunState state, bool isHere, const RunWishes& wishes = {});

} // namespace seg::gui
