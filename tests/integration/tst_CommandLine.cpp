// SPDX-License-Identifier: Apache-2.0
#include "tests/support/CliProcess.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using seg::test::CliResult;
using seg::test::runCli;

/// segwright-cli from outside: what it prints, writes and returns.
class TestCommandLine final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void versionNamesProgramTorchAndBuild();
    void everyVerb_hasHelpWithTwoExamples_data();
    void everyVerb_hasHelpWithTwoExamples();
    void wrongUsage_ends2_andNamesTheMistake_data();
    void wrongUsage_ends2_andNamesTheMistake();
    void withoutAProject_saysHowToGiveOne();
    void jsonMode_printsOneObject_alsoForErrors();
    void theRoadToTheStore_worksInAPathWithSpacesAndUmlauts();
    void aSecondPreprocess_keepsEverything();
    void theCurrentFolder_andTheEnvironment_nameAProject();
    void aMissingSource_ends3_andMakesNothing();
    void aTruncatedScan_isFoundByVerify_whichEnds3();
    void twoDimensionalTasks_arePlannedAs2d();
    void infoGivesItksNumbers();
    void evaluatingTheTruthAgainstItself_isPerfect();
    void planOnPaper_equalsTheReference_data();
    void planOnPaper_equalsTheReference();
    void planOnPaper_withHalfItsFiles_isWrongUsage();
    void splitsEqualTheReference();
    void doctorDescribesTheMachine();
    void completionScripts_areAcceptedByTheirShell();
    void importingAnNnunetDataset_keepsIts_name();
    void aTarWithHiddenFiles_andWithoutTestScans_isImported_data();
    void aTarWithHiddenFiles_andWithoutTestScans_isImported();
    void aFolderThatMayNotBeWritten_ends4();

private:
    [[nodiscard]] QString path(const QString& name) const { return m_root + "/" + name; }
    [[nodiscard]] CliResult cli(const QStringList& arguments) const { return runCli(arguments, m_root); }
    QTemporaryDir m_dir;
    QString m_root;
    QString m_project;
};

static QByteArray contentOf(const QString& file)
{
    QFile input(file);
    return input.open(QIODevice::ReadOnly) ? input.readAll() : QByteArray("cannot read " + file.toUtf8());
}

void TestCommandLine::initTestCase()
{
    m_root = m_dir.path() + "/Größe & Form";
    QVERIFY(QDir().mkpath(m_root));
    m_project = path("Mein Projekt.segwright");
}

void TestCommandLine::versionNamesProgramTorchAndBuild()
{
    const CliResult result = cli({"--version"});
    EXPECT_CODE(result, 0);
    for (const char* word : {"segwright-cli 0.", "LibTorch 2.", "CUDA ", "build "}) {
        QVERIFY2(result.output.contains(word), word);
    }
}

void TestCommandLine::everyVerb_hasHelpWithTwoExamples_data()
{
    QTest::addColumn<QString>("verb");
    for (const char* verb : {"new",
                             "phantom",
                             "import",
                             "verify",
                             "fingerprint",
                             "plan",
                             "preprocess",
                             "splits",
                             "export-raw",
                             "train",
                             "resume",
                             "stop",
                             "runs",
                             "predict",
                             "evaluate",
                             "report",
                             "run",
                             "info",
                             "doctor",
                             "completion",
                             "benchmark",
                             "benchmark preprocess",
                             "benchmark train"}) {
        QTest::newRow(verb) << verb;
    }
}

void TestCommandLine::everyVerb_hasHelpWithTwoExamples()
{
    QFETCH(const QString, verb);
    const CliResult result = cli(verb.split(' ') << "--help");
    EXPECT_CODE(result, 0);
    const QByteArray examples = result.output.mid(result.output.indexOf("Examples:"));
    QVERIFY2(examples.count("  segwright-cli " + verb.split(' ').first().toUtf8()) >= 2,
             result.output.constData());
}

void TestCommandLine::wrongUsage_ends2_andNamesTheMistake_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("named");
    QTest::newRow("no verb") << QStringList{} << QByteArray("subcommand");
    QTest::newRow("unknown verb") << QStringList{"trian"} << QByteArray("trian");
    QTest::newRow("unknown option") << QStringList{"doctor", "--fast"} << QByteArray("--fast");
    QTest::newRow("missing argument") << QStringList{"new"} << QByteArray("DIR");
    QTest::newRow("a number that is none")
        << QStringList{"phantom", "P", "--cases", "many"} << QByteArray("--cases");
    QTest::newRow("no such shell") << QStringList{"completion", "tcsh"} << QByteArray("tcsh");
    QTest::newRow("two sources of weights")
        << QStringList{"predict", "-i", ".", "-o", "out", "--run", "1", "--model", "m"}
        << QByteArray("give either --run RUN of a project or --model FOLDER");
    QTest::newRow("no source of weights")
        << QStringList{"predict", "-i", ".", "-o", "out"}
        << QByteArray("give either --run RUN of a project or --model FOLDER");
}

void TestCommandLine::wrongUsage_ends2_andNamesTheMistake()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QByteArray, named);
    const CliResult result = cli(arguments);
    EXPECT_CODE(result, 2);
    QVERIFY2(result.errors.toLower().contains(named.toLower()), result.errors.constData());
    QVERIFY(result.output.isEmpty());
}

void TestCommandLine::withoutAProject_saysHowToGiveOne()
{
    const CliResult result = cli({"runs"});
    EXPECT_CODE(result, 2);
    QVERIFY(result.errors.contains("--project DIR"));
}

void TestCommandLine::jsonMode_printsOneObject_alsoForErrors()
{
    const CliResult missing = cli({"info", "no such file.nii.gz", "--json"});
    EXPECT_CODE(missing, 3);
    QCOMPARE(missing.json()["error"].toObject()["code"].toString(), QString("not_found"));
    QVERIFY(missing.json()["error"].toObject()["text"].toString().contains("no such file.nii.gz"));
    const CliResult usage = cli({"info", "--json"});
    EXPECT_CODE(usage, 2);
    QVERIFY(usage.json().contains("error"));
}

void TestCommandLine::theRoadToTheStore_worksInAPathWithSpacesAndUmlauts()
{
    CliResult result =
        cli({"phantom", "Task07_Künstlich", "--cases", "6", "--size", "20,22,24", "--tests", "1", "--json"});
    EXPECT_CODE(result, 0);
    QCOMPARE(result.json()["cases"].toInt(), 6);
    result = cli({"new", m_project, "--name", "Größe", "--json"});
    EXPECT_CODE(result, 0);
    QCOMPARE(result.json()["name"].toString(), QString("Größe"));
    result = cli({"import", "Task07_Künstlich", "--project", m_project, "--json"});
    EXPECT_CODE(result, 0);
    QCOMPARE(result.json()["training"].toInt(), 6);
    QCOMPARE(result.json()["test"].toInt(), 1);
    const QString dataset = result.json()["dataset"].toString();
    QVERIFY2(dataset.startsWith("Dataset007_"), dataset.toUtf8().constData());
    result = cli({"verify", "--project", m_project, "--json"});
    EXPECT_CODE(result, 0);
    QCOMPARE(result.json()["error"].toInt(), 0);
    result = cli({"fingerprint", "--project", m_project, "--json"});
    EXPECT_CODE(result, 0);
    QCOMPARE(result.json()["fingerprint"].toObject()["spacings"].toArray().size(), 6);
    result = cli({"plan", "--project", m_project, "--json"});
    EXPECT_CODE(result, 0);
    QVERIFY(result.json()["plan"].toObject()["configurations"].toObject().contains("3d_fullres"));
    result = cli({"preprocess", "-c", "3d_fullres", "--project", m_project, "--json"});
    EXPECT_CODE(result, 0);
    QCOMPARE(result.json()["configurations"].toArray()[0].toObject()["done"].toInt(), 6);
    result = cli({"splits", "--project", m_project, "--json"});
    EXPECT_CODE(result, 0);
    QCOMPARE(result.json()["splits"].toArray().size(), 5);

    const QString preprocessed = m_project + "/preprocessed/" + dataset;
    for (const QString& file :
         {m_project + "/project.db", m_project + "/datasets/" + dataset + "/dataset.json",
          preprocessed + "/dataset_fingerprint.json", preprocessed + "/nnUNetPlans.json",
          preprocessed + "/nnUNetPlans/plans.json", preprocessed + "/splits_final.json"}) {
        QVERIFY2(QFile::exists(file), file.toUtf8().constData());
    }
    QCOMPARE(QDir(preprocessed + "/nnUNetPlans/3d_fullres").entryList({"*_label.npy"}).size(), 6);
}

void TestCommandLine::aSecondPreprocess_keepsEverything()
{
    const CliResult result = cli({"preprocess", "-c", "3d_fullres", "--project", m_project, "--json"});
    EXPECT_CODE(result, 0);
    const QJsonObject configuration = result.json()["configurations"].toArray()[0].toObject();
    QCOMPARE(configuration["kept"].toInt(), 6);
    QCOMPARE(configuration["done"].toInt(), 0);
}

void TestCommandLine::theCurrentFolder_andTheEnvironment_nameAProject()
{
    EXPECT_CODE(runCli({"runs"}, m_project), 0);
    qputenv("SEGWRIGHT_PROJECT", m_project.toUtf8());
    QProcess process;
    process.start(SEG_CLI, {"runs", "--json"});
    QVERIFY(process.waitForFinished());
    qunsetenv("SEGWRIGHT_PROJECT");
    QCOMPARE(process.exitCode(), 0);
    QVERIFY(QJsonDocument::fromJson(process.readAllStandardOutput()).object()["runs"].isArray());
}

void TestCommandLine::aMissingSource_ends3_andMakesNothing()
{
    const CliResult result = cli({"import", "Task99_Nowhere", "--project", m_project});
    EXPECT_CODE(result, 3);
    QVERIFY(result.errors.contains("Task99_Nowhere"));
    QVERIFY(result.errors.contains("there is no such file or folder"));
    EXPECT_CODE(cli({"run", "Task99_Nowhere", "--quick"}), 3);
    QVERIFY(!QDir(path("Task99_Nowhere.segwright")).exists());
}

void TestCommandLine::aTruncatedScan_isFoundByVerify_whichEnds3()
{
    const QString project = path("Broken.segwright");
    EXPECT_CODE(cli({"phantom", "Task08_Broken", "--cases", "5", "--size", "20,20,20"}), 0);
    EXPECT_CODE(cli({"new", project}), 0);
    EXPECT_CODE(cli({"import", "Task08_Broken", "--project", project}), 0);
    const QDir images(project + "/datasets/Dataset008_Broken/imagesTr");
    const QString victim = images.filePath(images.entryList(QDir::Files, QDir::Name).at(2));
    QFile file(victim);
    QVERIFY(file.resize(file.size() / 2));
    const CliResult result = cli({"verify", "--project", project, "--json"});
    EXPECT_CODE(result, 3);
    QCOMPARE(result.json()["error"].toInt(), 1);
    QVERIFY(!result.json()["issues"].toArray().isEmpty());
    const CliResult preprocess = cli({"plan", "--project", project});
    EXPECT_CODE(preprocess, 3); // the sentence names the case
    QVERIFY2(preprocess.errors.contains("cannot"), preprocess.errors.constData());
}

void TestCommandLine::twoDimensionalTasks_arePlannedAs2d()
{
    const QString project = path("Flat.segwright");
    EXPECT_CODE(cli({"phantom", "Task09_Flat", "--two-d", "--cases", "5", "--size", "40,48,1"}), 0);
    EXPECT_CODE(cli({"new", project}), 0);
    EXPECT_CODE(cli({"import", "Task09_Flat", "--project", project}), 0);
    const CliResult result = cli({"plan", "--project", project, "--json"});
    EXPECT_CODE(result, 0);
    const QJsonObject configurations = result.json()["plan"].toObject()["configurations"].toObject();
    QVERIFY(configurations.contains("2d"));
    QVERIFY(!configurations.contains("3d_fullres"));
}

void TestCommandLine::infoGivesItksNumbers()
{
    const QDir images(path("Task07_Künstlich/imagesTr"));
    const CliResult result =
        cli({"info", images.filePath(images.entryList(QDir::Files, QDir::Name).first()), "--json"});
    EXPECT_CODE(result, 0);
    const QJsonObject info = result.json();
    QCOMPARE(info["size"].toArray(), (QJsonArray{20, 22, 24})); // i, j, k as given to --size
    QCOMPARE(info["spacing"].toArray().size(), 3);
    QCOMPARE(info["origin"].toArray().size(), 3);
    QCOMPARE(info["direction"].toArray().size(), 9);
    QCOMPARE(info["channels"].toInt(), 1);
    QVERIFY(info["minimum"].toDouble() <= info["mean"].toDouble());
    QVERIFY(info["mean"].toDouble() <= info["maximum"].toDouble());
    QVERIFY(!info["type"].toString().isEmpty());
}

void TestCommandLine::evaluatingTheTruthAgainstItself_isPerfect()
{
    const QString truth = path("Task07_Künstlich/labelsTr");
    const QString file = path("summary.json");
    const CliResult result =
        cli({"evaluate", "--predictions", truth, "--truth", truth, "-o", file, "--json"});
    EXPECT_CODE(result, 0);
    QCOMPARE(result.json()["foreground_mean"].toObject()["Dice"].toDouble(), 1.0);
    const QJsonObject written = QJsonDocument::fromJson(contentOf(file)).object();
    QCOMPARE(written["metric_per_case"].toArray().size(), 6);
    const CliResult region = cli(
        {"evaluate", "--predictions", truth, "--truth", truth, "-o", file, "--regions", "1+2,2", "--json"});
    EXPECT_CODE(region, 0);
    QVERIFY(region.json()["mean"].toObject().contains("(1, 2)"));
    EXPECT_CODE(cli({"evaluate", "--predictions", truth, "--truth", truth, "-o", file, "--labels", "0"}), 2);
    EXPECT_CODE(cli({"evaluate", "--predictions", truth, "--truth", path("nowhere"), "-o", file}), 3);
}

void TestCommandLine::planOnPaper_equalsTheReference_data()
{
    QTest::addColumn<QString>("dataset");
    QTest::newRow("hippocampus") << "Dataset004_Hippocampus";
    QTest::newRow("brain tumour excerpt") << "Dataset001_BrainTumourExcerpt";
}

void TestCommandLine::planOnPaper_equalsTheReference()
{
    QFETCH(const QString, dataset);
    const QString reference = QString(SEG_SHARED_DATA) + "/peer/reference/" + dataset;
    if (!QFile::exists(reference + "/nnUNetPlans.json")) {
        QSKIP("the reference's plans are not on this machine");
    }
    const CliResult result = cli({"plan", "--fingerprint", reference + "/dataset_fingerprint.json",
                                  "--dataset", reference + "/dataset.json", "-o", path("plans.json")});
    EXPECT_CODE(result, 0);
    QJsonObject ours = QJsonDocument::fromJson(contentOf(path("plans.json"))).object();
    ours.remove("segwright_reasons");
    const QJsonObject theirs = QJsonDocument::fromJson(contentOf(reference + "/nnUNetPlans.json")).object();
    for (const QString& key : theirs.keys()) {
        QVERIFY2(
            ours[key] == theirs[key],
            (key + ": " + QJsonDocument(QJsonObject{{"ours", ours[key]}, {"theirs", theirs[key]}}).toJson())
                .toUtf8()
                .constData());
    }
    QCOMPARE(ours.keys(), theirs.keys());
}

void TestCommandLine::planOnPaper_withHalfItsFiles_isWrongUsage()
{
    const CliResult result = cli({"plan", "--fingerprint", "a.json", "-o", "b.json"});
    EXPECT_CODE(result, 2);
    QVERIFY(result.errors.contains("all three"));
}

void TestCommandLine::splitsEqualTheReference()
{
    const QString reference =
        QString(SEG_SHARED_DATA) + "/peer/reference/Dataset004_Hippocampus/splits_final.json";
    const QString source = QString(SEG_SHARED_DATA) + "/data/Task04_Hippocampus";
    if (!QFile::exists(reference) || !QDir(source).exists()) {
        QSKIP("the reference's splits or the hippocampus data are not on this machine");
    }
    const QString project = path("Hippocampus.segwright");
    EXPECT_CODE(cli({"new", project}), 0);
    EXPECT_CODE(cli({"import", source, "--reference", "--project", project}), 0);
    const CliResult result = cli({"splits", "-d", "4", "--project", project, "--json"});
    EXPECT_CODE(result, 0);
    QCOMPARE(result.json()["splits"].toArray(), QJsonDocument::fromJson(contentOf(reference)).array());
    QCOMPARE(contentOf(result.json()["file"].toString()).trimmed(),
             contentOf(reference).trimmed()); // byte for byte
}

void TestCommandLine::doctorDescribesTheMachine()
{
    const CliResult result = cli({"doctor", "--json"});
    EXPECT_CODE(result, 0);
    QVERIFY(result.json()["cores"].toInt() >= 1);
    QVERIFY(result.json()["memory_bytes"].toDouble() > 1e8);
    QVERIFY(result.json()["disk"].toObject()["free_bytes"].toDouble() > 0);
    QVERIFY(result.json()["libtorch"].toString().startsWith("2."));
    QVERIFY(result.json()["problems"].isArray());
}

void TestCommandLine::completionScripts_areAcceptedByTheirShell()
{
    for (const char* shell : {"bash", "zsh", "fish"}) {
        const CliResult result = cli({"completion", shell});
        EXPECT_CODE(result, 0);
        QVERIFY(result.output.contains("preprocess") && result.output.contains("validation-iterations"));
    }
    QProcess bash;
    bash.start(
        "bash",
        {"-c",
         "eval \"$1\"; COMP_WORDS=(segwright-cli pre); COMP_CWORD=1; _segwright_cli; echo ${COMPREPLY[@]}",
         "-", cli({"completion", "bash"}).output});
    QVERIFY(bash.waitForFinished());
    QCOMPARE(bash.readAllStandardOutput().trimmed().split(' '), (QByteArrayList{"preprocess", "predict"}));
}

void TestCommandLine::importingAnNnunetDataset_keepsIts_name()
{
    const QString raw =
        m_project + "/datasets/" + QDir(m_project + "/datasets").entryList({"Dataset007_*"}).value(0);
    const QString project = path("FromRaw.segwright");
    EXPECT_CODE(cli({"new", project}), 0);
    const CliResult result = cli({"import", raw, "--reference", "--project", project, "--json"});
    EXPECT_CODE(result, 0);
    QCOMPARE(result.json()["dataset"].toString(), QDir(raw).dirName());
    QCOMPARE(result.json()["training"].toInt(), 6);
    EXPECT_CODE(cli({"verify", "--project", project}), 0);
    EXPECT_CODE(cli({"import", raw, "--project", project}), 2); // it is there already
}

void TestCommandLine::aTarWithHiddenFiles_andWithoutTestScans_isImported_data()
{
    QTest::addColumn<QString>("archive");
    QTest::newRow("tar") << "Aufgabe 7.tar";
    QTest::newRow("tar.gz") << "Aufgabe 7.tar.gz";
}

void TestCommandLine::aTarWithHiddenFiles_andWithoutTestScans_isImported()
{
    QFETCH(const QString, archive);
    const QString task = path("Task07_Künstlich");
    for (const char* hidden :
         {"/._dataset.json", "/imagesTr/._phantom_001.nii.gz", "/labelsTr/._phantom_001.nii.gz"}) {
        QFile file(task + hidden); // as macOS writes them into archives
        QVERIFY(file.open(QIODevice::WriteOnly));
    }
    QCOMPARE(QProcess::execute(
                 "tar", {"-C", m_root, "--exclude=imagesTs", "-caf", path(archive), "Task07_Künstlich"}),
             0);
    const QString project = path("Aus " + archive + ".segwright");
    EXPECT_CODE(cli({"new", project}), 0);
    const CliResult result = cli({"import", archive, "--project", project, "--json"});
    EXPECT_CODE(result, 0);
    QCOMPARE(result.json()["training"].toInt(), 6);
    QCOMPARE(result.json()["test"].toInt(), 0);
    QCOMPARE(
        QDir(project).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot).filter("unpacking"),
        QStringList()); // the unpacked copy is gone
    const CliResult check = cli({"verify", "--project", project, "--json"});
    EXPECT_CODE(check, 0);
    QCOMPARE(check.json()["cases"].toInt(), 6);
}

void TestCommandLine::aFolderThatMayNotBeWritten_ends4()
{
    // sysfs is closed to the owner of the machine as well; a container may have a plain folder in its place.
    if (!QFileInfo::exists(QStringLiteral("/sys/kernel"))) {
        QSKIP("no folder here that even root may not write to");
    }
    const CliResult result = cli({"new", "/sys/here.segwright"});
    EXPECT_CODE(result, 4);
    QVERIFY2(result.errors.startsWith("error: cannot create folder /sys/here.segwright: "),
             result.errors.constData());
}

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_CommandLine.moc"
