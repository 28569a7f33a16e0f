// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "database/RunRepository.h"
#include "tests/support/ProjectRows.h"

#include <QTest>

#include <cmath>

using namespace seg;
using database::RunId;
using database::RunRepository;
using training::RunState;

class TestRunRepository final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aNewRun_isQueued_withANumberedFolderAndAName();
    void optionsReadBackAsTheyWere();
    void runsComeNewestFirst();
    void claimingMakesThisProcessTheOwner_andForgetsOldRequests();
    void aRunOfALivingProcess_cannotBeClaimed();
    void aRunOfADeadProcess_canBeClaimed();
    void everyStateChange_isAnEvent_andEndsSetTheTime();
    void aStateOfAnUnknownRun_isADatabaseError();
    void aGoneProcess_makesTheRunLost_aLivingOneDoesNot();
    void aSilentHost_makesItsRunLost();
    void onlyRunsThatTrain_canBeLost();
    void stopRequests_onlyBecomeMoreUrgent();
    void aRunOfAnUnknownDataset_isRefused();
};

static database::ProcessIdentity deadProcess()
{
    database::ProcessIdentity process = database::thisProcess();
    process.started -= 1; // a process of this number that started at another time
    return process;
}

static std::vector<std::string> eventsOf(database::Database& database, RunId run)
{
    std::vector<std::string> events;
    database::Statement rows =
        database.prepare("SELECT type || ' ' || text FROM event WHERE run_id = ? ORDER BY id");
    rows.bind(run);
    while (rows.step()) {
        events.push_back(rows.text(0));
    }
    return events;
}

void TestRunRepository::aNewRun_isQueued_withANumberedFolderAndAName()
{
    test::ProjectRows rows;
    const RunRepository runs(rows.database, rows.folder());
    const auto run = runs.find(rows.addRun(rows.addDataset(), 3));
    QVERIFY(run.has_value());
    QVERIFY(run->state == RunState::Queued);
    QCOMPARE(run->folder, rows.folder() / "runs" / "0001");
    QCOMPARE(run->name, std::string("3d_fullres, fold 3"));
    QVERIFY(std::isnan(run->bestDice) && std::isnan(run->validationDice));
    QCOMPARE(run->startedAt, std::int64_t{0});
    QVERIFY(run->createdAt > 0);
    QVERIFY(!runs.find(RunId{99}).has_value());
}

void TestRunRepository::optionsReadBackAsTheyWere()
{
    test::ProjectRows rows;
    RunRepository runs(rows.database, rows.folder());
    database::RunRecord wish;
    wish.dataset = rows.addDataset();
    wish.planName = "nnUNetPlans";
    wish.name = "Größe";
    wish.options.fold = -1;
    wish.options.learningRate = 0.1;
    wish.options.seed = 1ULL << 63U;
    const auto run = runs.find(runs.add(wish));
    QVERIFY(run->options == wish.options);
    QCOMPARE(run->name, wish.name);
}

void TestRunRepository::runsComeNewestFirst()
{
    test::ProjectRows rows;
    RunRepository runs(rows.database, rows.folder());
    const auto dataset = rows.addDataset();
    const RunId first = rows.addRun(dataset);
    const RunId second = rows.addRun(dataset);
    QCOMPARE(runs.all().size(), std::size_t{2});
    QVERIFY(runs.all()[0].id == second);
    runs.remove(second);
    QVERIFY(runs.all()[0].id == first);
}

void TestRunRepository::claimingMakesThisProcessTheOwner_andForgetsOldRequests()
{
    test::ProjectRows rows;
    RunRepository runs(rows.database, rows.folder());
    const RunId id = rows.addRun(rows.addDataset());
    runs.requestStop(id, database::StopRequest::Now);
    runs.claim(id, database::thisProcess());
    const auto run = runs.find(id);
    QVERIFY(run->state == RunState::Preparing);
    QCOMPARE(run->processId, database::thisProcess().id);
    QVERIFY(run->heartbeatAt > 0);
    QVERIFY(runs.stopRequest(id) == database::StopRequest::None);
}

void TestRunRepository::aRunOfALivingProcess_cannotBeClaimed()
{
    test::ProjectRows rows;
    RunRepository runs(rows.database, rows.folder());
    const RunId id = rows.addRun(rows.addDataset());
    runs.claim(id, database::thisProcess());
    try {
        runs.claim(id, database::thisProcess());
        QFAIL("one run was claimed twice");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::InvalidArgument);
        QVERIFY(std::string(error.what()).find("training it already") != std::string::npos);
    }
}

void TestRunRepository::aRunOfADeadProcess_canBeClaimed()
{
    test::ProjectRows rows;
    RunRepository runs(rows.database, rows.folder());
    const RunId id = rows.addRun(rows.addDataset());
    runs.claim(id, deadProcess());
    runs.claim(id, database::thisProcess());
    QVERIFY(runs.markLost().empty());
}

void TestRunRepository::everyStateChange_isAnEvent_andEndsSetTheTime()
{
    test::ProjectRows rows;
    RunRepository runs(rows.database, rows.folder());
    const RunId id = rows.addRun(rows.addDataset());
    runs.setState(id, RunState::Running, "");
    QCOMPARE(runs.find(id)->endedAt, std::int64_t{0});
    runs.setState(id, RunState::Failed, "the disk is full");
    QVERIFY(runs.find(id)->endedAt > 0);
    QCOMPARE(runs.find(id)->stateReason, std::string("the disk is full"));
    const std::vector<std::string> expected{"state running", "state failed: the disk is full"};
    QCOMPARE(eventsOf(rows.database, id), expected);
}

void TestRunRepository::aStateOfAnUnknownRun_isADatabaseError()
{
    test::ProjectRows rows;
    RunRepository runs(rows.database, rows.folder());
    try {
        runs.setState(RunId{5}, RunState::Running, "");
        QFAIL("changed a run that does not exist");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::Database);
    }
}

void TestRunRepository::aGoneProcess_makesTheRunLost_aLivingOneDoesNot()
{
    test::ProjectRows rows;
    RunRepository runs(rows.database, rows.folder());
    const auto dataset = rows.addDataset();
    const RunId living = rows.addRun(dataset);
    const RunId dead = rows.addRun(dataset);
    runs.claim(living, database::thisProcess());
    runs.claim(dead, deadProcess());
    runs.setState(dead, RunState::Running, "");
    QCOMPARE(runs.markLost(), std::vector<RunId>{dead});
    QVERIFY(runs.find(dead)->state == RunState::Lost);
    QVERIFY(runs.find(dead)->stateReason.find("resume") != std::string::npos);
    QVERIFY(runs.find(living)->state == RunState::Preparing);
    QVERIFY(runs.markLost().empty()); // once
}

void TestRunRepository::aSilentHost_makesItsRunLost()
{
    test::ProjectRows rows;
    RunRepository runs(rows.database, rows.folder());
    const RunId id = rows.addRun(rows.addDataset());
    runs.claim(id, {1, 1, "another-host.invalid"});
    QVERIFY(runs.markLost().empty());
    rows.database.execute("UPDATE run SET heartbeat_at = heartbeat_at - 11");
    QCOMPARE(runs.markLost(), std::vector<RunId>{id});
}

void TestRunRepository::onlyRunsThatTrain_canBeLost()
{
    test::ProjectRows rows;
    RunRepository runs(rows.database, rows.folder());
    const auto dataset = rows.addDataset();
    for (const RunState state :
         {RunState::Queued, RunState::Stopped, RunState::Finished, RunState::Failed, RunState::Lost}) {
        const RunId id = rows.addRun(dataset);
        runs.claim(id, deadProcess());
        runs.setState(id, state, "");
    }
    QVERIFY(runs.markLost().empty());
}

void TestRunRepository::stopRequests_onlyBecomeMoreUrgent()
{
    test::ProjectRows rows;
    RunRepository runs(rows.database, rows.folder());
    const RunId id = rows.addRun(rows.addDataset());
    runs.requestStop(id, database::StopRequest::AfterEpoch);
    QVERIFY(runs.stopRequest(id) == database::StopRequest::AfterEpoch);
    runs.requestStop(id, database::StopRequest::Now);
    runs.requestStop(id, database::StopRequest::AfterEpoch);
    QVERIFY(runs.stopRequest(id) == database::StopRequest::Now);
}

void TestRunRepository::aRunOfAnUnknownDataset_isRefused()
{
    test::ProjectRows rows;
    QVERIFY_EXCEPTION_THROWN(rows.addRun(database::DatasetId{77}), Error);
}

QTEST_APPLESS_MAIN(TestRunRepository)
#include "tst_RunRepository.moc"
