// SPDX-License-Identifier: Apache-2.0
#include "core/base/Files.h"
#include "core/dataset/Checksum.h"
#include "core/imaging/io/ImageFile.h"
#include "tests/support/CliProcess.h"
#include "tests/support/DicomFolder.h"
#include "tests/support/FolderState.h"
#include "tests/support/HttpServer.h"
#include "tests/support/SyntheticDataset.h"
#include "tests/support/TempFolder.h"
#include "tests/unit/core/imaging/io/RawNifti.h"

#include <QJsonArray>
#include <QRandomGenerator>
#include <QTest>

#include <dlfcn.h>

#include <cstring>
#include <limits>

using namespace seg;
using seg::test::CliResult;
using seg::test::runCli;
namespace fs = std::filesystem;

/// The commands around a dataset from outside: sources of every kind, bad ones, fixes, folds, export, and
/// imports that are killed.
class TestDataCommands final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void aPlainFolder_isImported_andItsPatternNamed();
    void aPatternAndChannelNames_canBeGiven();
    void nnUnetV1_isImported();
    void downloads_askForTheLicense_andComeFromAMirror_data();
    void downloads_askForTheLicense_andComeFromAMirror();
    void badSources_leaveTheProjectAsItWas_data();
    void badSources_leaveTheProjectAsItWas();
    void badCases_areNamedByTheCheck_data();
    void badCases_areNamedByTheCheck();
    void fixesAreApplied_listed_andUndone();
    void contradictingHeaders_areSettledOnImport();
    void info_showsTheOnlySeriesThatCanBeRead();
    void wrongFixes_areWrongUsage_data();
    void wrongFixes_areWrongUsage();
    void folds_byScheme();
    void foldsFromFiles_areChecked();
    void anExport_isWhatWasImported();
    void aKilledImport_isFollowedByAWholeOne();

private:
    [[nodiscard]] QString path(const QString& name) const { return m_root + "/" + name; }
    [[nodiscard]] CliResult cli(const QStringList& arguments) const
    {
        return runCli(arguments + QStringList{"--project", m_project}, m_root);
    }
    [[nodiscard]] QString errorOf(const CliResult& result) const
    {
        return result.json()["error"].toObject()["text"].toString();
    }
    void makeProject(const QString& name)
    {
        m_project = path(name);
        EXPECT_CODE(runCli({"new", m_project}), 0);
    }
    /// A copy of the phantom task under another name.
    fs::path copyOfTask(const char* name) const
    {
        const fs::path copy = fs::path(m_root.toStdString()) / name;
        fs::copy(m_task, copy, fs::copy_options::recursive);
        return copy;
    }
    std::unique_ptr<test::TempFolder> m_folder;
    QString m_root;
    QString m_project;
    fs::path m_task; ///< Task07_Klein: 6 cases, never changed
    test::TempFolder m_base;
};

void TestDataCommands::initTestCase()
{
    m_task = m_base / "Task07_Klein";
    EXPECT_CODE(runCli({"phantom", QString::fromStdString(m_task.string()), "--cases", "6", "--size",
                        "16,18,20", "--tests", "1"}),
                0);
}

void TestDataCommands::init()
{
    m_folder = std::make_unique<test::TempFolder>();
    m_root = QString::fromStdString(m_folder->path().string());
    makeProject("Studie.segwright");
}

void TestDataCommands::aPlainFolder_isImported_andItsPatternNamed()
{
    const fs::path plain = *m_folder / "Aufnahmen";
    fs::create_directories(plain);
    fs::copy(m_task / "imagesTr", plain / "images", fs::copy_options::recursive);
    fs::copy(m_task / "labelsTr", plain / "masks", fs::copy_options::recursive);
    fs::remove(plain / "masks/phantom_006.nii.gz");
    const CliResult result = cli({"import", "Aufnahmen", "--json"});
    EXPECT_CODE(result, 0);
    QVERIFY2(result.errors.contains("Images and labels were told apart by the guessed pattern images/{case}, "
                                    "masks/{case}."),
             result.errors.constData());
    QCOMPARE(result.json()["dataset"].toString(), QString("Dataset100_Aufnahmen"));
    QCOMPARE(result.json()["training"].toInt(), 5);
    QCOMPARE(result.json()["test"].toInt(), 1);
    QCOMPARE(result.json()["errors"].toInt(), 0);
    EXPECT_CODE(cli({"plan"}), 0);
}

void TestDataCommands::aPatternAndChannelNames_canBeGiven()
{
    const fs::path plain = *m_folder / "ohne Worte";
    fs::create_directories(plain / "a");
    fs::create_directories(plain / "b");
    for (const char* number : {"1", "2", "3"}) {
        const std::string name = std::string("phantom_00") + number + ".nii.gz";
        fs::copy_file(m_task / "imagesTr" / name, plain / "a" / (std::string("x") + number + ".nii.gz"));
        fs::copy_file(m_task / "labelsTr" / name, plain / "b" / (std::string("y") + number + ".nii.gz"));
    }
    const CliResult refused = cli({"import", "ohne Worte", "--json"});
    EXPECT_CODE(refused, 3);
    QVERIFY2(
        errorOf(refused).contains("give the names with a pattern like 'images/{case}' and 'labels/{case}'"),
        refused.output.constData());
    const CliResult result =
        cli({"import", "ohne Worte", "--images", "a/x{case}", "--labels", "b/y{case}", "--channels", "CT",
             "--id", "12", "--name", "Muster", "--reference", "--json"});
    EXPECT_CODE(result, 0);
    QCOMPARE(result.json()["dataset"].toString(), QString("Dataset012_Muster"));
    QCOMPARE(result.json()["channels"].toArray(), QJsonArray{"CT"});
    QVERIFY(fs::is_symlink((m_project + "/datasets/Dataset012_Muster/imagesTr/1_0000.nii.gz").toStdString()));
}

void TestDataCommands::nnUnetV1_isImported()
{
    const fs::path v1 = copyOfTask("Task021_Alt");
    for (const char* part : {"imagesTr", "imagesTs"}) {
        std::vector<fs::path> files;
        for (const auto& entry : fs::directory_iterator(v1 / part)) {
            files.push_back(entry.path());
        }
        for (const fs::path& file : files) {
            fs::rename(file, file.parent_path() / (stemOfImage(file) + "_0000.nii.gz"));
        }
    }
    const CliResult result = cli({"import", "Task021_Alt", "--json"});
    EXPECT_CODE(result, 0);
    QCOMPARE(result.json()["dataset"].toString(), QString("Dataset021_Alt"));
    QCOMPARE(result.json()["training"].toInt(), 6);
}

void TestDataCommands::downloads_askForTheLicense_andComeFromAMirror_data()
{
    QTest::addColumn<QString>("option");
    QTest::newRow("MD5") << "--md5";
    QTest::newRow("SHA-256") << "--sha256";
}

void TestDataCommands::downloads_askForTheLicense_andComeFromAMirror()
{
    QFETCH(const QString, option);
    if (::dlopen("libcurl.so.4", RTLD_LAZY) == nullptr) {
        QSKIP("libcurl is not on this computer");
    }
    const fs::path archive = *m_folder / "Task07_Klein.tar";
    QCOMPARE(QProcess::execute("tar", {"-C", QString::fromStdString(m_task.parent_path().string()), "-cf",
                                       QString::fromStdString(archive.string()), "Task07_Klein"}),
             0);
    test::HttpServer server(readText(archive));
    const QString mirror = QString::fromStdString(server.url("/msd"));
    const dataset::ChecksumKind kind =
        option == "--md5" ? dataset::ChecksumKind::Md5 : dataset::ChecksumKind::Sha256;
    const QString digits = QString::fromStdString(dataset::checksumOfFile(archive, kind).digits);
    const QStringList command{"import", "--download", "Task07_Klein", "--mirror",
                              mirror,   option,       digits,         "--json"};
    CliResult result = cli(command);
    EXPECT_CODE(result, 2);
    QVERIFY2(errorOf(result).contains("CC BY-SA 4.0") && errorOf(result).contains("Add --accept-license"),
             qPrintable(errorOf(result)));
    QVERIFY(server.requests().empty());
    server.breakAfter = 10'000;
    result = cli(command + QStringList{"--accept-license"});
    EXPECT_CODE(result, 1);
    QVERIFY2(errorOf(result).contains("try again, it goes on from"), qPrintable(errorOf(result)));
    server.breakAfter = 0;
    result = cli(command + QStringList{"--accept-license"});
    EXPECT_CODE(result, 0);
    QCOMPARE(server.requests().back(), std::string("10000-"));
    QCOMPARE(result.json()["dataset"].toString(), QString("Dataset007_Klein"));
    QVERIFY(!QFile::exists(m_project + "/.downloads"));
    EXPECT_CODE(cli({"import", "--download", "Task77_Nothing"}), 2);
    result = cli({"import", "--download", "Task77_Nothing", option, digits.left(9)});
    EXPECT_CODE(result, 2);
    QVERIFY2(result.errors.contains("hexadecimal digits"), result.errors.constData());
    EXPECT_CODE(cli({"import"}), 2);
}

void TestDataCommands::badSources_leaveTheProjectAsItWas_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("sentence"); // what follows "cannot import Task07_Bad: " or is contained
    QTest::newRow("label missing")
        << "label"
        << "case phantom_003 has no label file in labelsTr; put it there or exclude the case";
    QTest::newRow("channel count")
        << "channels"
        << "the image of case phantom_001 has 1 channels but dataset.json names 2; correct "
           "\"modality\" or exclude the case";
    QTest::newRow("no JSON") << "json"
                             << "dataset.json as JSON";
    QTest::newRow("labels folder missing") << "folder"
                                           << "the folder labelsTr is missing";
    QTest::newRow("an archive that leads out") << "tar.."
                                               << "the entry ../dataset.json leads out of its folder";
    QTest::newRow("an archive with a link") << "tarlink"
                                            << "is a link; repack it with the files themselves";
    QTest::newRow("an archive cut short") << "tarshort"
                                          << "it is damaged or cut short";
    QTest::newRow("a file that is no archive") << "file"
                                               << "it is a file but no .tar or .tar.gz";
}

void TestDataCommands::badSources_leaveTheProjectAsItWas()
{
    QFETCH(const QString, kind);
    QFETCH(const QString, sentence);
    EXPECT_CODE(cli({"import", QString::fromStdString(m_task.string()), "--id", "1"}), 0); // what must stay
    const fs::path bad = copyOfTask("Task07_Bad");
    QString source = "Task07_Bad";
    const auto tar = [&](const QStringList& arguments) {
        source = "bad.tar";
        QCOMPARE(QProcess::execute("tar", QStringList{"-C", m_root, "-Pcf", path(source)} + arguments), 0);
    };
    if (kind == "label") {
        fs::remove(bad / "labelsTr/phantom_003.nii.gz");
    } else if (kind == "channels") {
        Json json = readJson(bad / "dataset.json");
        json["modality"] = {{"0", "T1"}, {"1", "T2"}};
        writeJson(bad / "dataset.json", json);
    } else if (kind == "json") {
        writeText(bad / "dataset.json", "{\"name\": ");
    } else if (kind == "folder") {
        fs::remove_all(bad / "labelsTr");
    } else if (kind == "tar..") {
        tar({"--transform=s,^Task07_Bad/dataset.json,../dataset.json,", "Task07_Bad"});
    } else if (kind == "tarlink") {
        fs::create_symlink("/etc/passwd", bad / "imagesTr/phantom_009.nii.gz");
        tar({"Task07_Bad"});
    } else if (kind == "tarshort") {
        tar({"Task07_Bad"});
        fs::resize_file(path(source).toStdString(), fs::file_size(path(source).toStdString()) / 2);
    } else {
        source = "Task07_Bad/dataset.json";
    }
    const auto before = test::filesBelow(m_project);
    const auto beside = QDir(m_root).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    const CliResult result = cli({"import", source, "--json"});
    EXPECT_CODE(result, 3);
    QVERIFY2(errorOf(result).startsWith("cannot ") && errorOf(result).contains(sentence),
             qPrintable(errorOf(result)));
    QCOMPARE(test::differences(before, test::filesBelow(m_project)), QStringList());
    QCOMPARE(QDir(m_root).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot), beside);
    const CliResult datasets = cli({"verify", "-d", "1", "--json"});
    EXPECT_CODE(datasets, 0);
}

void TestDataCommands::badCases_areNamedByTheCheck_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("label of another shape") << "size_differs"
                                            << "The image is 16 × 18 × 20 voxels but the label "
                                               "is 16 × 18 × 19.";
    QTest::newRow("unknown value") << "wrong_label"
                                   << "The label file holds 7 (1 voxel), but dataset.json "
                                      "declares only 0, 1, 2.";
    QTest::newRow("negative value") << "negative_label"
                                    << "1 voxel of the label is negative (e.g. -2).";
    QTest::newRow("NaN in the image") << "nan"
                                      << "1 voxel of the image is not a number (NaN).";
    QTest::newRow("NaN in the label") << "label_nan"
                                      << "1 voxel of the label is not a number (NaN) or infinite";
    QTest::newRow("one voxel") << "one_voxel"
                               << "The image is a single voxel.";
    QTest::newRow("empty file") << "unreadable_image"
                                << "cannot read ";
}

void TestDataCommands::badCases_areNamedByTheCheck()
{
    QFETCH(const QString, kind);
    QFETCH(const QString, sentence);
    const fs::path task = copyOfTask("Task08_Bad");
    const fs::path image = task / "imagesTr/phantom_002.nii.gz";
    const fs::path label = task / "labelsTr/phantom_002.nii.gz";
    const auto changeLabel = [&](float value) {
        Volume labels = imaging::readVolume(label);
        labels.values[0] = value;
        imaging::writeVolume(label, labels);
    };
    Geometry geometry = imaging::readImageInfo(image).geometry;
    if (kind == "size_differs") {
        geometry.extent.voxels[0] -= 1;
        imaging::writeLabelMap(label, test::nestedBoxes(geometry));
    } else if (kind == "wrong_label") {
        changeLabel(7.0F);
    } else if (kind == "negative_label") {
        changeLabel(-2.0F);
    } else if (kind == "label_nan") {
        changeLabel(std::numeric_limits<float>::quiet_NaN());
    } else if (kind == "nan") {
        Volume volume = imaging::readVolume(image);
        volume.values[5] = std::numeric_limits<float>::quiet_NaN();
        imaging::writeVolume(image, volume);
    } else if (kind == "one_voxel") {
        geometry.extent = {{1, 1, 1}};
        imaging::writeVolume(image, {geometry, 1, {1.0F}});
        imaging::writeLabelMap(label, {geometry, {1}});
    } else {
        writeText(image, "");
    }
    const CliResult imported = cli({"import", "Task08_Bad", "--json"});
    if (kind == "unreadable_image") { // its channels cannot be counted, so it is refused at once
        EXPECT_CODE(imported, 3);
        QVERIFY2(errorOf(imported).startsWith(sentence), qPrintable(errorOf(imported)));
        QVERIFY(!QFile::exists(m_project + "/datasets/Dataset008_Bad"));
        EXPECT_CODE(cli({"import", "Task08_Bad", "--exclude", "phantom_002"}), 0);
        return;
    }
    EXPECT_CODE(imported, 0);
    const CliResult verify = cli({"verify", "--json"});
    EXPECT_CODE(verify, 3);
    QCOMPARE(verify.json()["error"].toInt(), 1);
    const QJsonObject issue = verify.json()["issues"].toArray()[0].toObject();
    QCOMPARE(issue["kind"].toString(), kind);
    QCOMPARE(issue["case"].toString(), QString("phantom_002"));
    QVERIFY2(issue["text"].toString().startsWith(sentence), qPrintable(issue["text"].toString()));
    QVERIFY(!issue["fix"].toString().isEmpty());
    const CliResult fixed = cli({"verify", "--fix", issue["fix"].toString() + "=phantom_002", "--json"});
    EXPECT_CODE(fixed, 0);
    QCOMPARE(fixed.json()["error"].toInt(), 0);
    EXPECT_CODE(cli({"verify", "--undo", "last"}), 3);
}

void TestDataCommands::fixesAreApplied_listed_andUndone()
{
    const fs::path task = copyOfTask("Task09_Verschoben");
    for (const char* name : {"phantom_002", "phantom_005"}) {
        const fs::path label = task / "labelsTr" / (std::string(name) + ".nii.gz");
        LabelMap labels = imaging::readLabelMap(label);
        labels.geometry.origin[1] += 4.0;
        imaging::writeLabelMap(label, labels);
    }
    EXPECT_CODE(cli({"import", "Task09_Verschoben", "--reference"}), 0);
    const QString dataset = m_project + "/datasets/Dataset009_Verschoben";
    const auto before = test::filesBelow(dataset);
    const auto source = test::filesBelow(path("Task09_Verschoben"));
    CliResult result = cli({"verify", "--fix", "copy_geometry", "--note", "same scanner", "--json"});
    EXPECT_CODE(result, 0);
    QCOMPARE(result.json()["applied"].toArray().size(), 2);
    QCOMPARE(result.json()["fixes"].toArray()[0].toObject()["note"].toString(), QString("same scanner"));
    QCOMPARE(test::differences(source, test::filesBelow(path("Task09_Verschoben"))), QStringList());
    result = cli({"verify", "--undo", "1", "--json"});
    EXPECT_CODE(result, 3);
    QCOMPARE(result.json()["error"].toInt(), 1);
    result = cli({"verify", "--fix", "ignore=phantom_002", "--finding", "geometry_differs", "--json"});
    EXPECT_CODE(result, 0);
    QCOMPARE(result.json()["note"].toInt(), 1);
    Json json = readJson((dataset + "/dataset.json").toStdString());
    json["numTraining"] = 7; // wrong of the dataset as a whole
    writeJson((dataset + "/dataset.json").toStdString(), json);
    EXPECT_CODE(cli({"verify"}), 3);
    EXPECT_CODE(cli({"verify", "--fix", "ignore", "--finding", "count_differs"}), 0);
    json["numTraining"] = 6;
    writeJson((dataset + "/dataset.json").toStdString(), json);
    result = cli({"verify", "--undo", "all", "--json"});
    EXPECT_CODE(result, 3);
    QCOMPARE(result.json()["undone"].toArray().size(), 3);
    QCOMPARE(test::differences(before, test::filesBelow(dataset)), QStringList());
}

void TestDataCommands::contradictingHeaders_areSettledOnImport()
{
    const fs::path task = copyOfTask("Task09_Widerspruch");
    for (const char* part : {"imagesTr", "labelsTr"}) { // qoffset_x stands at byte 268 of the header
        const fs::path file = task / part / "phantom_003.nii.gz";
        std::string content = test::readContent(file);
        const float elsewhere = 123.0F;
        std::memcpy(content.data() + 268, &elsewhere, sizeof(elsewhere));
        test::writeGzip(file, content);
    }
    const CliResult result = cli({"import", "Task09_Widerspruch", "--fix", "use_qform", "--json"});
    EXPECT_CODE(result, 0);
    QCOMPARE(result.json()["fixed"].toInt(), 1);
    QCOMPARE(result.json()["warnings"].toInt(), 0);
    const QString image = m_project + "/datasets/Dataset009_Widerspruch/imagesTr/phantom_003_0000.nii.gz";
    const QJsonArray origin = runCli({"info", image, "--json"}).json()["origin"].toArray();
    QCOMPARE(origin[0].toDouble(), -123.0); // LPS of the qform's RAS
    EXPECT_CODE(cli({"import", "Task09_Widerspruch", "--fix", "mend"}), 2);
}

void TestDataCommands::info_showsTheOnlySeriesThatCanBeRead()
{
    const fs::path folder = fs::path(m_root.toStdString()) / "study";
    test::writeDicomSeries(folder / "a", {});
    test::writeDicomSeries(folder / "b", {"1.2.9", "T2", 1});
    fs::resize_file(folder / "b" / "900.dcm", 200); // within the header
    const QJsonObject info = runCli({"info", path("study"), "--json"}).json();
    QCOMPARE(info["series"].toArray().size(), 2);
    QCOMPARE(info["size"].toArray(), (QJsonArray{4, 3, 5}));
    QVERIFY(info["mean"].isDouble());
    const QByteArray text = runCli({"info", path("study")}).output;
    QVERIFY2(text.contains("4 x 3 x 5 voxels") && text.contains("values") && text.contains("obstacle"),
             text.constData());
}

void TestDataCommands::wrongFixes_areWrongUsage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("sentence");
    QTest::newRow("unknown") << QStringList{"--fix", "mend"} << QByteArray("there is no fix named 'mend'");
    QTest::newRow("exclude what") << QStringList{"--fix", "exclude"}
                                  << QByteArray("say which case: --fix "
                                                "exclude=CASE");
    QTest::newRow("values") << QStringList{"--fix", "remap_label=phantom_001", "--values", "7"}
                            << QByteArray("--values takes pairs like 7:1, not 7");
    QTest::newRow("nothing to undo") << QStringList{"--undo", "last"}
                                     << QByteArray("there is no fix of "
                                                   "Dataset007_Klein to undo");
    QTest::newRow("undo what") << QStringList{"--undo", "it"}
                               << QByteArray("--undo takes the number of a fix");
}

void TestDataCommands::wrongFixes_areWrongUsage()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QByteArray, sentence);
    EXPECT_CODE(cli({"import", QString::fromStdString(m_task.string())}), 0);
    const CliResult result = cli(QStringList{"verify"} + arguments);
    EXPECT_CODE(result, 2);
    QVERIFY2(result.errors.contains(sentence), result.errors.constData());
}

void TestDataCommands::folds_byScheme()
{
    EXPECT_CODE(cli({"import", QString::fromStdString(m_task.string())}), 0);
    writeText(path("patients.csv").toStdString(),
              "case,patient\nphantom_001,A\nphantom_002,A\nphantom_003,B\nphantom_004,B\nphantom_005,C\n"
              "phantom_006,D\n");
    CliResult result = cli({"splits", "--groups", "patients.csv", "--folds", "3", "--json"});
    EXPECT_CODE(result, 0);
    QCOMPARE(result.json()["splits"].toArray().size(), 3);
    for (const QJsonValue& fold : result.json()["splits"].toArray()) {
        const QJsonArray held = fold.toObject()["val"].toArray();
        QCOMPARE(held.contains("phantom_001"), held.contains("phantom_002"));
        QCOMPARE(held.contains("phantom_003"), held.contains("phantom_004"));
        QCOMPARE(held.size(), 2);
    }
    QCOMPARE(cli({"splits", "--json"}).json()["splits"], result.json()["splits"]); // kept
    const CliResult nvidia = cli({"splits", "--scheme", "nvidia", "--json"});
    const CliResult nnunet = cli({"splits", "--scheme", "nnunet", "--json"});
    QCOMPARE(nvidia.json()["splits"], nnunet.json()["splits"]); // names of one length sort alike
    EXPECT_CODE(cli({"splits", "--scheme", "grouped"}), 2);
    EXPECT_CODE(cli({"splits", "--scheme", "nvidia", "--groups", "patients.csv"}), 2);
}

void TestDataCommands::foldsFromFiles_areChecked()
{
    EXPECT_CODE(cli({"import", QString::fromStdString(m_task.string())}), 0);
    const CliResult before = cli({"splits", "--json"});
    writeText(path("bad.json").toStdString(),
              R"([{"train": ["phantom_001", "phantom_002"], "val": ["phantom_002", "liver_1"]}])");
    const CliResult refused = cli({"splits", "--import", "bad.json", "--json"});
    EXPECT_CODE(refused, 3);
    QCOMPARE(
        errorOf(refused),
        QString("cannot use these splits: fold 0 names case liver_1, which the dataset does not have; fold 0 "
                "both learns from and holds back phantom_002; correct them"));
    QCOMPARE(cli({"splits", "--json"}).json()["splits"], before.json()["splits"]);
    writeText(path("own.csv").toStdString(), "case,fold\nphantom_001,0\nphantom_002,1\nphantom_003,0\n");
    const CliResult own = cli({"splits", "--import", "own.csv", "--json"});
    EXPECT_CODE(own, 0);
    QCOMPARE(own.json()["splits"].toArray()[0].toObject()["val"].toArray(),
             (QJsonArray{"phantom_001", "phantom_003"}));
}

void TestDataCommands::anExport_isWhatWasImported()
{
    EXPECT_CODE(cli({"import", QString::fromStdString(m_task.string()), "--reference"}), 0);
    const CliResult result = cli({"export-raw", "-o", "raw", "--json"});
    EXPECT_CODE(result, 0);
    QCOMPARE(result.json()["folder"].toString(), path("raw/Dataset007_Klein"));
    QCOMPARE(result.json()["training"].toInt(), 6);
    QCOMPARE(test::differences(test::filesBelow(m_project + "/datasets/Dataset007_Klein"),
                               test::filesBelow(path("raw/Dataset007_Klein"))),
             QStringList());
    EXPECT_CODE(cli({"export-raw", "-o", "raw"}), 2); // it is there already
    makeProject("Zweite.segwright");
    EXPECT_CODE(cli({"import", "raw/Dataset007_Klein"}), 0);
    EXPECT_CODE(cli({"verify"}), 0);
}

/// Killed at random instants (SEG_TEST_KILLS of them, else 10): the project opens, the next import succeeds,
/// and the dataset is that of an undisturbed one.
void TestDataCommands::aKilledImport_isFollowedByAWholeOne()
{
    const QString source = QString::fromStdString(m_task.string());
    QElapsedTimer clock;
    clock.start();
    EXPECT_CODE(cli({"import", source}), 0);
    const int whole = static_cast<int>(clock.elapsed());
    const auto expected = test::filesBelow(m_project + "/datasets");
    const int kills =
        qEnvironmentVariableIsSet("SEG_TEST_KILLS") ? qEnvironmentVariableIntValue("SEG_TEST_KILLS") : 10;
    QRandomGenerator random(7);
    for (int kill = 0; kill < kills; ++kill) {
        makeProject(QString("Getötet %1.segwright").arg(kill));
        QProcess process;
        process.start(SEG_CLI, {"import", source, "--project", m_project});
        QVERIFY(process.waitForStarted());
        if (!process.waitForFinished(random.bounded(1, whole + 1))) {
            process.kill();
            process.waitForFinished();
        }
        const CliResult again = cli({"import", source});
        const bool wasDone = again.code == 2; // it was killed after its row was written
        QVERIFY2(wasDone || again.code == 0, again.errors.constData());
        QCOMPARE(test::differences(expected, test::filesBelow(m_project + "/datasets")), QStringList());
        EXPECT_CODE(cli({"verify"}), 0);
    }
}

QTEST_GUILESS_MAIN(TestDataCommands)
#include "tst_DataCommands.moc"
