// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/training/RunDirectory.h"
#include "database/Database.h"
#include "database/ProcessIdentity.h"
#include "database/Project.h"
#include "database/RunRepository.h"
#include "tests/support/Failure.h"

#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace seg;
using database::Project;
using test::failureOf;
using training::RunState;
namespace fs = std::filesystem;

class TestProject final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aNewProject_opensAgain_withItsName();
    void withoutAName_itIsTheFolders();
    void aFolderThatIsUsed_isRefused_untouched();
    void aFolderWithoutADatabase_isNoProject();
    void settingsAreKept();
    void anEmptyProject_saysToImportFirst();
    void twoProjectObjects_workSideBySide();
    void unknownRows_areNotFound();
    void openingMarksRunsOfGoneProcessesAsLost_andTakesTheirEpochsFromTheEventLog();
    void stoppingARunThatDoesNotTrain_isRefused();

private:
    [[nodiscard]] fs::path folder() const
    {
        return fs::path(m_dir.path().toStdString()) / "Größe & Form" /
               (std::string(QTest::currentTestFunction()) + ".segwright");
    }
    QTemporaryDir m_dir;
};

void TestProject::aNewProject_opensAgain_withItsName()
{
    static_cast<void>(Project::create(folder(), "Liver study"));
    QVERIFY(Project::isProject(folder()));
    const Project project = Project::open(folder());
    QCOMPARE(project.name(), std::string("Liver study"));
    QCOMPARE(project.folder(), folder());
    QVERIFY(project.datasets().empty());
    QVERIFY(project.runs().empty());
}

void TestProject::withoutAName_itIsTheFolders()
{
    QCOMPARE(Project::create(folder(), "").name(), std::string(QTest::currentTestFunction()));
}

void TestProject::aFolderThatIsUsed_isRefused_untouched()
{
    static_cast<void>(Project::create(folder(), "one"));
    const auto again = failureOf([this] { static_cast<void>(Project::create(folder(), "two")); });
    QVERIFY(again.first == ErrorCode::InvalidArgument);
    QVERIFY(again.second.find("there is one already") != std::string::npos);
    QCOMPARE(Project::open(folder()).name(), std::string("one"));

    const fs::path other = folder().parent_path() / "other";
    createFolders(other);
    writeText(other / "letter.txt", "mine");
    QVERIFY(failureOf([&] { static_cast<void>(Project::create(other, "")); }).first ==
            ErrorCode::InvalidArgument);
    QVERIFY(!Project::isProject(other));
}

void TestProject::aFolderWithoutADatabase_isNoProject()
{
    createFolders(folder());
    const auto failure = failureOf([this] { static_cast<void>(Project::open(folder())); });
    QVERIFY(failure.first == ErrorCode::NotFound);
    QVERIFY(failure.second.find("project.db") != std::string::npos);
    QVERIFY(fs::is_empty(folder()));
}

void TestProject::settingsAreKept()
{
    Project project = Project::create(folder(), "");
    QVERIFY(!project.setting("layout").has_value());
    project.setSetting("layout", "four-up");
    project.setSetting("layout", "3D only");
    QCOMPARE(Project::open(folder()).setting("layout").value(), std::string("3D only"));
}

void TestProject::anEmptyProject_saysToImportFirst()
{
    const Project project = Project::create(folder(), "");
    const auto failure = failureOf([&] { static_cast<void>(project.dataset()); });
    QVERIFY(failure.first == ErrorCode::NotFound);
    QVERIFY(failure.second.find("import one first") != std::string::npos);
}

void TestProject::twoProjectObjects_workSideBySide()
{
    Project here = Project::create(folder(), "");
    std::jthread other([this] {
        Project there = Project::open(folder());
        for (int i = 0; i < 50; ++i) {
            there.setSetting("there", std::to_string(i));
        }
    });
    for (int i = 0; i < 50; ++i) {
        here.setSetting("here", std::to_string(i));
        static_cast<void>(here.setting("there"));
    }
    other.join();
    QCOMPARE(here.setting("here").value() + here.setting("there").value(), std::string("4949"));
}

void TestProject::unknownRows_areNotFound()
{
    Project project = Project::create(folder(), "");
    QVERIFY(failureOf([&] { static_cast<void>(project.run(database::RunId{7})); }).first ==
            ErrorCode::NotFound);
    QVERIFY(failureOf([&] { static_cast<void>(project.rawDataset(database::DatasetId{7})); }).first ==
            ErrorCode::NotFound);
    training::TrainingControl control;
    QVERIFY(failureOf([&] { static_cast<void>(project.train(database::RunId{7}, control, {})); }).first ==
            ErrorCode::NotFound);
    QVERIFY(failureOf([&] { static_cast<void>(project.report(database::RunId{7})); }).first ==
            ErrorCode::NotFound);
    QVERIFY(failureOf([&] { static_cast<void>(project.predict(database::RunId{7}, {"a.nii"}, {})); }).first ==
            ErrorCode::NotFound);
    QVERIFY(project.predictions().empty());
}

/// Puts a run into a project as a process that was killed leaves it.
static void leaveKilledRun(const fs::path& folder)
{
    database::Database database(folder / "project.db", database::Database::Mode::Open);
    database.execute("INSERT INTO dataset(id, number, name, folder, channel_names, source, imported_at) "
                     "VALUES (1, 4, 'Dataset004_Shapes', 'datasets/Dataset004_Shapes', '[\"MR\"]', '', 0)");
    database::RunRepository runs(database, folder);
    database::RunRecord wish;
    wish.dataset = database::DatasetId{1};
    wish.planName = "nnUNetPlans";
    const database::RunId id = runs.add(wish);
    database::ProcessIdentity gone = database::thisProcess();
    gone.started -= 1;
    runs.claim(id, gone);
    runs.setState(id, RunState::Running, "");
    createFolders(folder / "runs" / "0001");
    training::EventLog log(folder / "runs" / "0001" / "events.jsonl");
    training::EpochMetrics metrics;
    metrics.dice = {0.5};
    metrics.emaDice = 0.5;
    log.epochDone(metrics);
}

void TestProject::openingMarksRunsOfGoneProcessesAsLost_andTakesTheirEpochsFromTheEventLog()
{
    static_cast<void>(Project::create(folder(), ""));
    leaveKilledRun(folder());
    const Project project = Project::open(folder());
    const database::RunRecord run = project.run(database::RunId{1});
    QVERIFY(run.state == RunState::Lost);
    QVERIFY(run.stateReason.find("resume continues from the last checkpoint") != std::string::npos);
    QCOMPARE(run.epochsDone, 1);
    QCOMPARE(project.epochMetrics(run.id).size(), std::size_t{1});
    QCOMPARE(run.bestDice, 0.5);
    const Json last = training::readEvents(run.folder / "events.jsonl").back();
    QCOMPARE(last["state"].get<std::string>() + last["reason"].get<std::string>(), "lost" + run.stateReason);
    QCOMPARE(Project::open(folder()).run(run.id).epochsDone, 1);
    QCOMPARE(training::readEvents(run.folder / "events.jsonl").size(), std::size_t{2}); // told once
}

void TestProject::stoppingARunThatDoesNotTrain_isRefused()
{
    static_cast<void>(Project::create(folder(), ""));
    leaveKilledRun(folder());
    Project project = Project::open(folder());
    const auto failure = failureOf([&] { project.requestStop(database::RunId{1}, false); });
    QVERIFY(failure.first == ErrorCode::InvalidArgument);
    QVERIFY(failure.second.find("it is lost") != std::string::npos);
}

QTEST_APPLESS_MAIN(TestProject)
#include "tst_Project.moc"
