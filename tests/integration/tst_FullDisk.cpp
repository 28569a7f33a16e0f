// SPDX-License-Identifier: Apache-2.0
#include "database/Project.h"
#include "tests/support/CliProcess.h"
#include "tests/support/DatabaseRows.h"
#include "tests/support/FolderState.h"
#include "tests/support/FullDisk.h"
#include "tests/support/TempFolder.h"

#include <QJsonArray>
#include <QTest>

#include <memory>

using seg::test::CliResult;
using seg::test::runCli;
namespace fs = std::filesystem;

/// A disk that fills up under every verb that writes: it ends with 4 and a sentence that names the file and
/// the remedy, nothing half-written stays, and with more space the same command goes on.
class TestFullDisk final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void anImportThatDoesNotFit_isRefusedBeforeItBegins();
    void aNewProject_leavesNoDatabase();
    void preprocessing_keepsTheFinishedCases_andGoesOn();
    void aTraining_fails_andResumes();
    void aTrainingBeyondTheFileSizeLimit_fails_andResumes();
    void aMaskThatDoesNotFit_isNotHalfWritten_andTheOthersStay();
    void aReportThatDoesNotFit_isNamed();

private:
    [[nodiscard]] QString path(const QString& name) const { return m_root + "/" + name; }
    /// Mounts a disk of so many KiB, with a copy of the project, less its run, when `withProject`.
    void mountDisk(int kibibytes, bool withProject);
    void fill(int kibibytesLeft) const;
    [[nodiscard]] QString onDisk(const QString& name) const { return path("disk/" + name); }
    [[nodiscard]] CliResult cli(const QStringList& arguments) const
    {
        return runCli(arguments + QStringList{"--project", onDisk("Voll.segwright")});
    }

    seg::test::TempFolder m_folder;
    QString m_root;
    QString m_project; ///< on the large disk: imported, planned, preprocessed, one run trained
    std::unique_ptr<seg::test::FullDisk> m_disk;
};

#define MOUNT_OR_SKIP(kibibytes, withProject)                                                                \
    mountDisk(kibibytes, withProject);                                                                       \
    if (QTest::currentTestFailed()) {                                                                        \
        return;                                                                                              \
    }                                                                                                        \
    if (!m_disk->isMounted()) {                                                                              \
        QSKIP("mounting a small file system needs more rights than this test has");                          \
    }

namespace {

const QStringList kShort{"--epochs",  "2", "--iterations", "2", "--validation-iterations", "1",
                         "--threads", "1"};

QString errorText(const CliResult& result)
{
    return result.json()["error"].toObject()["text"].toString();
}

QStringList unfinished(const QString& folder)
{
    QStringList found;
    for (const QString& name : seg::test::filesBelow(folder).keys()) {
        if (name.contains(".writing-") || name.contains(".importing") || name.contains(".unpacking")) {
            found << name;
        }
    }
    return found;
}

} // namespace

void TestFullDisk::initTestCase()
{
    m_root = QString::fromStdString(m_folder.path().string());
    m_project = path("Groß.segwright");
    const QString task = path("Task07_Klein");
    const QStringList project{"--project", m_project};
    EXPECT_CODE(runCli({"phantom", task, "--cases", "5", "--size", "24,24,24", "--tests", "2"}), 0);
    EXPECT_CODE(runCli({"new", m_project}), 0);
    EXPECT_CODE(runCli(QStringList{"import", task} + project), 0);
    EXPECT_CODE(runCli(QStringList{"plan"} + project), 0);
    EXPECT_CODE(runCli(QStringList{"preprocess", "-c", "3d_fullres"} + project), 0);
    EXPECT_CODE(runCli(QStringList{"train", "-c", "3d_fullres"} + kShort + project), 0);
}

void TestFullDisk::cleanup()
{
    m_disk.reset();
}

void TestFullDisk::mountDisk(int kibibytes, bool withProject)
{
    m_disk = std::make_unique<seg::test::FullDisk>(path("disk").toStdString(), kibibytes);
    if (m_disk->isMounted() && withProject) {
        const fs::path copy = onDisk("Voll.segwright").toStdString();
        fs::create_directory(copy);
        for (const auto& entry : fs::directory_iterator(m_project.toStdString())) {
            if (entry.path().filename() != "runs") { // the checkpoints are larger than the disk
                fs::copy(entry.path(), copy / entry.path().filename(), fs::copy_options::recursive);
            }
        }
    }
}

/// Leaves so much of the disk.
void TestFullDisk::fill(int kibibytesLeft) const
{
    const auto free = static_cast<qint64>(fs::space(m_disk->path()).available) - 1024 * kibibytesLeft;
    QVERIFY(free > 0);
    QFile filler(onDisk("filler"));
    QVERIFY(filler.open(QIODevice::WriteOnly));
    const QByteArray block(4096, 'x');
    for (qint64 written = 0; written < free; written += block.size()) {
        filler.write(block);
    }
}

void TestFullDisk::anImportThatDoesNotFit_isRefusedBeforeItBegins()
{
    MOUNT_OR_SKIP(900, false);
    EXPECT_CODE(runCli({"new", onDisk("Voll.segwright")}), 0);
    const fs::path project = onDisk("Voll.segwright").toStdString();
    const QStringList rows = seg::test::databaseRows(project);
    fill(100);
    const auto before = seg::test::filesBelow(onDisk("Voll.segwright"));
    const CliResult result = cli({"import", path("Task07_Klein"), "--json"});
    EXPECT_CODE(result, 4);
    QVERIFY2(errorText(result).startsWith("cannot import Task07_Klein into " +
                                          onDisk("Voll.segwright/datasets: it needs 0.")) &&
                 errorText(result).endsWith(" MiB are free; free some space or choose another place"),
             qPrintable(errorText(result)));
    QCOMPARE(seg::test::differences(before, seg::test::filesBelow(onDisk("Voll.segwright"))), QStringList());
    QCOMPARE(seg::test::databaseRows(project), rows);
    QVERIFY(m_disk->resize(4000));
    EXPECT_CODE(cli({"import", path("Task07_Klein")}), 0);
    EXPECT_CODE(cli({"verify"}), 0);
}

void TestFullDisk::aNewProject_leavesNoDatabase()
{
    MOUNT_OR_SKIP(200, false);
    fill(20);
    const CliResult result = runCli({"new", onDisk("Neu.segwright"), "--json"});
    EXPECT_CODE(result, 4);
    QVERIFY2(errorText(result).contains("the disk is full; free some space"), qPrintable(errorText(result)));
    QVERIFY(!QFile::exists(onDisk("Neu.segwright/project.db")));
    QVERIFY(m_disk->resize(4000));
    EXPECT_CODE(runCli({"new", onDisk("Neu.segwright")}), 0);
}

void TestFullDisk::preprocessing_keepsTheFinishedCases_andGoesOn()
{
    MOUNT_OR_SKIP(8000, true);
    const QString store = onDisk("Voll.segwright/preprocessed/Dataset007_Klein/nnUNetPlans/3d_fullres");
    QVERIFY(QDir(store).removeRecursively());
    fill(260); // a case takes about 90 KiB
    CliResult result = cli({"preprocess", "-c", "3d_fullres", "--threads", "1", "--json"});
    EXPECT_CODE(result, 4);
    QVERIFY2(errorText(result).startsWith("cannot write " + store + "/phantom_") &&
                 errorText(result).endsWith(": the disk is full; free some space or choose another place"),
             qPrintable(errorText(result)));
    QCOMPARE(unfinished(onDisk("Voll.segwright")), QStringList());
    QVERIFY(m_disk->resize(16000));
    result = cli({"preprocess", "-c", "3d_fullres", "--json"});
    EXPECT_CODE(result, 0);
    const QJsonObject configuration = result.json()["configurations"].toArray()[0].toObject();
    QVERIFY(configuration["kept"].toInt() > 0);
    QCOMPARE(configuration["kept"].toInt() + configuration["done"].toInt(), 5);
}

void TestFullDisk::aTraining_fails_andResumes()
{
    MOUNT_OR_SKIP(12000, true);
    fill(2000); // a checkpoint takes about 11 MiB
    CliResult result = cli(QStringList{"train", "-c", "3d_fullres", "--json"} + kShort);
    EXPECT_CODE(result, 4);
    const QString run = onDisk("Voll.segwright/runs/0002");
    const QString sentence =
        "cannot write " + run +
        "/checkpoints/latest.pt: the disk is full; free some space or choose another place";
    QCOMPARE(errorText(result), sentence);
    QCOMPARE(unfinished(onDisk("Voll.segwright")), QStringList());
    const CliResult list = cli({"runs", "--json"}); // the project opens
    EXPECT_CODE(list, 0);
    const QJsonObject record = list.json()["runs"].toArray()[0].toObject();
    QCOMPARE(record["state"].toString(), QString("failed"));
    QCOMPARE(record["reason"].toString(), sentence);
    QVERIFY(m_disk->resize(100'000));
    result = cli({"resume", "2", "--threads", "1", "--json"});
    EXPECT_CODE(result, 0);
    QCOMPARE(result.json()["state"].toString(), QString("finished"));
    QCOMPARE(result.json()["epochs_done"].toInt(), 2);
}

/// The same without the right to mount: the system's limit on the size of a file.
void TestFullDisk::aTrainingBeyondTheFileSizeLimit_fails_andResumes()
{
    const QString program = QString("ulimit -f 4000; exec '%1' \"$@\"").arg(SEG_CLI); // in units of 1 KiB
    QProcess process;
    process.start("bash", QStringList{"-c", program, "-", "train", "-c", "3d_fullres", "--project", m_project,
                                      "--set", "seed=5", "--json"} +
                              kShort);
    QVERIFY(process.waitForFinished(300'000));
    const CliResult result{process.exitCode(), process.readAllStandardOutput(),
                           process.readAllStandardError()};
    EXPECT_CODE(result, 4);
    QVERIFY2(
        errorText(result).startsWith("cannot write " + m_project + "/runs/0002/checkpoints/latest.pt: ") &&
            errorText(result).endsWith("choose another place or ask for a higher limit"),
        qPrintable(errorText(result)));
    QCOMPARE(unfinished(m_project), QStringList());
    EXPECT_CODE(runCli({"resume", "2", "--threads", "1", "--project", m_project}), 0);
}

void TestFullDisk::aMaskThatDoesNotFit_isNotHalfWritten_andTheOthersStay()
{
    MOUNT_OR_SKIP(64, false);
    QVERIFY(QDir().mkpath(onDisk("Masken")));
    fill(4); // one page: the first of two masks fits
    const QStringList command{"predict",
                              "--run",
                              "1",
                              "-i",
                              path("Task07_Klein/imagesTs"),
                              "-o",
                              onDisk("Masken"),
                              "--no-mirroring",
                              "--threads",
                              "1",
                              "--json",
                              "--project",
                              m_project};
    CliResult result = runCli(command);
    EXPECT_CODE(result, 4);
    QCOMPARE(errorText(result), "cannot write " + onDisk("Masken/phantom_007.nii.gz") +
                                    ": the disk is full; free some space or choose another place");
    const QStringList left{"Masken/phantom_006.nii.gz", "filler"};
    QCOMPARE(seg::test::filesBelow(onDisk("")).keys(), left);
    const auto recorded = seg::database::Project::open(m_project.toStdString()).predictions();
    QCOMPARE(recorded.size(), std::size_t{1});
    QCOMPARE(recorded[0].mask, fs::path(onDisk("Masken/phantom_006.nii.gz").toStdString()));
    QVERIFY(m_disk->resize(2000));
    result = runCli(command);
    EXPECT_CODE(result, 0);
    QCOMPARE(result.json()["kept"].toInt(), 1);
    QCOMPARE(result.json()["done"].toInt(), 1);
}

void TestFullDisk::aReportThatDoesNotFit_isNamed()
{
    MOUNT_OR_SKIP(64, false);
    QVERIFY(QDir().mkpath(onDisk("Bericht")));
    fill(0);
    const QStringList command{"report", "1", "-o", onDisk("Bericht"), "--json", "--project", m_project};
    const CliResult result = runCli(command);
    EXPECT_CODE(result, 4);
    QVERIFY2(errorText(result).startsWith("cannot write " + onDisk("Bericht")) &&
                 errorText(result).endsWith(": the disk is full; free some space or choose another place"),
             qPrintable(errorText(result)));
    QCOMPARE(unfinished(onDisk("")), QStringList());
    QVERIFY(m_disk->resize(20000));
    EXPECT_CODE(runCli(command), 0);
}

QTEST_GUILESS_MAIN(TestFullDisk)
#include "tst_FullDisk.moc"
