// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/io/ImageFile.h"
#include "tests/support/CliProcess.h"
#include "tests/support/FolderState.h"
#include "tests/support/SyntheticDataset.h"
#include "tests/support/TempFolder.h"

#include <QJsonArray>
#include <QTest>

#include <limits>

using namespace seg;
using seg::test::CliResult;
using seg::test::runCli;
namespace fs = std::filesystem;

/// What a person is told when something goes wrong with data on the way, and that nothing is lost by it: the
/// command ends with the right code and the whole sentence, the project opens as before, no half-written file
/// stays, and once the cause is mended the same command works.
///
/// Every path here holds spaces, umlauts and brackets, so that the sentences show that they survive.
class TestMishaps final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void aTruncatedTrainingScan_stopsPlanning_andIsListed();
    void aLabelOfAnotherShape_stopsPlanning_andIsListed();
    void notANumberInATrainingScan_stopsPlanning_andIsListed();
    void aMissingTrainingScan_stopsPlanning_andIsListed();
    void aCaseThatBreaksLater_isLeftOut_andTheOthersArePreprocessed();
    void aTruncatedScan_isNotSegmented_andLeavesNoMask();
    void notANumberInAScan_isNotSegmented_andLeavesNoMask();
    void aScanWithTwoChannelsTooFew_isNotSegmented_andLeavesNoMask();
    void aMissingScan_isNotSegmented_andLeavesNoMask();
    void aDamagedCheckpoint_isNamed();
    void aDamagedDatabase_isNamed_andLeavesTheFilesAlone();

private:
    [[nodiscard]] QString path(const QString& name) const { return m_root + "/" + name; }
    [[nodiscard]] CliResult cli(const QStringList& arguments) const
    {
        return runCli(arguments + QStringList{"--project", m_project}, m_root);
    }
    [[nodiscard]] QString image(int number, int channel) const
    {
        return QString("%1/imagesTr/%2_%3.nii.gz")
            .arg(m_dataset, caseName(number))
            .arg(channel, 4, 10, QChar('0'));
    }
    [[nodiscard]] QString label(int number) const
    {
        return QString("%1/labelsTr/%2.nii.gz").arg(m_dataset, caseName(number));
    }
    [[nodiscard]] static QString caseName(int number)
    {
        return QString("phantom_%1").arg(number, 3, 10, QChar('0'));
    }
    void stopsPlanning(int number, const QString& kind, const QString& sentence);
    void refusesToSegment(const QStringList& inputs, const QString& sentence);

    test::TempFolder m_folder;
    QString m_root;
    QString m_project;
    QString m_dataset; ///< folder of the dataset in the project
    QString m_kept;    ///< a copy of a file that a test spoils, put back after it
    QString m_spoiled;

    void spoil(const QString& file);
};

namespace {

void truncate(const QString& file)
{
    QFile scan(file);
    QVERIFY(scan.resize(scan.size() / 2));
}

void putNan(const QString& file)
{
    Volume volume = imaging::readVolume(file.toStdString());
    volume.values[11] = std::numeric_limits<float>::quiet_NaN();
    imaging::writeVolume(file.toStdString(), volume);
}

QString errorText(const CliResult& result)
{
    return result.json()["error"].toObject()["text"].toString();
}

} // namespace

void TestMishaps::initTestCase()
{
    m_root = QString::fromStdString(m_folder.path().string());
    m_project = path("Vier Kanäle.segwright");
    EXPECT_CODE(runCli({"phantom", path("Task05_Köpfe"), "--cases", "5", "--size", "16,16,16", "--tests", "1",
                        "--channels", "4"}),
                0);
    EXPECT_CODE(runCli({"new", m_project}), 0);
    EXPECT_CODE(cli({"import", path("Task05_Köpfe")}), 0);
    m_dataset = m_project + "/datasets/Dataset005_Köpfe";
    QVERIFY(QFile::exists(image(1, 3)));
}

/// Keeps a file that a test is about to spoil.
void TestMishaps::spoil(const QString& file)
{
    m_spoiled = file;
    m_kept = path("kept");
    QVERIFY(QFile::copy(file, m_kept));
}

void TestMishaps::cleanup()
{
    if (!m_spoiled.isEmpty()) {
        QFile::remove(m_spoiled);
        QVERIFY(QFile::rename(m_kept, m_spoiled));
        m_spoiled.clear();
    }
}

/// After one file of a case was spoiled: `verify` lists it, `plan` ends with the sentence and changes
/// nothing, and works when the file is whole again.
void TestMishaps::stopsPlanning(int number, const QString& kind, const QString& sentence)
{
    const CliResult verify = cli({"verify", "--json"});
    EXPECT_CODE(verify, 3);
    QCOMPARE(verify.json()["error"].toInt(), 1);
    for (const QJsonValue& value : verify.json()["issues"].toArray()) {
        if (value.toObject()["severity"] == "error") {
            QCOMPARE(value.toObject()["case"].toString(), caseName(number));
            QCOMPARE(value.toObject()["kind"].toString(), kind);
        }
    }
    const auto before = test::filesBelow(m_project);
    const CliResult plan = cli({"fingerprint", "--json"});
    EXPECT_CODE(plan, 3);
    QCOMPARE(errorText(plan), sentence);
    QCOMPARE(plan.errors.trimmed().split('\n').last(), ("error: " + sentence).toUtf8());
    QCOMPARE(test::differences(before, test::filesBelow(m_project)), QStringList());
    cleanup();
    QCOMPARE(cli({"verify", "--json"}).json()["error"].toInt(), 0);
}

void TestMishaps::aTruncatedTrainingScan_stopsPlanning_andIsListed()
{
    spoil(image(2, 1));
    truncate(image(2, 1));
    const CliResult result = cli({"fingerprint", "--json"});
    const QString sentence = errorText(result);
    QVERIFY2(sentence.startsWith("cannot read " + image(2, 1) +
                                 ": the file is cut short: its header promises 16x16x16 voxels of "),
             qPrintable(sentence));
    QVERIFY2(sentence.endsWith(" bytes are missing; copy or download it again"), qPrintable(sentence));
    stopsPlanning(2, "unreadable_image", sentence);
}

void TestMishaps::aLabelOfAnotherShape_stopsPlanning_andIsListed()
{
    spoil(label(3));
    Geometry other = imaging::readImageInfo(label(3).toStdString()).geometry;
    other.extent.voxels[0] -= 1;
    imaging::writeLabelMap(label(3).toStdString(), test::nestedBoxes(other));
    stopsPlanning(
        3, "size_differs",
        "cannot analyze case phantom_003: its label has 15x16x16 voxels but its image 16x16x16; choose "
        "the right label file or leave the case out");
}

void TestMishaps::notANumberInATrainingScan_stopsPlanning_andIsListed()
{
    spoil(image(4, 2));
    putNan(image(4, 2));
    stopsPlanning(
        4, "nan",
        "cannot analyze case phantom_004: its image contains NaN or infinite voxels; repair the file or "
        "leave the case out");
}

void TestMishaps::aMissingTrainingScan_stopsPlanning_andIsListed()
{
    spoil(image(5, 3));
    QVERIFY(QFile::remove(image(5, 3)));
    stopsPlanning(
        5, "channel_count",
        "cannot analyze case phantom_005: it has 3 channels but dataset.json names 4; add the missing "
        "files or leave the case out");
}

void TestMishaps::aCaseThatBreaksLater_isLeftOut_andTheOthersArePreprocessed()
{
    EXPECT_CODE(cli({"plan"}), 0);
    spoil(label(1));
    Geometry other = imaging::readImageInfo(label(1).toStdString()).geometry;
    other.extent.voxels[2] += 1;
    imaging::writeLabelMap(label(1).toStdString(), test::nestedBoxes(other));
    CliResult result = cli({"preprocess", "-c", "3d_fullres", "--json"});
    EXPECT_CODE(result, 5);
    QJsonObject configuration = result.json()["configurations"].toArray()[0].toObject();
    QCOMPARE(configuration["done"].toInt(), 4);
    QCOMPARE(
        configuration["failures"].toArray()[0].toObject()["text"].toString(),
        QString("cannot preprocess case phantom_001: its label has 16x16x17 voxels but its image 16x16x16; "
                "choose the right label file or leave the case out"));
    result = cli({"train", "--epochs", "1", "--iterations", "2", "--validation-iterations", "1",
                  "--json"}); // says so instead of training on four
    EXPECT_CODE(result, 3);
    QCOMPARE(errorText(result),
             QString("cannot train 3d_fullres: 1 of its cases are not preprocessed, the first is "
                     "phantom_001; preprocess the configuration first"));
    cleanup();
    result = cli({"preprocess", "-c", "3d_fullres", "--json"});
    EXPECT_CODE(result, 0);
    configuration = result.json()["configurations"].toArray()[0].toObject();
    QCOMPARE(configuration["done"].toInt(), 1);
    QCOMPARE(configuration["kept"].toInt(), 4);
    EXPECT_CODE(cli({"resume", "1", "--threads", "1"}), 0); // the run that could not begin
}

/// `predict` ends with 3 and the sentence; neither a mask nor anything else is written, and the model works
/// on.
void TestMishaps::refusesToSegment(const QStringList& inputs, const QString& sentence)
{
    const QString output = path("Masken");
    const QString before = QString::fromUtf8(cli({"runs", "--json"}).output);
    QStringList command{"predict", "--run", "1", "-o", output, "--no-mirroring", "--threads", "1", "--json"};
    for (const QString& input : inputs) {
        command << "-i" << input;
    }
    const CliResult result = cli(command);
    EXPECT_CODE(result, 3);
    const QJsonArray failures = result.json()["failures"].toArray();
    QCOMPARE(failures.isEmpty() ? errorText(result) : failures[0].toObject()["text"].toString(), sentence);
    QVERIFY2(result.errors.contains(sentence.toUtf8()), result.errors.constData());
    QCOMPARE(test::filesBelow(output).keys(), QStringList());
    QCOMPARE(QString::fromUtf8(cli({"runs", "--json"}).output), before);
}

void TestMishaps::aTruncatedScan_isNotSegmented_andLeavesNoMask()
{
    const QString scan = path("Übung (1).nii.gz");
    imaging::writeVolume(scan.toStdString(),
                         imaging::readVolume(path("Task05_Köpfe/imagesTr/phantom_001.nii.gz").toStdString()));
    truncate(scan);
    const CliResult info = runCli({"info", scan, "--json"});
    EXPECT_CODE(info, 3);
    const QString sentence = errorText(info);
    QVERIFY2(
        sentence.startsWith("cannot read " + scan + ": the file is cut short: its header promises 16x16x16 "),
        qPrintable(sentence));
    refusesToSegment({scan}, sentence);
}

void TestMishaps::notANumberInAScan_isNotSegmented_andLeavesNoMask()
{
    const QString scan = path("Übung (2).nii.gz");
    QVERIFY(QFile::copy(path("Task05_Köpfe/imagesTr/phantom_001.nii.gz"), scan));
    putNan(scan);
    refusesToSegment({scan},
                     "cannot segment " + scan +
                         ": 1 of its voxels is not a number (NaN) or infinite; export the scan again, or "
                         "replace them by the value of air or background");
}

void TestMishaps::aScanWithTwoChannelsTooFew_isNotSegmented_andLeavesNoMask()
{
    const QString folder = path("Nur zwei");
    QVERIFY(QDir().mkpath(folder));
    for (const int channel : {0, 1}) {
        QVERIFY(QFile::copy(image(1, channel), QString("%1/Kopf A_000%2.nii.gz").arg(folder).arg(channel)));
    }
    QFile json(m_dataset + "/dataset.json");
    QVERIFY(json.open(QIODevice::ReadOnly));
    QStringList channels;
    for (const QJsonValue& value :
         QJsonDocument::fromJson(json.readAll()).object()["channel_names"].toObject()) {
        channels << value.toString();
    }
    refusesToSegment({folder}, "cannot segment a scan with 2 channels: the model was trained on 4 (" +
                                   channels.join(", ") + "); give one file per channel in this order");
}

void TestMishaps::aMissingScan_isNotSegmented_andLeavesNoMask()
{
    const QString scan = path("Nirgends/Kopf Ö.nii.gz");
    refusesToSegment({scan}, "cannot segment " + scan + ": there is no such file or folder");
}

void TestMishaps::aDamagedCheckpoint_isNamed()
{
    const QString checkpoint = m_project + "/runs/0001/checkpoints/final.pt";
    spoil(checkpoint);
    truncate(checkpoint);
    refusesToSegment({path("Task05_Köpfe/imagesTs")},
                     "cannot read checkpoint " + checkpoint +
                         ": the file is damaged or is not one of this program's checkpoints; use another "
                         "checkpoint of the run");
    cleanup();
    EXPECT_CODE(cli({"predict", "--run", "1", "-i", path("Task05_Köpfe/imagesTs"), "-o", path("Gut"),
                     "--no-mirroring", "--threads", "1"}),
                0);
}

void TestMishaps::aDamagedDatabase_isNamed_andLeavesTheFilesAlone()
{
    const auto before = test::filesBelow(m_project);
    spoil(m_project + "/project.db");
    QFile file(m_spoiled);
    QVERIFY(file.open(QIODevice::ReadWrite));
    file.write(QByteArray(4096, 'x'));
    file.close();
    const CliResult result = cli({"runs", "--json"});
    EXPECT_CODE(result, 3);
    QVERIFY2(errorText(result).startsWith("the project's database is damaged (") &&
                 errorText(result).endsWith("runs/ and datasets/ are untouched"),
             qPrintable(errorText(result)));
    QCOMPARE(test::differences(before, test::filesBelow(m_project)), QStringList());
    cleanup();
    EXPECT_CODE(cli({"runs"}), 0);
}

QTEST_GUILESS_MAIN(TestMishaps)
#include "tst_Mishaps.moc"
