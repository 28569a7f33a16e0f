// SPDX-License-Identifier: Apache-2.0
#include "core/base/Files.h"
#include "core/network/TensorArchive.h"
#include "core/training/RunDirectory.h"
#include "database/Project.h"
#include "tests/support/CliProcess.h"
#include "tests/support/TempFolder.h"

#include <ATen/ATen.h>

#include <QJsonArray>
#include <QTest>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <thread>

using namespace seg;
using seg::test::CliResult;
using seg::test::runCli;
namespace fs = std::filesystem;

/// kill -9 of a real `segwright-cli train` in the middle of an epoch: nothing is lost but the time since the
/// last checkpoint, and the resumed run ends bit for bit as one that nobody disturbed.
class TestKilledTraining final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aKilledRun_isLost_andResumesBitForBit_data();
    void aKilledRun_isLost_andResumesBitForBit();

private:
    [[nodiscard]] CliResult cli(const QStringList& arguments) const
    {
        return runCli(arguments + QStringList{"--project", m_project});
    }
    [[nodiscard]] fs::path runFolder(int number) const;
    [[nodiscard]] database::RunRecord record(int number) const;
    void trainUntilKilled(const QStringList& command, int number, int epochsBefore, double share);
    void databaseAgreesWithEvents(int number);
    void equalsTheUndisturbedRun(int number);

    test::TempFolder m_folder;
    QString m_project;
};

namespace {

constexpr int kEpochs = 4;
constexpr int kUndisturbed = 1; // number of the run

QStringList trainCommand(const QStringList& settings = {})
{
    QStringList command =
        QString("train --epochs %1 --iterations 6 --validation-iterations 2 --threads 1 --device cpu")
            .arg(kEpochs)
            .split(' ');
    for (const QString& setting : settings) {
        command << "--set" << setting;
    }
    return command;
}

std::vector<Json> epochEvents(const fs::path& runFolder)
{
    std::vector<Json> epochs;
    for (const Json& event : training::readEvents(training::RunDirectory(runFolder).events())) {
        if (event["type"] == "epoch") {
            epochs.push_back(event);
        }
    }
    return epochs;
}

/// What of an epoch does not depend on how busy the machine was.
std::string learned(const Json& epoch)
{
    Json kept = epoch;
    for (const char* key : {"time", "seconds", "memory_mib"}) {
        kept.erase(key);
    }
    return jsonLine(kept);
}

std::vector<fs::path> unfinishedFiles(const fs::path& folder)
{
    std::vector<fs::path> found;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.path().filename().string().starts_with(".writing-")) {
            found.push_back(entry.path());
        }
    }
    return found;
}

bool sameTensors(const fs::path& a, const fs::path& b)
{
    const auto left = network::readTensorArchive(a).groups;
    const auto right = network::readTensorArchive(b).groups;
    for (const char* group : {"network_weights", "momentum"}) {
        const auto& ours = left.at(group);
        const auto& theirs = right.at(group);
        const bool same = std::ranges::equal(ours, theirs, [](const auto& one, const auto& other) {
            return one.name == other.name && at::equal(one.tensor, other.tensor);
        });
        if (ours.empty() || !same) {
            return false;
        }
    }
    return true;
}

} // namespace

fs::path TestKilledTraining::runFolder(int number) const
{
    return fs::path(m_project.toStdString()) / "runs" / ("000" + std::to_string(number));
}

database::RunRecord TestKilledTraining::record(int number) const
{
    return database::Project::open(m_project.toStdString()).run(database::RunId{number});
}

void TestKilledTraining::initTestCase()
{
    const QString root = QString::fromStdString(m_folder.path().string());
    m_project = root + "/Gekillt.segwright";
    const QString task = root + "/Task07_Klein";
    EXPECT_CODE(runCli({"phantom", task, "--cases", "5", "--size", "16,16,16", "--tests", "1"}), 0);
    EXPECT_CODE(runCli({"new", m_project}), 0);
    EXPECT_CODE(cli({"import", task}), 0);
    EXPECT_CODE(cli({"plan"}), 0);
    EXPECT_CODE(cli({"preprocess", "-c", "3d_fullres"}), 0);
    EXPECT_CODE(cli(trainCommand()), 0);
    QVERIFY(record(kUndisturbed).state == training::RunState::Finished);
}

/// Starts the command and kills the process `share` of an epoch after `epochsBefore` epochs were done.
void TestKilledTraining::trainUntilKilled(const QStringList& command, int number, int epochsBefore,
                                          double share)
{
    QProcess process;
    process.start(SEG_CLI, command + QStringList{"--project", m_project});
    QVERIFY(process.waitForStarted());
    const auto isReached = [&] {
        const auto events = training::readEvents(training::RunDirectory(runFolder(number)).events());
        return static_cast<int>(epochEvents(runFolder(number)).size()) >= epochsBefore &&
               std::ranges::any_of(events, [](const Json& event) { return event["type"] == "iteration"; });
    };
    while (process.state() != QProcess::NotRunning && !isReached()) {
        process.waitForFinished(5);
    }
    const double epochSeconds = epochEvents(runFolder(kUndisturbed)).at(1)["seconds"];
    std::this_thread::sleep_for(std::chrono::duration<double>(share * epochSeconds));
    QVERIFY2(process.state() != QProcess::NotRunning,
             (process.readAllStandardOutput() + process.readAllStandardError()).constData());
    ::kill(static_cast<pid_t>(process.processId()), SIGKILL);
    process.waitForFinished();
    QCOMPARE(process.exitStatus(), QProcess::CrashExit);
}

void TestKilledTraining::databaseAgreesWithEvents(int number)
{
    const database::Project project = database::Project::open(m_project.toStdString());
    const auto rows = project.epochMetrics(database::RunId{number});
    const auto events = epochEvents(runFolder(number));
    QCOMPARE(rows.size(), events.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        QCOMPARE(rows[i].epoch, static_cast<int>(i)); // none is missing, none is doubled
        QCOMPARE(jsonLine(training::epochToJson(rows[i])),
                 jsonLine(training::epochToJson(training::epochFromJson(events[i]))));
    }
    QCOMPARE(project.run(database::RunId{number}).epochsDone, static_cast<int>(rows.size()));
}

void TestKilledTraining::equalsTheUndisturbedRun(int number)
{
    const fs::path ours = runFolder(number);
    const fs::path theirs = runFolder(kUndisturbed);
    for (const char* file : {"checkpoints/final.pt", "checkpoints/best.pt"}) {
        QVERIFY2(sameTensors(ours / file, theirs / file), file);
    }
    const auto epochs = epochEvents(ours);
    const auto expected = epochEvents(theirs);
    QCOMPARE(epochs.size(), std::size_t{kEpochs});
    for (std::size_t i = 0; i < epochs.size(); ++i) {
        QCOMPARE(learned(epochs[i]), learned(expected[i]));
    }
    int masks = 0;
    for (const auto& entry : fs::directory_iterator(theirs / "validation")) {
        if (entry.path().extension() == ".gz") {
            QCOMPARE(readText(ours / "validation" / entry.path().filename()), readText(entry.path()));
            ++masks;
        }
    }
    QCOMPARE(masks, 1); // five cases, five folds
    QCOMPARE(record(number).validationDice, record(kUndisturbed).validationDice);
}

void TestKilledTraining::aKilledRun_isLost_andResumesBitForBit_data()
{
    QTest::addColumn<QStringList>("settings");
    QTest::addColumn<int>("epochsBefore");
    QTest::addColumn<double>("share");
    QTest::addColumn<bool>("twice");
    QTest::newRow("in the first epoch, from the checkpoint of the start")
        << QStringList{} << 0 << 0.0 << false;
    QTest::newRow("in the third epoch, from the checkpoint of the start")
        << QStringList{} << 2 << 0.5 << false;
    QTest::newRow("in the third epoch, from the checkpoint of the second")
        << QStringList{"checkpoint_every_epochs=1"} << 2 << 0.6 << false;
    QTest::newRow("with checkpoints in the middle of epochs, twice")
        << QStringList{"checkpoint_every_minutes=0.005"} << 1 << 0.8 << true;
}

void TestKilledTraining::aKilledRun_isLost_andResumesBitForBit()
{
    QFETCH(const QStringList, settings);
    QFETCH(const int, epochsBefore);
    QFETCH(const double, share);
    QFETCH(const bool, twice);
    const int number = static_cast<int>(database::Project::open(m_project.toStdString()).runs().size()) + 1;
    const QStringList resume{"resume", QString::number(number), "--threads", "1"};

    trainUntilKilled(trainCommand(settings), number, epochsBefore, share);
    if (QTest::currentTestFailed()) {
        return;
    }
    QVERIFY(epochEvents(runFolder(number)).size() < kEpochs);
    const CliResult list = cli({"runs", "--json"}); // the project opens
    EXPECT_CODE(list, 0);
    QCOMPARE(list.json()["runs"].toArray()[0].toObject()["state"].toString(), QString("lost"));
    QVERIFY(record(number).stateReason.find("resume continues") != std::string::npos);
    databaseAgreesWithEvents(number);

    if (twice) {
        trainUntilKilled(resume, number, epochsBefore + 1, share);
        databaseAgreesWithEvents(number);
    }
    if (QTest::currentTestFailed()) {
        return;
    }
    writeText(runFolder(number) / "checkpoints/.writing-4194305-0-latest.pt", "half of a checkpoint");
    EXPECT_CODE(cli(resume), 0);
    QVERIFY(record(number).state == training::RunState::Finished);
    QVERIFY(unfinishedFiles(runFolder(number)).empty());
    databaseAgreesWithEvents(number);
    equalsTheUndisturbedRun(number);
}

QTEST_GUILESS_MAIN(TestKilledTraining)
#include "tst_KilledTraining.moc"
