// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/training/TrainingObserver.h"

#include <QTest>

using namespace seg;
using training::RunState;

class TestTrainingObserver final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyStateHasItsOwnName_thatReadsBack();
    void anUnknownName_isBadInput();
    void aProcessWorksOnARun_exactlyInTheStatesBetweenStartAndEnd();
};

static std::vector<RunState> allStates()
{
    std::vector<RunState> states;
    for (int i = 0; i <= static_cast<int>(RunState::Lost); ++i) {
        states.push_back(static_cast<RunState>(i));
    }
    return states;
}

void TestTrainingObserver::everyStateHasItsOwnName_thatReadsBack()
{
    for (const RunState state : allStates()) {
        QVERIFY(training::runStateFromName(training::runStateName(state)) == state);
    }
    QCOMPARE(std::string(training::runStateName(RunState::Running)), std::string("running"));
    QCOMPARE(std::string(training::runStateName(RunState::Lost)), std::string("lost"));
}

void TestTrainingObserver::anUnknownName_isBadInput()
{
    try {
        static_cast<void>(training::runStateFromName("dreaming"));
        QFAIL("accepted an unknown state");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::BadInput);
        QVERIFY(std::string(error.what()).find("dreaming") != std::string::npos);
    }
}

void TestTrainingObserver::aProcessWorksOnARun_exactlyInTheStatesBetweenStartAndEnd()
{
    int active = 0;
    for (const RunState state : allStates()) {
        active += training::isActive(state) ? 1 : 0;
    }
    QCOMPARE(active, 5);
    for (const RunState state :
         {RunState::Queued, RunState::Stopped, RunState::Finished, RunState::Failed, RunState::Lost}) {
        QVERIFY(!training::isActive(state));
    }
}

QTEST_APPLESS_MAIN(TestTrainingObserver)
#include "tst_TrainingObserver.moc"
