// SPDX-License-Identifier: Apache-2.0
#include "gui/viewmodels/RunActions.h"

#include <QTest>

using namespace seg::gui;
using seg::training::RunState;

class TestRunActions final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void buttonsFollowTheState_data();
    void buttonsFollowTheState();
    void everyDisabledButtonSaysWhy();
    void neverBothPauseAndResume();
    void anotherProcessCanOnlyBeStopped();
    void whatWasAskedForShowsAtOnce();
    void stoppingAfterTheEpochIsAskedOnce();
    void aFinishedRunIgnoresOldWishes();
};

namespace {

constexpr std::array<RunState, 10> kAll{
    RunState::Queued,   RunState::Preparing, RunState::Running,  RunState::Pausing, RunState::Paused,
    RunState::Stopping, RunState::Stopped,   RunState::Finished, RunState::Failed,  RunState::Lost};

/// "P" and "p" for a Pause button that is on or off, R, E (after the epoch), N (now) likewise.
QString letters(const RunActions& actions)
{
    QString text;
    const auto add = [&](const RunAction& action, QChar letter) {
        if (action.isShown) {
            text += action.isEnabled ? letter : letter.toLower();
        }
    };
    add(actions.pause, u'P');
    add(actions.resume, u'R');
    add(actions.stopAfterEpoch, u'E');
    add(actions.stopNow, u'N');
    return text;
}

} // namespace

void TestRunActions::buttonsFollowTheState_data()
{
    QTest::addColumn<int>("state");
    QTest::addColumn<QString>("here");
    QTest::addColumn<QString>("elsewhere");
    const auto row = [](const char* name, RunState state, const char* here, const char* elsewhere) {
        QTest::newRow(name) << static_cast<int>(state) << QString::fromLatin1(here)
                            << QString::fromLatin1(elsewhere);
    };
    row("queued", RunState::Queued, "r", "R");
    row("preparing", RunState::Preparing, "peN", "peN");
    row("running", RunState::Running, "PEN", "pEN");
    row("pausing", RunState::Pausing, "ReN", "reN");
    row("paused", RunState::Paused, "ReN", "reN");
    row("stopping", RunState::Stopping, "peN", "peN");
    row("stopped", RunState::Stopped, "r", "R");
    row("finished", RunState::Finished, "", "");
    row("failed", RunState::Failed, "r", "R");
    row("lost", RunState::Lost, "r", "R");
}

void TestRunActions::buttonsFollowTheState()
{
    QFETCH(int, state);
    QFETCH(QString, here);
    QFETCH(QString, elsewhere);
    QCOMPARE(letters(runActions(static_cast<RunState>(state), true)), here);
    QCOMPARE(letters(runActions(static_cast<RunState>(state), false)), elsewhere);
}

void TestRunActions::everyDisabledButtonSaysWhy()
{
    for (const RunState state : kAll) {
        for (const bool isHere : {true, false}) {
            for (const RunWishes& wishes :
                 {RunWishes{}, RunWishes{true, true, false}, RunWishes{false, false, true}}) {
                const RunActions actions = runActions(state, isHere, wishes);
                for (const RunAction& action :
                     {actions.pause, actions.resume, actions.stopAfterEpoch, actions.stopNow}) {
                    QVERIFY(!action.isShown || !action.text.isEmpty());
                    QVERIFY(!action.isShown || action.isEnabled || !action.reason.isEmpty());
                }
            }
        }
    }
}

void TestRunActions::neverBothPauseAndResume()
{
    for (const RunState state : kAll) {
        const RunActions actions = runActions(state, true);
        QVERIFY(!(actions.pause.isShown && actions.resume.isShown));
    }
}

void TestRunActions::anotherProcessCanOnlyBeStopped()
{
    const RunActions actions = runActions(RunState::Running, false);
    QVERIFY(!actions.pause.isEnabled);
    QVERIFY(actions.pause.reason.contains(QStringLiteral("Another process")));
    QVERIFY(actions.stopAfterEpoch.isEnabled && actions.stopNow.isEnabled);
}

void TestRunActions::whatWasAskedForShowsAtOnce()
{
    QCOMPARE(shownState(RunState::Running, {true, false, false}), RunState::Pausing);
    QCOMPARE(shownState(RunState::Running, {false, false, true}), RunState::Stopping);
    QCOMPARE(shownState(RunState::Paused, {true, false, true}), RunState::Stopping);
    QCOMPARE(shownState(RunState::Preparing, {true, false, false}), RunState::Preparing);
    QCOMPARE(letters(runActions(RunState::Running, true, {true, false, false})), QStringLiteral("ReN"));
    QCOMPARE(letters(runActions(RunState::Running, true, {false, false, true})), QStringLiteral("pen"));
}

void TestRunActions::stoppingAfterTheEpochIsAskedOnce()
{
    const RunActions actions = runActions(RunState::Running, true, {false, true, false});
    QCOMPARE(letters(actions), QStringLiteral("PeN"));
    QVERIFY(actions.stopAfterEpoch.reason.contains(QStringLiteral("end of this epoch")));
}

void TestRunActions::aFinishedRunIgnoresOldWishes()
{
    for (const RunState state :
         {RunState::Stopped, RunState::Finished, RunState::Failed, RunState::Lost, RunState::Queued}) {
        QCOMPARE(shownState(state, {true, true, true}), state);
    }
}

QTEST_APPLESS_MAIN(TestRunActions)
#include "tst_RunActions.moc"
