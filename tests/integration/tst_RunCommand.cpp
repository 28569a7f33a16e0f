// SPDX-License-Identifier: Apache-2.0
#include "core/base/Files.h"
#include "core/base/Json.h"
#include "core/dataset/Checksum.h"
#include "core/imaging/io/ImageFile.h"
#include "core/planning/Plan.h"
#include "database/Project.h"
#include "tests/support/CliProcess.h"
#include "tests/support/HttpServer.h"
#include "tests/support/TempFolder.h"

#include <QDir>
#include <QJsonArray>
#include <QTest>

#include <dlfcn.h>

using namespace seg;
using seg::test::CliResult;
namespace fs = std::filesystem;

/// `segwright-cli run` with the options of its steps: what they do on the first walk, and on the next ones.
class TestRunCommand final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void theHelp_hasTheOptionsOfEveryStep_data();
    void theHelp_hasTheOptionsOfEveryStep();
    void casesAreExcludedAndFixed_onTheWay();
    void theSameCommandAgain_skipsEveryStep();
    void masksMadeOtherwise_lieElsewhere();
    void optionsOfTheImport_thatComeTooLate_areSaid_data();
    void optionsOfTheImport_thatComeTooLate_areSaid();
    void aCaseExcludedLater_meansAnotherRun();
    void otherFolds_meanAnotherRun();
    void aFinishedRunOfOtherFolds_isNotTheOneAskedFor();
    void aFoldBeyondTheLast_isTheRandomSplit();
    void aRunThatWasFinishedAfterAFix_isNotTrainedAgain();
    void afterAFailedCheck_theSameCommandWithAFixGoesOn();
    void nvidiasSlices_areCut();
    void aPlainFolder_isReadByItsPattern();
    void theSource_mayFollowAnyOption_data();
    void theSource_mayFollowAnyOption();
    void howADatasetOfTheWindowWasImported_isNotGuessed();
    void aTask_isDownloadedOnce();
    void anArchiveOfAnotherChecksum_isDownloadedAnew();
    void wrongUsage_leavesNoProject_data();
    void wrongUsage_leavesNoProject();

private:
    [[nodiscard]] QString path(const QString& name) const
    {
        return QString::fromStdString((m_folder / name.toStdString()).string());
    }
    [[nodiscard]] CliResult cli(const QString& project, const QStringList& arguments) const
    {
        return test::runCli(arguments + QStringList{"--project", path(project), "--json"}, path("."));
    }
    /// A walk that trains one epoch of one step.
    [[nodiscard]] CliResult walk(const QString& project, const QStringList& arguments) const
    {
        return cli(project, QStringList{"run"} + arguments + kShort);
    }
    /// A walk that ends, with 2, where the plan is there: it has no such configuration.
    [[nodiscard]] CliResult walkToThePlan(const QString& project, const QStringList& arguments) const
    {
        return cli(project, QStringList{"run"} + arguments + QStringList{"-c", "none"});
    }
    static QString errorOf(const CliResult& result)
    {
        return result.json()["error"].toObject()["text"].toString();
    }
    static QStringList workedOn(const CliResult& result);
    static int runOf(const CliResult& result) { return result.json()["run"].toObject()["run"].toInt(); }
    void packTask(); ///< Task09_Schief.tar

    const QStringList kShort{"--epochs",  "1", "--iterations", "1", "--validation-iterations", "1",
                             "--threads", "1"};
    const QStringList kFirstWalk{"Task09_Schief", "--exclude", "phantom_001",    "--fix",  "geometry",
                                 "--id",          "12",        "--dataset-name", "Gerade", "--copy",
                                 "--no-mirroring"};
    test::TempFolder m_folder;
    fs::path m_archive; // from packTask() on
};

/// The steps that were not skipped.
QStringList TestRunCommand::workedOn(const CliResult& result)
{
    QStringList names;
    for (const QJsonValue& step : result.json()["steps"].toArray()) {
        if (!step.toObject()["skipped"].toBool()) {
            names << step.toObject()["step"].toString();
        }
    }
    return names;
}

void TestRunCommand::initTestCase()
{
    EXPECT_CODE(test::runCli(
                    {"phantom", path("Task09_Schief"), "--cases", "7", "--size", "16,16,16", "--tests", "1"}),
                0);
    for (const char* name : {"phantom_002", "phantom_005"}) {
        const fs::path label = m_folder / "Task09_Schief/labelsTr" / (std::string(name) + ".nii.gz");
        LabelMap labels = imaging::readLabelMap(label);
        labels.geometry.origin[1] += 4.0;
        imaging::writeLabelMap(label, labels);
    }
}

void TestRunCommand::theHelp_hasTheOptionsOfEveryStep_data()
{
    QTest::addColumn<QString>("verb");
    QTest::addColumn<QStringList>("others"); // that mean nothing on the road, or are called otherwise
    QTest::newRow("import") << "import" << QStringList{};
    QTest::newRow("splits") << "splits" << QStringList{"--import"};
    QTest::newRow("plan") << "plan" << QStringList{"--fingerprint", "--dataset"};
    QTest::newRow("preprocess") << "preprocess" << QStringList{};
    QTest::newRow("train") << "train" << QStringList{"--detach"};
    QTest::newRow("predict") << "predict" << QStringList{"--input",  "--output",    "--run",      "--model",
                                                         "--series", "--recursive", "--overwrite"};
}

void TestRunCommand::theHelp_hasTheOptionsOfEveryStep()
{
    QFETCH(const QString, verb);
    QFETCH(const QStringList, others);
    const auto optionsOf = [](const QString& name) {
        QStringList options;
        const QString help = QString::fromUtf8(test::runCli({name, "--help"}).output);
        for (const QString& line : help.split('\n')) {
            const qsizetype at = line.indexOf("--");
            if (line.startsWith("  -") && at >= 0) {
                options << line.mid(at).section(QRegularExpression("[ ,:{]"), 0, 0);
            }
        }
        return options;
    };
    const QStringList here = optionsOf("run");
    const QStringList there = optionsOf(verb);
    QVERIFY(there.size() > 2);
    for (const QString& option : there) {
        QVERIFY2(here.contains(option) || others.contains(option), qPrintable(option));
    }
    QVERIFY(here.contains("--splits") && here.contains("--dataset-name"));
}

void TestRunCommand::casesAreExcludedAndFixed_onTheWay()
{
    const CliResult result = walk("Schief", kFirstWalk);
    EXPECT_CODE(result, 0);
    QCOMPARE(result.json()["dataset"].toString(), QString("Dataset012_Gerade"));
    QCOMPARE(result.json()["changed_cases"].toInt(), 2);
    QVERIFY(!fs::exists(m_folder / "Schief/datasets/Dataset012_Gerade/labelsTr/phantom_001.nii.gz"));
    const CliResult check = cli("Schief", {"verify"});
    EXPECT_CODE(check, 0);
    QCOMPARE(check.json()["error"].toInt(), 0);
    QVERIFY(result.json()["masks"].toString().endsWith("imagesTs_run0001_unmirrored"));
}

void TestRunCommand::theSameCommandAgain_skipsEveryStep()
{
    const CliResult result = walk("Schief", kFirstWalk);
    EXPECT_CODE(result, 0);
    QCOMPARE(workedOn(result), QStringList());
    QCOMPARE(result.json()["changed_cases"].toInt(), 0);
}

void TestRunCommand::masksMadeOtherwise_lieElsewhere()
{
    const CliResult result =
        walk("Schief", {"Task09_Schief", "--step", "0.75", "--no-mirroring", "--save-probabilities"});
    EXPECT_CODE(result, 0);
    QCOMPARE(workedOn(result), QStringList{"predict"});
    const QString masks = result.json()["masks"].toString();
    QVERIFY2(masks.endsWith("imagesTs_run0001_step0.75_unmirrored"), qPrintable(masks));
    QCOMPARE(QDir(masks).entryList(QDir::Files), (QStringList{"phantom_008.nii.gz", "phantom_008.npz"}));
    QVERIFY(QFile::remove(masks + "/phantom_008.npz")); // the mask alone is not what is asked for
    EXPECT_CODE(walk("Schief", {"Task09_Schief", "--step", "0.75", "--no-mirroring", "--save-probabilities"}),
                0);
    QVERIFY(QFile::exists(masks + "/phantom_008.npz"));
}

void TestRunCommand::optionsOfTheImport_thatComeTooLate_areSaid_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("number") << QStringList{"--id", "13"}
                            << "--id 13 comes too late: Dataset012_Gerade is in the project already and was "
                               "imported with --id 12; leave it out, or begin another project";
    QTest::newRow("links") << QStringList{"--reference"} << "--reference comes too late";
    QTest::newRow("channels") << QStringList{"--channels", "CT"} << "was imported without it; leave it out";
    QTest::newRow("a case that never was")
        << QStringList{"--exclude", "phantom_099"}
        << "cannot exclude phantom_099 from Dataset012_Gerade: there is no "
           "such case; check its spelling";
}

void TestRunCommand::optionsOfTheImport_thatComeTooLate_areSaid()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QString, sentence);
    for (const QString& source : {QString("Task09_Schief"), QString()}) { // without: what the project holds
        const CliResult result =
            walk("Schief", (source.isEmpty() ? QStringList() : QStringList(source)) + arguments);
        EXPECT_CODE(result, 2);
        QVERIFY2(errorOf(result).contains(sentence), qPrintable(errorOf(result)));
    }
}

void TestRunCommand::aCaseExcludedLater_meansAnotherRun()
{
    QTest::qSleep(1000); // times are kept in seconds
    CliResult result = walk("Schief", kFirstWalk + QStringList{"--exclude", "phantom_003"});
    EXPECT_CODE(result, 0);
    QCOMPARE(result.json()["changed_cases"].toInt(), 1);
    QCOMPARE(result.json()["run"].toObject()["run"].toInt(), 2);
    QVERIFY2(result.errors.contains("--planner default plans anew"), result.errors.constData());
    result = walk("Schief", kFirstWalk + QStringList{"--exclude", "phantom_003"});
    EXPECT_CODE(result, 0);
    QCOMPARE(workedOn(result), QStringList());
    QCOMPARE(result.json()["run"].toObject()["run"].toInt(), 2);
    EXPECT_CODE(cli("Schief", {"verify", "--undo", "last"}), 0);
}

void TestRunCommand::otherFolds_meanAnotherRun()
{
    const QStringList command{"Task09_Schief", "--folds", "3", "--no-mirroring"};
    CliResult result = walk("Schief", command);
    EXPECT_CODE(result, 0);
    QVERIFY(workedOn(result).contains("splits"));
    QCOMPARE(result.json()["run"].toObject()["run"].toInt(), 3);
    QCOMPARE(cli("Schief", {"splits"}).json()["splits"].toArray().size(), 3);
    result = walk("Schief", command);
    EXPECT_CODE(result, 0);
    QCOMPARE(workedOn(result), QStringList());
    QCOMPARE(result.json()["run"].toObject()["run"].toInt(), 3);
}

void TestRunCommand::aFinishedRunOfOtherFolds_isNotTheOneAskedFor()
{
    const QStringList command{"Task09_Schief", "--no-mirroring"};
    CliResult result = walk("Schief", command);
    EXPECT_CODE(result, 0);
    QCOMPARE(runOf(result), 3);                                // of the three folds that are the dataset's
    EXPECT_CODE(cli("Schief", {"splits", "--folds", "6"}), 0); // fold 0 of 3 and of 5 hold back the same
    result = walk("Schief", command);
    EXPECT_CODE(result, 0);
    QVERIFY(workedOn(result).contains("train"));
    QCOMPARE(runOf(result), 4);
    result = walk("Schief", command);
    EXPECT_CODE(result, 0);
    QCOMPARE(workedOn(result), QStringList());
    QCOMPARE(runOf(result), 4);
}

void TestRunCommand::aFoldBeyondTheLast_isTheRandomSplit()
{
    CliResult result = walk("Schief", {"Task09_Schief", "--no-mirroring", "-f", "4"});
    EXPECT_CODE(result, 0);
    QCOMPARE(runOf(result), 5); // of six folds
    const QStringList command{"Task09_Schief", "--no-mirroring", "-f", "4", "--folds", "3"};
    result = walk("Schief", command);
    EXPECT_CODE(result, 0);
    QVERIFY(workedOn(result).contains("train"));
    QCOMPARE(runOf(result), 6);
    result = walk("Schief", command);
    EXPECT_CODE(result, 0);
    QCOMPARE(workedOn(result), QStringList());
    QCOMPARE(runOf(result), 6);
}

/// A run that began with a case goes on without it, and is then the one of the dataset without it.
void TestRunCommand::aRunThatWasFinishedAfterAFix_isNotTrainedAgain()
{
    {
        database::Project project = database::Project::open(m_folder / "Schief");
        const database::RunRecord like = project.run(database::RunId{3});
        training::TrainingOptions options = like.options;
        options.epochs = 2;
        const database::RunRecord begun = project.addRun(like.dataset, options, {}, like.planName);
        QCOMPARE(static_cast<int>(begun.id), 7);
        dataset::writeSplits(begun.folder / "split.json", {project.splits(like.dataset).front()});
    }
    QTest::qSleep(1100); // times are kept in seconds
    const QStringList command{"run",
                              "Task09_Schief",
                              "--no-mirroring",
                              "--exclude",
                              "phantom_003",
                              "--epochs",
                              "2",
                              "--iterations",
                              "1",
                              "--validation-iterations",
                              "1",
                              "--threads",
                              "1"};
    CliResult result = cli("Schief", command);
    EXPECT_CODE(result, 0);
    QCOMPARE(result.json()["changed_cases"].toInt(), 1);
    QVERIFY(workedOn(result).contains("train"));
    QCOMPARE(runOf(result), 7);
    result = cli("Schief", command);
    EXPECT_CODE(result, 0);
    QCOMPARE(workedOn(result), QStringList());
    QCOMPARE(runOf(result), 7);
}

void TestRunCommand::afterAFailedCheck_theSameCommandWithAFixGoesOn()
{
    const CliResult failed = walkToThePlan("Spaeter", {"Task09_Schief", "--reference"});
    EXPECT_CODE(failed, 3);
    QVERIFY2(errorOf(failed).contains("the same command with --fix KIND"), qPrintable(errorOf(failed)));
    const CliResult result = walkToThePlan("Spaeter", {"Task09_Schief", "--reference", "--fix", "geometry"});
    EXPECT_CODE(result, 2);
    QVERIFY2(errorOf(result).contains("none"), qPrintable(errorOf(result)));
    QCOMPARE(result.json()["changed_cases"].toInt(), 2);
    QCOMPARE(cli("Spaeter", {"verify"}).json()["error"].toInt(), 0);
}

void TestRunCommand::nvidiasSlices_areCut()
{
    const QStringList command{"Task09_Schief", "--fix",         "geometry", "--planner", "nvidia", "-c", "2d",
                              "--cut-slices",  "--no-mirroring"};
    CliResult result = walk("Scheiben", command);
    EXPECT_CODE(result, 0);
    const fs::path file = m_folder / "Scheiben/preprocessed/Dataset009_Schief/nvidiaPlans.json";
    const planning::Plan plan = planning::planFromJson(readJson(file), file.string());
    QVERIFY(plan.configuration("2d").extras.cutsSlices);
    QVERIFY(!plan.configuration("3d_fullres").extras.cutsSlices);
    result = walk("Scheiben", command);
    EXPECT_CODE(result, 0);
    QCOMPARE(workedOn(result), QStringList{"plan"}); // planned anew as asked, to the same plan
    QCOMPARE(result.json()["run"].toObject()["run"].toInt(), 1);
    result = cli("Scheiben", QStringList{"run", "Task09_Schief", "-c", "3d_fullres", "--cut-slices"});
    EXPECT_CODE(result, 2);
    QVERIFY2(errorOf(result).contains("only the slices of a flat configuration are cut"),
             qPrintable(errorOf(result)));
}

void TestRunCommand::aPlainFolder_isReadByItsPattern()
{
    fs::create_directories(m_folder / "Ordner/a");
    fs::create_directories(m_folder / "Ordner/b");
    for (const char* number : {"1", "3", "4", "6", "7"}) {
        const std::string name = std::string("phantom_00") + number + ".nii.gz";
        fs::copy_file(m_folder / "Task09_Schief/imagesTr" / name,
                      m_folder / "Ordner/a" / (std::string("x") + number + ".nii.gz"));
        fs::copy_file(m_folder / "Task09_Schief/labelsTr" / name,
                      m_folder / "Ordner/b" / (std::string("y") + number + ".nii.gz"));
    }
    const QStringList command{"Ordner",    "--images",   "a/x{case}", "--labels",
                              "b/y{case}", "--channels", "CT",        "--reference"};
    CliResult result = walkToThePlan("Muster", command);
    EXPECT_CODE(result, 2);
    QCOMPARE(result.json()["dataset"].toString(), QString("Dataset100_Ordner"));
    QVERIFY(fs::is_symlink(m_folder / "Muster/datasets/Dataset100_Ordner/imagesTr/1_0000.nii.gz"));
    result = walkToThePlan("Muster", {"Ordner", "--channels", "MR"});
    EXPECT_CODE(result, 2);
    QVERIFY2(errorOf(result).contains("was imported with --channels CT"), qPrintable(errorOf(result)));
}

void TestRunCommand::theSource_mayFollowAnyOption_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::newRow("channels") << QStringList{"--channels", "CT"};
    QTest::newRow("spacing") << QStringList{"--target-spacing", "1", "1", "1"};
    QTest::newRow("exclude") << QStringList{"--exclude", "6"};
    QTest::newRow("fix") << QStringList{"--fix", "geometry"};
    QTest::newRow("set") << QStringList{"--set", "batch_size=2"};
}

void TestRunCommand::theSource_mayFollowAnyOption()
{
    QFETCH(const QStringList, options);
    const QStringList folder{"--images", "a/x{case}", "--labels", "b/y{case}"};
    const CliResult result =
        walkToThePlan(QString("Danach_") + QTest::currentDataTag(), folder + options + QStringList{"Ordner"});
    EXPECT_CODE(result, 2);
    QVERIFY2(errorOf(result).contains("none"), qPrintable(errorOf(result)));
    QCOMPARE(result.json()["dataset"].toString(), QString("Dataset100_Ordner"));
}

void TestRunCommand::howADatasetOfTheWindowWasImported_isNotGuessed()
{
    {
        database::Project project = database::Project::create(m_folder / "Fenster", "Fenster");
        dataset::ImportOptions options;
        options.mode = dataset::ImportMode::Reference;
        project.importDataset(dataset::openMsdTask(m_folder / "Task09_Schief"), options, TaskContext());
    }
    const CliResult result = walkToThePlan("Fenster", {"--reference", "--fix", "geometry"});
    EXPECT_CODE(result, 2);
    QVERIFY2(errorOf(result).contains("none"), qPrintable(errorOf(result)));
    QCOMPARE(result.json()["changed_cases"].toInt(), 2);
}

void TestRunCommand::packTask()
{
    m_archive = m_folder / "Task09_Schief.tar";
    QCOMPARE(QProcess::execute("tar", {"-C", path("."), "-cf", QString::fromStdString(m_archive.string()),
                                       "Task09_Schief"}),
             0);
}

void TestRunCommand::aTask_isDownloadedOnce()
{
    if (::dlopen("libcurl.so.4", RTLD_LAZY) == nullptr) {
        QSKIP("libcurl is not on this computer");
    }
    packTask();
    const test::HttpServer server(readText(m_archive));
    const auto checksum = dataset::checksumOfFile(m_archive, dataset::ChecksumKind::Sha256);
    const QStringList command{"--download", "Task09_Schief",
                              "--mirror",   QString::fromStdString(server.url("/msd")),
                              "--sha256",   QString::fromStdString(checksum.digits),
                              "--fix",      "geometry"};
    CliResult result = walkToThePlan("Geholt", command);
    EXPECT_CODE(result, 2);
    QVERIFY2(errorOf(result).contains("Add --accept-license"), qPrintable(errorOf(result)));
    QVERIFY(!fs::exists(m_folder / "Geholt"));
    result = walkToThePlan("Geholt", command + QStringList{"--accept-license"});
    EXPECT_CODE(result, 2);
    QCOMPARE(result.json()["changed_cases"].toInt(), 2);
    QCOMPARE(server.requests().size(), std::size_t{1});
    result = walkToThePlan("Geholt", command + QStringList{"--accept-license"});
    EXPECT_CODE(result, 2);
    QVERIFY(!workedOn(result).contains("import"));
    QCOMPARE(server.requests().size(), std::size_t{1});
}

void TestRunCommand::anArchiveOfAnotherChecksum_isDownloadedAnew()
{
    if (::dlopen("libcurl.so.4", RTLD_LAZY) == nullptr) {
        QSKIP("libcurl is not on this computer");
    }
    packTask();
    const test::HttpServer server(readText(m_archive));
    const auto checksum = dataset::checksumOfFile(m_archive, dataset::ChecksumKind::Sha256);
    EXPECT_CODE(test::runCli({"new", path("Anders")}), 0);
    createFolders(m_folder / "Anders/.downloads");
    writeText(m_folder / "Anders/.downloads/Task09_Schief.tar", "what another mirror sent");
    const CliResult result = walkToThePlan("Anders", {"--download", "Task09_Schief", "--mirror",
                                                      QString::fromStdString(server.url("/msd")), "--sha256",
                                                      QString::fromStdString(checksum.digits), "--fix",
                                                      "geometry", "--accept-license"});
    EXPECT_CODE(result, 2);
    QVERIFY2(errorOf(result).contains("none"), qPrintable(errorOf(result)));
    QCOMPARE(result.json()["dataset"].toString(), QString("Dataset009_Schief"));
    QCOMPARE(server.requests().size(), std::size_t{1});
}

void TestRunCommand::wrongUsage_leavesNoProject_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("two sources") << QStringList{"Task09_Schief", "--download", "Task04_Hippocampus"}
                                 << "give either SOURCE or --download TASK";
    QTest::newRow("no checksum") << QStringList{"--download", "Task04_Hippocampus", "--sha256", "12"}
                                 << "'12' is no SHA-256, which has 64 hexadecimal digits";
    QTest::newRow("two checksums") << QStringList{"--download", "Task04_Hippocampus",
                                                  "--sha256",   "12",
                                                  "--md5",      "34"}
                                   << "excludes";
    QTest::newRow("no such fix") << QStringList{"Task09_Schief", "--fix", "mend"} << "--fix";
}

void TestRunCommand::wrongUsage_leavesNoProject()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QString, sentence);
    const CliResult result = walk("Nie", arguments);
    EXPECT_CODE(result, 2);
    QVERIFY2(errorOf(result).contains(sentence), qPrintable(errorOf(result)));
    QVERIFY(!fs::exists(m_folder / "Nie"));
}

QTEST_GUILESS_MAIN(TestRunCommand)
#include "tst_RunCommand.moc"
