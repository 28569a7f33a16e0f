// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/training/RunDirectory.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <limits>

using namespace seg;
namespace fs = std::filesystem;
using training::EpochMetrics;
using training::EventLog;
using training::RunDirectory;

class TestRunDirectory final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void prefersTheFinalCheckpoint_thenTheBest_thenTheLatest();
    void withoutACheckpoint_saysTrainOrResume();
    void readsBackItsOptions();
    void everyCallIsOneLine_withTimeAndType();
    void anEpochReadsBack_withNanForAbsentClasses();
    void startedDropsTheEpochsThatAreTrainedAgain();
    void constructingForResume_dropsLaterEpochs_andAnUnfinishedLine();
    void aNewLog_beginsOnALineOfItsOwn();
    void anUnfinishedLastLine_isLeftOut_butDamageElsewhereIsAnError();
    void withoutAFile_thereAreNoEvents();

private:
    [[nodiscard]] fs::path folder() const
    {
        return fs::path(m_dir.path().toStdString()) / QTest::currentTestFunction();
    }
    QTemporaryDir m_dir;
};

static EpochMetrics epoch(int number)
{
    EpochMetrics metrics;
    metrics.epoch = number;
    metrics.trainLoss = 0.5 / (number + 1);
    metrics.dice = {0.25, std::numeric_limits<double>::quiet_NaN()};
    metrics.meanDice = 0.25;
    metrics.emaDice = 0.125;
    metrics.learningRate = 0.01;
    metrics.seconds = 3.5;
    metrics.memoryMib = 812.0;
    return metrics;
}

static std::vector<std::string> typesIn(const fs::path& file)
{
    std::vector<std::string> types;
    for (const Json& event : training::readEvents(file)) {
        std::string type = event["type"];
        if (type == "epoch" || type == "checkpoint") {
            type += " " + event["epoch"].dump();
        }
        types.push_back(type);
    }
    return types;
}

void TestRunDirectory::prefersTheFinalCheckpoint_thenTheBest_thenTheLatest()
{
    const RunDirectory run(folder());
    createFolders(folder() / "checkpoints");
    for (const char* kind : {"latest", "best", "final"}) {
        writeText(run.checkpoint(kind), "x");
        QCOMPARE(run.usableCheckpoint(), run.checkpoint(kind));
    }
    QCOMPARE(run.checkpoint("best"), folder() / "checkpoints" / "best.pt");
}

void TestRunDirectory::withoutACheckpoint_saysTrainOrResume()
{
    try {
        static_cast<void>(RunDirectory(folder()).usableCheckpoint());
        QFAIL("found a checkpoint in an empty folder");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::NotFound);
        QVERIFY(std::string(error.what()).find("resume") != std::string::npos);
    }
}

void TestRunDirectory::readsBackItsOptions()
{
    createFolders(folder());
    training::TrainingOptions options;
    options.epochs = 3;
    writeJson(folder() / "options.json", training::optionsToJson(options));
    QVERIFY(RunDirectory(folder()).options() == options);
}

void TestRunDirectory::everyCallIsOneLine_withTimeAndType()
{
    createFolders(folder());
    const fs::path file = RunDirectory(folder()).events();
    EventLog log(file);
    log.stateChanged(training::RunState::Preparing, "");
    log.started(0, 2);
    log.iterationDone({0, 4, 10, 0.75});
    log.epochDone(epoch(0));
    log.checkpointWritten("latest", 0, "checkpoints/latest.pt");
    log.validationCaseDone({CaseId{"a\"b"}, {0.5}, 0, 1});
    log.warned("odd\nbut survivable");
    log.finished(0.875);
    log.failed("late");
    const std::vector<std::string> expected{"state",   "started",      "iteration",
                                            "epoch 0", "checkpoint 0", "validation_case",
                                            "warning", "finished",     "error"};
    QCOMPARE(typesIn(file), expected);
    for (const Json& event : training::readEvents(file)) {
        QVERIFY(event["time"].get<std::string>().ends_with("Z"));
    }
    QCOMPARE(training::readEvents(file)[2]["loss"].get<double>(), 0.75);
    QCOMPARE(training::readEvents(file)[5]["case"].get<std::string>(), std::string("a\"b"));
    QCOMPARE(training::readEvents(file)[6]["text"].get<std::string>(), std::string("odd\nbut survivable"));
}

void TestRunDirectory::anEpochReadsBack_withNanForAbsentClasses()
{
    const EpochMetrics read =
        training::epochFromJson(parseJson(jsonLine(training::epochToJson(epoch(4))), "test"));
    QCOMPARE(read.epoch, 4);
    QCOMPARE(read.trainLoss, epoch(4).trainLoss);
    QCOMPARE(read.dice[0], 0.25);
    QVERIFY(std::isnan(read.dice[1]));
    QCOMPARE(read.memoryMib, 812.0);
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(training::epochFromJson(Json{{"epoch", 1}})), Error);
}

void TestRunDirectory::startedDropsTheEpochsThatAreTrainedAgain()
{
    createFolders(folder());
    const fs::path file = RunDirectory(folder()).events();
    EventLog first(file);
    first.started(0, 4);
    for (int number = 0; number < 3; ++number) {
        first.epochDone(epoch(number));
        first.checkpointWritten("latest", number, "checkpoints/latest.pt");
    }
    first.validationCaseDone({CaseId{"a"}, {0.5}, 0, 1});
    EventLog second(file);
    second.started(1, 4);
    second.epochDone(epoch(1));
    const std::vector<std::string> expected{"started", "epoch 0", "checkpoint 0", "started", "epoch 1"};
    QCOMPARE(typesIn(file), expected);
}

void TestRunDirectory::constructingForResume_dropsLaterEpochs_andAnUnfinishedLine()
{
    createFolders(folder());
    const fs::path file = RunDirectory(folder()).events();
    EventLog log(file);
    log.epochDone(epoch(0));
    log.epochDone(epoch(1));
    writeText(file, readText(file) + R"({"time": "2026-11-21T10)");
    const EventLog resumed(file, 1);
    QCOMPARE(typesIn(file), std::vector<std::string>{"epoch 0"});
    QVERIFY(readText(file).ends_with("}\n"));
}

void TestRunDirectory::aNewLog_beginsOnALineOfItsOwn()
{
    createFolders(folder());
    const fs::path file = RunDirectory(folder()).events();
    writeText(file, R"({"type": "ep)");
    EventLog(file).epochDone(epoch(0));
    QCOMPARE(typesIn(file), std::vector<std::string>{"epoch 0"});
}

void TestRunDirectory::anUnfinishedLastLine_isLeftOut_butDamageElsewhereIsAnError()
{
    createFolders(folder());
    const fs::path file = RunDirectory(folder()).events();
    EventLog log(file);
    log.epochDone(epoch(0));
    const std::string whole = readText(file);
    writeText(file, whole + R"({"type": "ep)");
    QCOMPARE(typesIn(file), std::vector<std::string>{"epoch 0"});
    writeText(file, "{\"type\": \"ep\n" + whole);
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(training::readEvents(file)), Error);
}

void TestRunDirectory::withoutAFile_thereAreNoEvents()
{
    QVERIFY(training::readEvents(folder() / "events.jsonl").empty());
}

QTEST_APPLESS_MAIN(TestRunDirectory)
#include "tst_RunDirectory.moc"
