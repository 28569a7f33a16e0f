// SPDX-License-Identifier: Apache-2.0
#include "core/training/RunDirectory.h"
#include "tests/support/CliProcess.h"
#include "tests/support/DicomFolder.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using seg::test::CliResult;
using seg::test::runCli;

/// Training from the command line on a phantom of a few voxels: the whole road, stopping, killing and
/// resuming.
class TestCommandLineTraining final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void theWholeRoad_leavesMasksSummaryAndReport();
    void theSameCommandAgain_skipsEveryStep();
    void eventsAndDatabase_tellTheSame();
    void everyEpochEvent_hasTheFieldsOfTheContract();
    void jsonMode_printsOneObjectOnly_data();
    void jsonMode_printsOneObjectOnly();
    void aFolderOfScans_isSegmented_andContinued();
    void aDicomFolder_isSegmented_inItsOwnGrid();
    void aSeriesThatCannotBeRead_isToldAmongSeveral_andEnds5();
    void aBadScanAmongGoodOnes_ends5();
    void aCopiedRunFolder_segmentsWithoutAProject();
    void aScanWithTooManyChannels_ends3();
    void aDeviceThatIsNotThere_ends1();
    void ctrlC_ends130_andResumeFinishes();
    void ctrlC_anywhereOnTheRoad_ends130_andTheSameCommandGoesOn();
    void stopFromAnotherProcess_endsTheRun();
    void aKilledRun_showsAsLost_andResumes();
    void aDetachedRun_outlivesItsStarter();
    void unknownTrainingOptions_end2_namingTheNearest();
    void benchmarksWriteTheirRecord();

private:
    [[nodiscard]] CliResult cli(QStringList arguments) const
    {
        return runCli(arguments << "--project" << m_project, m_root);
    }
    [[nodiscard]] QJsonObject run(int number) const;
    [[nodiscard]] int addLongRun(QProcess& process) const;
    QTemporaryDir m_dir;
    QString m_root;
    QString m_project;
    QString m_task;
};

namespace {

const QStringList kShort{"--epochs",  "2", "--iterations", "2", "--validation-iterations", "1",
                         "--threads", "1"};

/// Ends a process that a failing check left behind.
class RunningCli {
public:
    ~RunningCli()
    {
        if (process.state() != QProcess::NotRunning) {
            process.kill();
            process.waitForFinished();
        }
    }
    QProcess process;
};

} // namespace

QJsonObject TestCommandLineTraining::run(int number) const
{
    for (const QJsonValue& value : cli({"runs", "--json"}).json()["runs"].toArray()) {
        if (value.toObject()["run"].toInt() == number) {
            return value.toObject();
        }
    }
    return {};
}

/// Starts a training that goes on for long and waits until its first epoch is done. \return its number.
int TestCommandLineTraining::addLongRun(QProcess& process) const
{
    process.start(SEG_CLI,
                  QStringList{"train", "--epochs", "5000", "--iterations", "1", "--validation-iterations",
                              "1", "--threads", "1", "--project", m_project});
    QByteArray output;
    while (!output.contains("epoch 1/5000") && process.waitForReadyRead(60'000)) {
        output += process.readAllStandardOutput();
    }
    const QRegularExpressionMatch number = QRegularExpression("run (\\d+):").match(output);
    if (!output.contains("epoch 1/5000") || !number.hasMatch()) {
        qWarning() << output << process.readAllStandardError();
        return 0;
    }
    return number.captured(1).toInt();
}

void TestCommandLineTraining::initTestCase()
{
    m_root = m_dir.path() + "/Übung 1";
    QVERIFY(QDir().mkpath(m_root));
    m_project = m_root + "/Kleines Phantom.segwright";
    m_task = m_root + "/Task07_Klein";
    EXPECT_CODE(runCli({"phantom", m_task, "--cases", "5", "--size", "16,16,16", "--tests", "2"}), 0);
}

void TestCommandLineTraining::cleanup()
{
    for (const QJsonValue& value : cli({"runs", "--json"}).json()["runs"].toArray()) {
        const QString state = value.toObject()["state"].toString();
        if (state == "running" || state == "preparing") {
            ::kill(static_cast<pid_t>(value.toObject()["process"].toInteger()), SIGKILL);
        }
    }
}

void TestCommandLineTraining::theWholeRoad_leavesMasksSummaryAndReport()
{
    const CliResult result = cli(QStringList{"run", m_task, "--json"} + kShort);
    EXPECT_CODE(result, 0);
    const QJsonObject json = result.json();
    QCOMPARE(json["run"].toObject()["state"].toString(), QString("finished"));
    QCOMPARE(json["run"].toObject()["epochs_done"].toInt(), 2);
    QVERIFY(json["run"].toObject()["validation_dice"].isDouble());
    QCOMPARE(QDir(json["masks"].toString()).entryList({"*.nii.gz"}).size(), 2);
    QVERIFY(QFile::exists(json["summary"].toString()));
    QVERIFY(QFile::exists(json["report"].toString()));
    QCOMPARE(json["steps"].toArray().size(), 9);
    const QString folder = json["run"].toObject()["folder"].toString();
    for (const char* file : {"plan.json", "dataset.json", "options.json", "events.jsonl", "log.txt",
                             "progress.png", "checkpoints/final.pt", "validation/summary.json"}) {
        QVERIFY2(QFile::exists(folder + "/" + file), file);
    }
}

void TestCommandLineTraining::theSameCommandAgain_skipsEveryStep()
{
    QElapsedTimer timer;
    timer.start();
    const CliResult result = cli(QStringList{"run", m_task, "--json"} + kShort);
    EXPECT_CODE(result, 0);
    for (const QJsonValue& step : result.json()["steps"].toArray()) {
        QVERIFY2(step.toObject()["skipped"].toBool(),
                 step.toObject()["step"].toString().toUtf8().constData());
    }
    QVERIFY2(timer.elapsed() < 10'000, QByteArray::number(timer.elapsed()).constData());
}

void TestCommandLineTraining::eventsAndDatabase_tellTheSame()
{
    const QJsonObject record = run(1);
    const auto events =
        seg::training::readEvents(record["folder"].toString().toStdString() + "/events.jsonl");
    int epochs = 0;
    int cases = 0;
    double validation = -1.0;
    for (const seg::Json& event : events) {
        epochs += event["type"] == "epoch" ? 1 : 0;
        cases += event["type"] == "validation_case" ? 1 : 0;
        validation = event["type"] == "finished" ? event["validation_dice"].get<double>() : validation;
    }
    QCOMPARE(epochs, record["epochs_done"].toInt());
    QCOMPARE(cases, 1); // five cases, five folds
    QCOMPARE(validation, record["validation_dice"].toDouble());
    QCOMPARE(events.back()["state"].get<std::string>(), std::string("finished"));
}

void TestCommandLineTraining::everyEpochEvent_hasTheFieldsOfTheContract()
{
    const std::vector<std::string> keys{
        "time",      "type",     "epoch",         "train_loss", "validation_loss", "dice",
        "mean_dice", "ema_dice", "learning_rate", "seconds",    "memory_mib"};
    const QStringList types{"started", "iteration", "epoch", "validation_case", "checkpoint",
                            "state",   "warning",   "error", "finished"};
    for (const seg::Json& event :
         seg::training::readEvents(run(1)["folder"].toString().toStdString() + "/events.jsonl")) {
        const std::string type = event["type"];
        QVERIFY2(types.contains(QString::fromStdString(type)), type.c_str());
        QVERIFY(event["time"].get<std::string>().ends_with("Z"));
        if (type != "epoch") {
            continue;
        }
        std::vector<std::string> found;
        for (const auto& item : event.items()) {
            found.push_back(item.key());
        }
        QCOMPARE(found, keys);
        QCOMPARE(event["dice"].size(), std::size_t{2}); // one for each class
        QVERIFY(event["seconds"].get<double>() > 0.0 && event["memory_mib"].get<double>() > 0.0);
    }
}

void TestCommandLineTraining::jsonMode_printsOneObjectOnly_data()
{
    QTest::addColumn<QStringList>("command");
    QTest::addColumn<int>("code");
    const QString labels = m_task + "/labelsTr";
    QTest::newRow("runs") << QStringList{"runs"} << 0;
    QTest::newRow("verify") << QStringList{"verify"} << 0;
    QTest::newRow("fingerprint") << QStringList{"fingerprint"} << 0;
    QTest::newRow("plan") << QStringList{"plan"} << 0;
    QTest::newRow("preprocess") << QStringList{"preprocess", "-c", "3d_fullres"} << 0;
    QTest::newRow("splits") << QStringList{"splits"} << 0;
    QTest::newRow("report") << QStringList{"report", "1"} << 0;
    QTest::newRow("doctor") << QStringList{"doctor"} << 0;
    QTest::newRow("evaluate") << QStringList{"evaluate", "--predictions",   labels, "--truth", labels,
                                             "-o",       m_root + "/e.json"}
                              << 0;
    QTest::newRow("an error while working") << QStringList{"stop", "1"} << 2;
    QTest::newRow("a usage error") << QStringList{"train", "--epochs", "many"} << 2;
    QTest::newRow("a run that is not there") << QStringList{"resume", "77"} << 3;
}

void TestCommandLineTraining::jsonMode_printsOneObjectOnly()
{
    QFETCH(const QStringList, command);
    QFETCH(const int, code);
    const CliResult result = cli(command + QStringList{"--json"});
    EXPECT_CODE(result, code);
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(result.output, &problem);
    QVERIFY2(problem.error == QJsonParseError::NoError, result.output.constData()); // also: nothing behind it
    QVERIFY(document.isObject() && !document.object().isEmpty());
    QCOMPARE(document.object().contains("error") && document.object()["error"].isObject(), code != 0);
}

void TestCommandLineTraining::aFolderOfScans_isSegmented_andContinued()
{
    const QString scans = m_task + "/imagesTs";
    const QString masks = m_root + "/masks";
    const QStringList command{"predict", "--run", "1", "-i", scans, "-o", masks, "--no-mirroring", "--json"};
    CliResult result = cli(command);
    EXPECT_CODE(result, 0);
    QCOMPARE(result.json()["done"].toInt(), 2);
    QVERIFY(QFile::remove(QDir(masks).filePath(QDir(masks).entryList({"*.nii.gz"}).first())));
    result = cli(command);
    EXPECT_CODE(result, 0);
    QCOMPARE(result.json()["done"].toInt(), 1);
    QCOMPARE(result.json()["kept"].toInt(), 1);
    const QString scan = QDir(scans).filePath(QDir(scans).entryList({"*.nii.gz"}).first());
    const QString mask = QDir(masks).filePath(QDir(masks).entryList({"*.nii.gz"}).first());
    const QJsonObject a = runCli({"info", scan, "--json"}).json();
    const QJsonObject b = runCli({"info", mask, "--json"}).json();
    for (const char* key : {"size", "spacing", "origin", "direction"}) {
        QVERIFY2(a[key] == b[key], key);
    }
}

void TestCommandLineTraining::aDicomFolder_isSegmented_inItsOwnGrid()
{
    const std::filesystem::path folder = m_root.toStdString();
    seg::test::writeDicomSeries(folder / "DICOM" / "Patient 7", {"1.2.3", "T1 post", 16, 18, 16});
    seg::test::writeDicomSeries(folder / "DICOM" / "Patient 7", {"1.2.4", "Scout", 3, 4, 3, -1, "s"});
    const QString scans = m_root + "/DICOM/Patient 7";
    const QString masks = m_root + "/DICOM masks";
    CliResult result = cli(
        {"predict", "--run", "1", "-i", scans, "--series", "T1", "-o", masks, "--no-mirroring", "--json"});
    EXPECT_CODE(result, 0);
    QCOMPARE(result.json()["done"].toInt(), 1);
    QVERIFY(result.json()["left_out"].isArray() && result.json()["left_out"].toArray().isEmpty());
    const QJsonObject series = runCli({"info", scans, "--json"}).json()["series"].toArray()[1].toObject();
    QCOMPARE(series["description"].toString(), QString("T1 post"));
    const QJsonObject mask = runCli({"info", masks + "/T1_post.nii.gz", "--json"}).json();
    QVERIFY(series["size"] == mask["size"]);
    for (const char* key : {"spacing", "origin", "direction"}) { // NIfTI stores them as 32-bit floats
        const QJsonArray a = series[key].toArray();
        const QJsonArray b = mask[key].toArray();
        for (int i = 0; i < a.size(); ++i) {
            QVERIFY2(qAbs(a[i].toDouble() - b[i].toDouble()) < 1e-4, key);
        }
    }
    result = cli({"predict", "--run", "1", "-i", scans, "-o", m_root + "/one.nii.gz"});
    EXPECT_CODE(result, 2);
    QVERIFY2(result.errors.contains("cannot write the masks of 2 scans to one file"),
             result.errors.constData());
}

void TestCommandLineTraining::aSeriesThatCannotBeRead_isToldAmongSeveral_andEnds5()
{
    const QString study = m_root + "/Studie";
    seg::test::writeDicomStudy(study.toStdString());
    const QStringList command{"predict",       "--run", "1", "-i", study, "-o", m_root + "/study masks",
                              "--no-mirroring"};
    CliResult result = cli(command);
    EXPECT_CODE(result, 5);
    QVERIFY2(result.output.contains("2 scans segmented, 0 kept, 0 failed, 1 left out"),
             result.output.constData());
    QVERIFY2(result.errors.contains("left out: cannot read the DICOM series Localizer"),
             result.errors.constData());
    result = cli(command + QStringList{"--json"});
    EXPECT_CODE(result, 5);
    QCOMPARE(result.json()["kept"].toInt(), 2);
    const QJsonArray leftOut = result.json()["left_out"].toArray();
    QCOMPARE(leftOut.size(), 1);
    const QJsonObject item = leftOut[0].toObject();
    QVERIFY2(item["input"].toString().startsWith("Localizer ("), qPrintable(item["input"].toString()));
    QVERIFY2(item["text"].toString().contains("do not all point the same way"),
             qPrintable(item["text"].toString()));
}

void TestCommandLineTraining::aBadScanAmongGoodOnes_ends5()
{
    const QString mixed = m_root + "/mixed";
    QVERIFY(QDir().mkpath(mixed));
    const QDir scans(m_task + "/imagesTs");
    QVERIFY(QFile::copy(scans.filePath(scans.entryList({"*.nii.gz"}).first()), mixed + "/good.nii.gz"));
    QFile bad(mixed + "/bad.nii.gz");
    QVERIFY(bad.open(QIODevice::WriteOnly));
    bad.write("this is no image");
    bad.close();
    const CliResult result = cli(
        {"predict", "--run", "1", "-i", mixed, "-o", m_root + "/mixed masks", "--no-mirroring", "--json"});
    EXPECT_CODE(result, 5);
    QCOMPARE(result.json()["done"].toInt(), 1);
    QCOMPARE(result.json()["failures"].toArray()[0].toObject()["case"].toString(), QString("bad"));
    QVERIFY(QFile::exists(m_root + "/mixed masks/good.nii.gz"));
}

void TestCommandLineTraining::aCopiedRunFolder_segmentsWithoutAProject()
{
    const QString copy = m_root + "/copied model";
    QProcess process;
    process.start("cp", {"-r", run(1)["folder"].toString(), copy});
    QVERIFY(process.waitForFinished() && process.exitCode() == 0);
    const QDir scans(m_task + "/imagesTs");
    const QString mask = m_root + "/one mask.nii.gz";
    const CliResult result =
        runCli({"predict", "--model", copy, "-i", scans.filePath(scans.entryList({"*.nii.gz"}).first()), "-o",
                mask, "--no-mirroring"},
               m_root);
    EXPECT_CODE(result, 0);
    QVERIFY(QFile::exists(mask));
}

void TestCommandLineTraining::aScanWithTooManyChannels_ends3()
{
    const QString task = m_root + "/Task06_Zwei";
    EXPECT_CODE(
        runCli({"phantom", task, "--cases", "1", "--tests", "1", "--channels", "2", "--size", "16,16,16"}),
        0);
    const CliResult result =
        cli({"predict", "--run", "1", "-i", task + "/imagesTs", "-o", m_root + "/never"});
    EXPECT_CODE(result, 3);
    QVERIFY2(result.errors.contains("cannot segment a scan with 2 channels: the model was trained on 1"),
             result.errors.constData());
}

void TestCommandLineTraining::aDeviceThatIsNotThere_ends1()
{
    const CliResult result = cli({"predict", "--run", "1", "-i", m_task + "/imagesTs", "-o",
                                  m_root + "/no device", "--device", "cuda:99"});
    EXPECT_CODE(result, 1);
    QVERIFY2(result.errors.contains("error: cannot compute on 'cuda:99': "), result.errors.constData());
    QVERIFY(!QFile::exists(m_root + "/no device"));
}

void TestCommandLineTraining::ctrlC_anywhereOnTheRoad_ends130_andTheSameCommandGoesOn()
{
    const QString project = m_root + "/Unterbrochen.segwright";
    const QStringList command = QStringList{"run", m_task, "--project", project} + kShort;
    for (const char* step : {"== import", "== check", "== plan", "== preprocess", "== train"}) {
        RunningCli road;
        road.process.start(SEG_CLI, command);
        QByteArray output;
        while (!output.contains(step) && road.process.waitForReadyRead(60'000)) {
            output += road.process.readAllStandardOutput();
        }
        QVERIFY2(output.contains(step), output.constData());
        ::kill(static_cast<pid_t>(road.process.processId()), SIGINT);
        QVERIFY2(road.process.waitForFinished(5000), step);
        QVERIFY2(road.process.exitStatus() == QProcess::NormalExit && road.process.exitCode() == 130, step);
    }
    EXPECT_CODE(runCli(command, m_root), 0);
    const QJsonArray runs = runCli({"runs", "--json", "--project", project}).json()["runs"].toArray();
    QCOMPARE(runs.size(), 1);
    QCOMPARE(runs[0].toObject()["state"].toString(), QString("finished"));
    QCOMPARE(QDir(project + "/datasets").entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
             QStringList{"Dataset007_Klein"});
}

void TestCommandLineTraining::ctrlC_ends130_andResumeFinishes()
{
    RunningCli cliProcess;
    const int number = addLongRun(cliProcess.process);
    QVERIFY(number > 0);
    ::kill(static_cast<pid_t>(cliProcess.process.processId()), SIGINT);
    QVERIFY(cliProcess.process.waitForFinished(5000));
    QCOMPARE(cliProcess.process.exitCode(), 130);
    QCOMPARE(run(number)["state"].toString(), QString("stopped"));
    const int done = run(number)["epochs_done"].toInt();
    RunningCli again;
    again.process.start(SEG_CLI,
                        {"resume", QString::number(number), "--threads", "1", "--project", m_project});
    QTRY_VERIFY_WITH_TIMEOUT(run(number)["epochs_done"].toInt() > done, 60'000);
    ::kill(static_cast<pid_t>(again.process.processId()), SIGINT);
    QVERIFY(again.process.waitForFinished(5000));
}

void TestCommandLineTraining::stopFromAnotherProcess_endsTheRun()
{
    RunningCli cliProcess;
    const int number = addLongRun(cliProcess.process);
    QVERIFY(number > 0);
    EXPECT_CODE(cli({"resume", QString::number(number)}), 2); // it is training already
    EXPECT_CODE(cli({"stop", QString::number(number)}), 0);
    QVERIFY(cliProcess.process.waitForFinished(10'000));
    QCOMPARE(cliProcess.process.exitCode(), 0);
    QCOMPARE(run(number)["state"].toString(), QString("stopped"));
    EXPECT_CODE(cli({"stop", QString::number(number)}), 2);
}

void TestCommandLineTraining::aKilledRun_showsAsLost_andResumes()
{
    RunningCli cliProcess;
    const int number = addLongRun(cliProcess.process);
    QVERIFY(number > 0);
    ::kill(static_cast<pid_t>(cliProcess.process.processId()), SIGKILL);
    QVERIFY(cliProcess.process.waitForFinished(5000));
    const QJsonObject lost = run(number);
    QCOMPARE(lost["state"].toString(), QString("lost"));
    QVERIFY(lost["reason"].toString().contains("resume continues"));
    RunningCli again;
    again.process.start(SEG_CLI,
                        {"resume", QString::number(number), "--threads", "1", "--project", m_project});
    QTRY_COMPARE_WITH_TIMEOUT(run(number)["state"].toString(), QString("running"), 60'000);
    ::kill(static_cast<pid_t>(again.process.processId()), SIGINT);
    QVERIFY(again.process.waitForFinished(10'000));
}

void TestCommandLineTraining::aDetachedRun_outlivesItsStarter()
{
    const CliResult result =
        cli(QStringList{"train", "--detach", "--set", "validate_whole_volumes=false", "--json"} + kShort);
    EXPECT_CODE(result, 0);
    const int number = result.json()["run"].toInt();
    QTRY_COMPARE_WITH_TIMEOUT(run(number)["state"].toString(), QString("finished"), 120'000);
    QVERIFY(run(number)["process"].toInt() == result.json()["process"].toInt());
}

void TestCommandLineTraining::unknownTrainingOptions_end2_namingTheNearest()
{
    const CliResult result = cli({"train", "--set", "learnign_rate=0.1"});
    EXPECT_CODE(result, 2);
    QVERIFY(result.errors.contains("learning_rate"));
    const CliResult configuration = cli({"train", "-c", "4d"});
    EXPECT_CODE(configuration, 2);
    QVERIFY(configuration.errors.contains("3d_fullres"));
}

void TestCommandLineTraining::benchmarksWriteTheirRecord()
{
    const QString file = m_root + "/record.json";
    CliResult result = cli({"benchmark", "preprocess", "-o", file, "--json"});
    EXPECT_CODE(result, 0);
    QCOMPARE(result.json()["latency_seconds"].toObject()["samples"].toInt(), 5);
    QVERIFY(result.json()["throughput"].toObject()["value"].toDouble() > 0.0);
    QVERIFY(result.json()["environment"].toObject().contains("processor"));
    result = cli({"benchmark", "preprocess", "--baseline", file, "--json"});
    QVERIFY(result.json()["mean_relative_to_baseline"].toDouble() > 0.0);
    for (const char* figure : {"mean", "p99", "throughput", "total", "processor", "peak_memory"}) {
        QVERIFY2(result.json()["relative_to_baseline"].toObject()[figure].toDouble() > 0.0, figure);
    }
    result = cli({"benchmark", "train", "--baseline", file});
    EXPECT_CODE(result, 3);
    QVERIFY2(result.errors.contains("it measured preprocess of "), result.errors.constData());
    result = cli({"benchmark", "train", "--repeat", "40", "--warm-up", "1", "--threads", "1", "--json"});
    EXPECT_CODE(result, 0);
    QVERIFY(result.json()["latency_seconds"].toObject()["mean"].toDouble() > 0.0);
}

QTEST_GUILESS_MAIN(TestCommandLineTraining)
#include "tst_CommandLineTraining.moc"
