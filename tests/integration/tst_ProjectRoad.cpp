// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/dataset/Phantom.h"
#include "core/training/RunDirectory.h"
#include "database/Project.h"
#include "database/RunRecorder.h"
#include "tests/support/Failure.h"

#include <QTemporaryDir>
#include <QTest>

using namespace seg;
using database::Project;
using test::failureOf;
namespace fs = std::filesystem;

/// A project's long steps on a phantom, up to the point where training would begin.
class TestProjectRoad final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void anImportedDataset_isFoundByEveryName();
    void importingTwice_isRefused();
    void aCheckIsStored_asItWasReturned();
    void theFingerprintIsMadeOnce();
    void aPlanIsStored_andWrittenWhereNnunetLooks();
    void preprocessing_isCountedAndKept();
    void anUnknownConfiguration_makesNoFolder();
    void splitsAreMadeOnce_andCanBeReplaced();
    void aNewRun_hasItsFolderAtOnce();
    void aRunKeepsTheFoldsThatItBeganWith();
    void aRunOfAnOlderProgram_keepsItsFolds_whenTheyAreMadeAnew();
    void aRunThatHasNotBegun_takesTheNewFolds();
    void damagedFolds_canBeReplaced_alsoBesideAnOlderRun();
    void aRunDoesNotTakeCasesOfAnotherPreprocessing();
    void trainingWhatIsNotPreprocessed_failsWithTheRemedy();
    void aCancelledStep_leavesNothing();
    void whatAKilledImportLeft_isFinishedOrRemoved();
    void chosenColorsFollowTheLabels_whenTheseAreNumberedAnew();

private:
    [[nodiscard]] database::DatasetId id() const { return m_project->dataset().id; }
    /// Stops at once, after the run has been prepared.
    void startAndStop(database::RunId run)
    {
        training::TrainingControl control;
        std::stop_source stop;
        stop.request_stop();
        QVERIFY(m_project->train(run, control, TaskContext(stop.get_token())) == training::RunState::Stopped);
    }
    QTemporaryDir m_dir;
    fs::path m_root;
    std::optional<Project> m_project;
};

void TestProjectRoad::initTestCase()
{
    m_root = fs::path(m_dir.path().toStdString()) / "Größe & Form";
    dataset::PhantomOptions phantom;
    phantom.cases = 6;
    phantom.tests = 1;
    phantom.extent = {{18, 20, 22}};
    phantom.name = "Task03_Shapes";
    dataset::writePhantomTask(m_root / phantom.name, phantom);
    m_project = Project::create(m_root / "P.segwright", "");
    m_project->importDataset(dataset::openMsdTask(m_root / phantom.name), {}, {});
}

void TestProjectRoad::anImportedDataset_isFoundByEveryName()
{
    for (const char* name : {"", "3", "003", "Shapes", "Dataset003_Shapes"}) {
        QCOMPARE(m_project->dataset(name).name, std::string("Dataset003_Shapes"));
    }
    const auto failure = failureOf([this] { static_cast<void>(m_project->dataset("Liver")); });
    QVERIFY(failure.first == ErrorCode::NotFound);
    QVERIFY(failure.second.find("Dataset003_Shapes") != std::string::npos);
    QCOMPARE(m_project->dataset().trainingCases, std::int64_t{6});
    QCOMPARE(m_project->rawDataset(id()).testCases.size(), std::size_t{1});
}

void TestProjectRoad::importingTwice_isRefused()
{
    const auto source = dataset::openMsdTask(m_root / "Task03_Shapes");
    QVERIFY(failureOf([&] { m_project->importDataset(source, {}, {}); }).first == ErrorCode::InvalidArgument);
    QCOMPARE(m_project->datasets().size(), std::size_t{1});
}

void TestProjectRoad::aCheckIsStored_asItWasReturned()
{
    QVERIFY(!m_project->lastCheck(id()).has_value());
    const auto check = m_project->check(id(), {});
    const auto stored = m_project->lastCheck(id());
    QCOMPARE(stored->cases.size(), check.cases.size());
    for (std::size_t i = 0; i < check.cases.size(); ++i) {
        QVERIFY(stored->cases[i].id == check.cases[i].id);
        QVERIFY(stored->cases[i].image.geometry == check.cases[i].image.geometry);
        QVERIFY(stored->cases[i].labelVoxels == check.cases[i].labelVoxels);
        QVERIFY(stored->cases[i].worst() == check.cases[i].worst());
    }
    QVERIFY(!check.hasErrors());
}

void TestProjectRoad::theFingerprintIsMadeOnce()
{
    QVERIFY(!m_project->storedFingerprint(id()).has_value());
    const auto made = m_project->fingerprint(id(), {});
    const auto stored = m_project->storedFingerprint(id());
    QVERIFY(stored->spacings == made.spacings);
    QVERIFY(stored->intensities == made.intensities);
    QVERIFY(fs::exists(m_project->preprocessedFolder(id()) / "dataset_fingerprint.json"));
}

void TestProjectRoad::aPlanIsStored_andWrittenWhereNnunetLooks()
{
    QVERIFY(!m_project->storedPlan(id()).has_value());
    const auto plan = m_project->plan(id(), {}, {});
    QCOMPARE(m_project->storedPlan(id())->configurations.size(), plan.configurations.size());
    QVERIFY(!m_project->storedPlan(id(), "other").has_value());
    const fs::path folder = m_project->folder() / "preprocessed" / "Dataset003_Shapes";
    QVERIFY(jsonText(readJson(folder / "nnUNetPlans.json")) == jsonText(planning::planToJson(plan)));
    QVERIFY(fs::exists(folder / "dataset.json"));
}

void TestProjectRoad::preprocessing_isCountedAndKept()
{
    QCOMPARE(m_project->preprocessedCount(id(), "3d_fullres"), std::size_t{0});
    const auto first = m_project->preprocess(id(), "3d_fullres", {});
    QCOMPARE(first.done, std::size_t{6});
    QCOMPARE(m_project->preprocessedCount(id(), "3d_fullres"), std::size_t{6});
    QCOMPARE(m_project->preprocess(id(), "3d_fullres", {}).kept, std::size_t{6});
}

void TestProjectRoad::anUnknownConfiguration_makesNoFolder()
{
    QVERIFY(failureOf([this] { static_cast<void>(m_project->preprocess(id(), "4d", {})); }).first ==
            ErrorCode::InvalidArgument);
    QVERIFY(!fs::exists(m_project->preprocessedFolder(id()) / "nnUNetPlans" / "4d"));
}

void TestProjectRoad::splitsAreMadeOnce_andCanBeReplaced()
{
    const auto splits = m_project->splits(id());
    QCOMPARE(splits.size(), std::size_t{5});
    QVERIFY(m_project->splits(id()) == splits);
    const std::vector<dataset::Split> own{{splits[0].validation, splits[0].training}};
    m_project->setSplits(id(), own);
    QVERIFY(m_project->splits(id()) == own);
    const std::vector<dataset::Split> wrong{{{CaseId{"nobody"}}, {}}};
    const auto failure = failureOf([&] { m_project->setSplits(id(), wrong); });
    QVERIFY(failure.first == ErrorCode::BadInput);
    QVERIFY(failure.second.find("nobody") != std::string::npos);
    m_project->setSplits(id(), splits);
}

void TestProjectRoad::aNewRun_hasItsFolderAtOnce()
{
    training::TrainingOptions options;
    options.epochs = 3;
    const auto run = m_project->addRun(id(), options, "first try");
    const training::RunDirectory directory(run.folder);
    QVERIFY(directory.options() == options);
    QCOMPARE(directory.plan().plansName, std::string("nnUNetPlans"));
    QCOMPARE(directory.manifest().channelNames.size(), std::size_t{1});
    QCOMPARE(m_project->runs().front().name, std::string("first try"));
    options.configuration = "4d";
    QVERIFY(failureOf([&] { static_cast<void>(m_project->addRun(id(), options)); }).first ==
            ErrorCode::InvalidArgument);
    QCOMPARE(m_project->runs().size(), std::size_t{1});
}

void TestProjectRoad::aRunKeepsTheFoldsThatItBeganWith()
{
    const auto folds = m_project->splits(id());
    const auto run = m_project->addRun(id(), {});
    startAndStop(run.id);
    QVERIFY(dataset::readSplits(run.folder / "split.json") == (std::vector<dataset::Split>{folds[0]}));
    m_project->setSplits(id(), dataset::makeSplits(folds[0].training, 2, 7));
    startAndStop(run.id);
    QVERIFY(dataset::readSplits(run.folder / "split.json").front() == folds[0]);
    // It is the kept fold that counts: one that names a case nobody knows any more goes on without it.
    dataset::Split kept = folds[0];
    kept.training.push_back({"excluded_since"});
    dataset::writeSplits(run.folder / "split.json", {kept});
    startAndStop(run.id);
    m_project->setSplits(id(), folds);
}

void TestProjectRoad::aRunOfAnOlderProgram_keepsItsFolds_whenTheyAreMadeAnew()
{
    const auto folds = m_project->splits(id());
    training::TrainingOptions options;
    options.fold = 1;
    const auto run = m_project->addRun(id(), options);
    database::RunRecorder(m_project->folder() / "project.db", m_project->folder(), run.id).started(0, 3);
    QVERIFY(!fs::exists(run.folder / "split.json"));
    m_project->setSplits(id(), dataset::makeSplits(folds[0].training, 2, 7));
    QVERIFY(dataset::readSplits(run.folder / "split.json").front() == folds[1]);
    m_project->setSplits(id(), folds);
}

void TestProjectRoad::aRunThatHasNotBegun_takesTheNewFolds()
{
    const auto folds = m_project->splits(id());
    const auto run = m_project->addRun(id(), {});
    const auto others = dataset::makeSplits(folds[0].training, 2, 7);
    m_project->setSplits(id(), others);
    QVERIFY(!fs::exists(run.folder / "split.json"));
    startAndStop(run.id);
    QVERIFY(dataset::readSplits(run.folder / "split.json").front() == others[0]);
    m_project->setSplits(id(), folds);
}

void TestProjectRoad::damagedFolds_canBeReplaced_alsoBesideAnOlderRun()
{
    const auto folds = m_project->splits(id());
    const auto run = m_project->addRun(id(), {});
    database::RunRecorder(m_project->folder() / "project.db", m_project->folder(), run.id).started(0, 3);
    const fs::path file = m_project->preprocessedFolder(id()) / "splits_final.json";
    QVERIFY(fs::exists(file));
    writeText(file, "{");
    QVERIFY(failureOf([&] { static_cast<void>(m_project->splits(id())); }).first == ErrorCode::BadInput);
    m_project->setSplits(id(), folds);
    QVERIFY(m_project->splits(id()) == folds);
}

void TestProjectRoad::aRunDoesNotTakeCasesOfAnotherPreprocessing()
{
    const auto run = m_project->addRun(id(), {});
    startAndStop(run.id);
    // As if the plan had been changed under its name after the cases were made: the run keeps its own.
    planning::Plan other = training::RunDirectory(run.folder).plan();
    for (planning::Configuration& configuration : other.configurations) {
        configuration.useMaskForNormalization.assign(1, true);
    }
    writeJson(run.folder / "plan.json", planning::planToJson(other));
    training::TrainingControl control;
    const auto failure = failureOf([&] { static_cast<void>(m_project->train(run.id, control, {})); });
    QVERIFY(failure.first == ErrorCode::InvalidArgument);
    QVERIFY2(failure.second.find("preprocessed anew in another way") != std::string::npos,
             failure.second.c_str());
}

void TestProjectRoad::trainingWhatIsNotPreprocessed_failsWithTheRemedy()
{
    training::TrainingOptions options;
    options.configuration = "2d";
    const auto run = m_project->addRun(id(), options);
    training::TrainingControl control;
    const auto failure = failureOf([&] { static_cast<void>(m_project->train(run.id, control, {})); });
    QVERIFY(failure.first == ErrorCode::NotFound);
    QVERIFY2(failure.second.find("preprocess the configuration first") != std::string::npos,
             failure.second.c_str());
    QVERIFY(m_project->run(run.id).state == training::RunState::Failed);
    QCOMPARE(m_project->run(run.id).stateReason, failure.second);
}

void TestProjectRoad::aCancelledStep_leavesNothing()
{
    dataset::PhantomOptions phantom;
    phantom.cases = 3;
    phantom.extent = {{16, 16, 16}};
    phantom.name = "Task05_Other";
    dataset::writePhantomTask(m_root / phantom.name, phantom);
    std::stop_source stop;
    stop.request_stop();
    const auto failure = failureOf([&] {
        m_project->importDataset(dataset::openMsdTask(m_root / phantom.name), {},
                                 TaskContext(stop.get_token()));
    });
    QVERIFY(failure.first == ErrorCode::Cancelled);
    QCOMPARE(m_project->datasets().size(), std::size_t{1});
    QVERIFY(!fs::exists(m_project->folder() / "datasets" / "Dataset005_Other"));
}

/// As if the program was killed between the rename of the folder, the row and the note that it goes on.
void TestProjectRoad::whatAKilledImportLeft_isFinishedOrRemoved()
{
    dataset::PhantomOptions phantom;
    phantom.cases = 3;
    phantom.extent = {{16, 16, 16}};
    phantom.name = "Task06_Late";
    dataset::writePhantomTask(m_root / phantom.name, phantom);
    const fs::path datasets = m_project->folder() / "datasets";
    const auto source = dataset::openMsdTask(m_root / phantom.name);

    // The row is there, the note still too: nothing is touched.
    m_project->setSetting("importing Dataset003_Shapes", "999999999 another");
    // A whole folder of another import without a row goes.
    dataset::ImportOptions other;
    other.id = 9;
    other.name = "Other";
    static_cast<void>(dataset::importDataset(source, datasets, other, {}));
    m_project->setSetting("importing Dataset009_Other", "999999999 another");
    // A folder that no import made stays.
    fs::create_directories(datasets / "Dataset010_Mine");
    QCOMPARE(m_project->importDataset(source, {}, {}).name, std::string("Dataset006_Late"));
    QVERIFY(fs::exists(datasets / "Dataset003_Shapes/dataset.json"));
    QVERIFY(!fs::exists(datasets / "Dataset009_Other"));
    QVERIFY(fs::exists(datasets / "Dataset010_Mine"));
    QVERIFY(!m_project->setting("importing Dataset003_Shapes").has_value());
    QVERIFY(!m_project->setting("importing Dataset006_Late").has_value());
}

void TestProjectRoad::chosenColorsFollowTheLabels_whenTheseAreNumberedAnew()
{
    const database::DatasetRecord record = m_project->dataset("3");
    Json manifest = readJson(record.folder / "dataset.json");
    manifest["labels"]["seventh"] = 7; // behind a gap; no voxel has it
    writeJson(record.folder / "dataset.json", manifest);
    const dataset::LabelColors before{{1, {9, 9, 9}}, {7, {1, 2, 3}}};
    m_project->setLabelColors(record.id, before);
    dataset::Fix renumber;
    renumber.kind = dataset::FixKind::RenumberLabels;
    const auto fix = m_project->applyFix(record.id, renumber, {});
    const int number = m_project->rawDataset(record.id).manifest.labels.foregroundLabels().back();
    QVERIFY(number < 7);
    QVERIFY(m_project->labelColors(record.id) == (dataset::LabelColors{{1, {9, 9, 9}}, {number, {1, 2, 3}}}));
    m_project->undoFix(fix.id, {});
    QVERIFY(m_project->labelColors(record.id) == before);
}

QTEST_APPLESS_MAIN(TestProjectRoad)
#include "tst_ProjectRoad.moc"
