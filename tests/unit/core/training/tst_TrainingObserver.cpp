// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/training/ObserverList.h"

#include <QTest>

using namespace seg;
using training::RunState;

class TestTrainingObserver final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyStateHasItsOwnName_thatReadsBack();
    void anUnknownName_isBadInput();
    void aProcessWorksOnARun_exactlyInTheStatesBetweenStartAndEnd();
    void whatEndsARun_reachesEveryObserver_alsoPastOneThatFails();
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

namespace {

/// Notes what it is told; refuses everything while its disk is full.
class Notes final : public training::TrainingObserver {
public:
    explicit Notes(bool isFull = false) : m_isFull(isFull) {}
    void started(int, int) override { note("started"); }
    void stateChanged(RunState state, const std::string&) override
    {
        note(std::string(training::runStateName(state)));
    }
    void iterationDone(const training::IterationMetrics&) override { note("iteration"); }
    void epochDone(const training::EpochMetrics&) override { note("epoch"); }
    void checkpointWritten(const std::string&, int, const std::string&) override { note("checkpoint"); }
    void validationCaseDone(const training::ValidationCaseMetrics&) override { note("case"); }
    void finished(double) override { note("finished"); }
    void warned(const std::string&) override { note("warned"); }
    void failed(const std::string&) override { note("failed"); }
    std::vector<std::string> heard;

private:
    void note(const std::string& what)
    {
        if (m_isFull) {
            throw Error(ErrorCode::NoSpace, "cannot write " + what);
        }
        heard.push_back(what);
    }
    bool m_isFull;
};

} // namespace

void TestTrainingObserver::whatEndsARun_reachesEveryObserver_alsoPastOneThatFails()
{
    Notes full(true);
    Notes second;
    training::ObserverList list({&full, &second});
    QVERIFY_EXCEPTION_THROWN(list.failed("the disk is full"), Error);
    QVERIFY_EXCEPTION_THROWN(list.stateChanged(RunState::Failed, ""), Error);
    QCOMPARE(second.heard, (std::vector<std::string>{"failed", "failed"}));
    // An epoch that one of two records lacks would make them disagree: the others do not hear of it.
    QVERIFY_EXCEPTION_THROWN(list.epochDone({}), Error);
    QCOMPARE(second.heard.size(), std::size_t{2});
}

QTEST_APPLESS_MAIN(TestTrainingObserver)
#include "tst_TrainingObserver.moc"
