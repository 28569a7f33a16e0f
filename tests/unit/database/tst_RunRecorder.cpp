// SPDX-License-Identifier: Apache-2.0
#include "core/base/Files.h"
#include "core/training/RunDirectory.h"
#include "database/RunRecorder.h"
#include "tests/support/ProjectRows.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace seg;
using database::RunId;
using training::EpochMetrics;
using training::RunState;
namespace fs = std::filesystem;

class TestRunRecorder final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void databaseAndEventLog_agreeAfterAWholeTraining();
    void databaseAndEventLog_agreeAfterAResume();
    void aKillBetweenTheTwo_isReconciled_data();
    void aKillBetweenTheTwo_isReconciled();
    void theFirstStartIsRemembered_alsoAfterAResume();
    void checkpointsAreFoundBelowTheRun();
    void writesWhileAnotherConnectionReads();
};

static EpochMetrics epoch(int number)
{
    EpochMetrics metrics;
    metrics.epoch = number;
    metrics.trainLoss = 1.0 / (number + 3);
    metrics.validationLoss = number == 1 ? std::numeric_limits<double>::quiet_NaN() : 0.1 * number;
    metrics.dice = {0.1 * number, std::numeric_limits<double>::quiet_NaN()};
    metrics.meanDice = 0.1 * number;
    metrics.emaDice = 0.01 * number;
    metrics.learningRate = 0.01;
    metrics.seconds = 1.25;
    metrics.memoryMib = 100.0;
    return metrics;
}

namespace {

/// A run with both observers, called as the trainer calls them.
struct Recording {
    test::ProjectRows rows;
    RunId run = rows.addRun(rows.addDataset());
    fs::path folder = rows.folder() / "runs" / "0001";
    fs::path events = training::RunDirectory(folder).events();
    database::RunMetricsRepository metrics{rows.database, rows.folder()};
    database::RunRepository runs{rows.database, rows.folder()};

    Recording() { createFolders(folder); }

    template <typename Call> void tell(Call call)
    {
        database::RunRecorder recorder(rows.file(), rows.folder(), run);
        training::EventLog log(events);
        for (training::TrainingObserver* observer :
             std::initializer_list<training::TrainingObserver*>{&recorder, &log}) {
            call(*observer);
        }
    }

    void train(int first, int end)
    {
        tell([&](training::TrainingObserver& observer) {
            observer.stateChanged(RunState::Preparing, "");
            observer.started(first, 6);
            observer.stateChanged(RunState::Running, "");
            for (int number = first; number < end; ++number) {
                observer.iterationDone({number, 9, 10, 0.5});
                observer.epochDone(epoch(number));
                observer.checkpointWritten("latest", number, pathText(folder / "checkpoints" / "latest.pt"));
            }
        });
    }
};

} // namespace

static std::vector<std::string> epochLines(const std::vector<EpochMetrics>& epochs)
{
    std::vector<std::string> lines;
    for (const EpochMetrics& metrics : epochs) {
        lines.push_back(jsonLine(training::epochToJson(metrics)));
    }
    return lines;
}

static std::vector<EpochMetrics> epochsInLog(const fs::path& file)
{
    std::vector<EpochMetrics> epochs;
    for (const Json& event : training::readEvents(file)) {
        if (event["type"] == "epoch") {
            epochs.push_back(training::epochFromJson(event));
        }
    }
    return epochs;
}

void TestRunRecorder::databaseAndEventLog_agreeAfterAWholeTraining()
{
    Recording r;
    r.train(0, 6);
    r.tell([](training::TrainingObserver& observer) {
        observer.validationCaseDone({CaseId{"a"}, {0.5, 0.75}, 0, 1});
        observer.warned("one case is odd");
        observer.finished(0.625);
        observer.stateChanged(RunState::Finished, "");
    });
    QCOMPARE(epochsInLog(r.events).size(), std::size_t{6});
    QCOMPARE(epochLines(r.metrics.epochs(r.run, 0)), epochLines(epochsInLog(r.events)));
    const auto run = r.runs.find(r.run);
    QVERIFY(run->state == RunState::Finished);
    QCOMPARE(run->validationDice, 0.625);
    QCOMPARE(run->epochsDone, 6);
    QCOMPARE(r.metrics.lastIteration(r.run)->epoch, 5);
    QCOMPARE(r.metrics.validationCases(r.run).size(), std::size_t{1});
    const Json last = training::readEvents(r.events).back();
    QCOMPARE(last["state"].get<std::string>(), std::string("finished"));
}

void TestRunRecorder::databaseAndEventLog_agreeAfterAResume()
{
    Recording r;
    r.train(0, 5); // killed; the last checkpoint is of epoch 2
    r.train(3, 6);
    QCOMPARE(epochsInLog(r.events).size(), std::size_t{6});
    QCOMPARE(epochLines(r.metrics.epochs(r.run, 0)), epochLines(epochsInLog(r.events)));
}

void TestRunRecorder::aKillBetweenTheTwo_isReconciled_data()
{
    QTest::addColumn<bool>("logIsBehind");
    QTest::newRow("the database is an epoch ahead") << true;
    QTest::newRow("the event log is an epoch ahead") << false;
}

void TestRunRecorder::aKillBetweenTheTwo_isReconciled()
{
    QFETCH(const bool, logIsBehind);
    Recording r;
    r.train(0, 3);
    if (logIsBehind) {
        database::RunRecorder(r.rows.file(), r.rows.folder(), r.run).epochDone(epoch(3));
    } else {
        training::EventLog(r.events).epochDone(epoch(3));
    }
    writeText(r.events, readText(r.events) + R"({"time": "2026-)"); // and the line it was writing
    database::reconcileEpochs(r.metrics, *r.runs.find(r.run));
    QCOMPARE(r.metrics.epochs(r.run, 0).size(), std::size_t{logIsBehind ? 3U : 4U});
    QCOMPARE(epochLines(r.metrics.epochs(r.run, 0)), epochLines(epochsInLog(r.events)));
    QCOMPARE(r.runs.find(r.run)->epochsDone, logIsBehind ? 3 : 4);
}

void TestRunRecorder::theFirstStartIsRemembered_alsoAfterAResume()
{
    Recording r;
    r.train(0, 1);
    QVERIFY(r.runs.find(r.run)->startedAt > 0);
    r.rows.database.execute("UPDATE run SET started_at = 1000");
    r.train(1, 2);
    QCOMPARE(r.runs.find(r.run)->startedAt, std::int64_t{1000});
}

void TestRunRecorder::checkpointsAreFoundBelowTheRun()
{
    Recording r;
    r.train(0, 1);
    database::RunRecorder(r.rows.file(), r.rows.folder(), r.run)
        .checkpointWritten("best", 0, "checkpoints/best.pt");
    const auto checkpoints = r.metrics.checkpoints(r.run);
    QCOMPARE(checkpoints.size(), std::size_t{2});
    QCOMPARE(checkpoints[0].file, r.folder / "checkpoints" / "best.pt");
    QCOMPARE(checkpoints[1].file, r.folder / "checkpoints" / "latest.pt");
}

void TestRunRecorder::writesWhileAnotherConnectionReads()
{
    Recording r;
    database::RunRecorder recorder(r.rows.file(), r.rows.folder(), r.run);
    recorder.epochDone(epoch(0));
    database::Statement reading = r.rows.database.prepare("SELECT epoch FROM epoch_metric");
    QVERIFY(reading.step()); // a read transaction stays open
    QElapsedTimer timer;
    timer.start();
    recorder.epochDone(epoch(1));
    QVERIFY2(timer.elapsed() < 1000, "the recorder waited for a reader");
    QCOMPARE(r.metrics.epochs(r.run, 0).size(), std::size_t{1}); // the reader still sees what it began with
    static_cast<void>(reading.bind());
    QCOMPARE(r.metrics.epochs(r.run, 0).size(), std::size_t{2});
}

QTEST_APPLESS_MAIN(TestRunRecorder)
#include "tst_RunRecorder.moc"
