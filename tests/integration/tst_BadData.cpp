// SPDX-License-Identifier: Apache-2.0
#include "core/base/Files.h"
#include "core/base/Json.h"
#include "core/imaging/io/ImageFile.h"
#include "core/planning/PlanTransfer.h"
#include "tests/support/DatabaseRows.h"
#include "tests/support/FolderState.h"
#include "tests/support/TempProject.h"
#include "tests/unit/core/imaging/io/RawNifti.h"

#include <QProcess>
#include <QTest>

#include <unistd.h>

#include <functional>
#include <limits>
#include <memory>

using namespace seg;
using database::Project;
using dataset::Severity;
namespace fs = std::filesystem;

namespace {

/// Spoils a copy of a sound task; returns what is then imported.
using Spoil = std::function<fs::path(const fs::path& task)>;

constexpr std::size_t kCases = 3;

dataset::PhantomOptions smallTask(const char* name)
{
    dataset::PhantomOptions options = test::smallPhantom();
    options.name = name;
    options.cases = static_cast<int>(kCases);
    return options;
}

/// The plan of the good task, which spares the second that a fingerprint takes.
void takePlanOver(Project& project, database::DatasetId id)
{
    const dataset::RawDataset raw = project.rawDataset(id);
    const auto plan = project.storedPlan(project.dataset("7").id);
    static_cast<void>(project.keepPlan(id, planning::transferPlan(plan.value(), raw.manifest, raw.name)));
}

fs::path imageOf(const fs::path& task)
{
    return task / "imagesTr/phantom_002.nii.gz";
}

fs::path labelOf(const fs::path& task)
{
    return task / "labelsTr/phantom_002.nii.gz";
}

Spoil withImage(std::function<void(Volume&)> change)
{
    return [change = std::move(change)](const fs::path& task) {
        Volume volume = imaging::readVolume(imageOf(task));
        change(volume);
        imaging::writeVolume(imageOf(task), volume);
        return task;
    };
}

Spoil withLabelValue(float value)
{
    return [value](const fs::path& task) {
        Volume volume = imaging::readVolume(labelOf(task));
        volume.values[0] = value;
        imaging::writeVolume(labelOf(task), volume);
        return task;
    };
}

Spoil withImageBytes(std::function<void(std::string&)> change)
{
    return [change = std::move(change)](const fs::path& task) {
        std::string bytes = test::readContent(imageOf(task));
        change(bytes);
        test::writeGzip(imageOf(task), bytes);
        return task;
    };
}

/// Another grid for one case, image and label alike.
Spoil withExtent(const Extent& extent)
{
    return [extent](const fs::path& task) {
        Geometry geometry = imaging::readImageInfo(imageOf(task)).geometry;
        geometry.extent = extent;
        imaging::writeVolume(imageOf(task), test::countedVolume(geometry));
        LabelMap label{geometry, std::vector<std::int16_t>(static_cast<std::size_t>(extent.count()), 0)};
        label.values.front() = 1;
        imaging::writeLabelMap(labelOf(task), label);
        return task;
    };
}

fs::path skewed(const fs::path& task)
{
    for (const fs::path& file : {imageOf(task), labelOf(task)}) {
        std::string bytes = test::readContent(file);
        nifti_1_header header{};
        std::memcpy(&header, bytes.data(), sizeof(header));
        header.qform_code = 0;
        header.sform_code = 1;
        const float forms[3][4] = {
            {1.0F, 0.2F, 0.0F, 0.0F}, {0.0F, 1.0F, 0.0F, 0.0F}, {0.0F, 0.0F, 1.0F, 0.0F}};
        std::memcpy(header.srow_x, forms[0], sizeof(forms[0]));
        std::memcpy(header.srow_y, forms[1], sizeof(forms[1]));
        std::memcpy(header.srow_z, forms[2], sizeof(forms[2]));
        std::memcpy(bytes.data(), &header, sizeof(header));
        test::writeGzip(file, bytes);
    }
    return task;
}

fs::path tarOf(const fs::path& task, const QStringList& options = {})
{
    const fs::path archive = task.parent_path() / "bad.tar";
    const QStringList all = QStringList{"-C", QString::fromStdString(task.parent_path().string()), "-Pcf",
                                        QString::fromStdString(archive.string())} +
                            options + QStringList{QString::fromStdString(task.filename().string())};
    const int code = QProcess::execute("tar", all);
    fs::remove_all(task);
    return code == 0 ? archive : fs::path();
}

fs::path wrongCount(const fs::path& task)
{
    Json json = readJson(task / "dataset.json");
    json["numTraining"] = 7;
    writeJson(task / "dataset.json", json);
    return task;
}

} // namespace

Q_DECLARE_METATYPE(Spoil)

/// Everything that people bring and that is wrong, each in a project that already holds a prepared dataset:
/// the sentence is said, nothing of the project changes by it, and the next proper import is prepared.
class TestBadData final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void whatCannotBeTaken_isRefused_data();
    void whatCannotBeTaken_isRefused();
    void whatIsFound_isNamed_andCanBeLeftOut_data();
    void whatIsFound_isNamed_andCanBeLeftOut();
    void anUnreadableFolder_isNamed();
    void aWrongCount_isNoted_andCorrected();
    void aFlatDataset_isPreparedAsItIs();

private:
    [[nodiscard]] fs::path projectFolder() const { return *m_folder / "Studie.segwright"; }
    [[nodiscard]] QMap<QString, QByteArray> filesIn(const fs::path& folder) const
    {
        return test::filesBelow(QString::fromStdString(folder.string()));
    }
    [[nodiscard]] fs::path badTask() const
    {
        const fs::path task = *m_folder / "Task08_Bad";
        fs::copy(m_base / "Task07_Good", task, fs::copy_options::recursive);
        return task;
    }
    database::DatasetRecord import(const fs::path& path) const
    {
        Project project = Project::open(projectFolder());
        const fs::path scratch = *m_folder / "scratch";
        const auto source = dataset::openAnySource(path, scratch, {}, {});
        const database::DatasetRecord record = project.importDataset(source, {}, {});
        fs::remove_all(scratch);
        return record;
    }
    void aProperImportIsPrepared() const;

    test::TempFolder m_base; ///< Task07_Good, and a project that holds it prepared
    std::unique_ptr<test::TempFolder> m_folder;
};

void TestBadData::initTestCase()
{
    dataset::PhantomOptions phantom = smallTask("Task07_Good");
    dataset::writePhantomTask(m_base / "Task07_Good", phantom);
    Project project = Project::create(m_base / "Studie.segwright", "Studie");
    const auto id = project.importDataset(dataset::openMsdTask(m_base / "Task07_Good"), {}, {}).id;
    static_cast<void>(project.check(id, {}));
    static_cast<void>(project.plan(id, {}, {}));
    QVERIFY(project.preprocess(id, "3d_fullres", {}).failures.empty());
}

void TestBadData::init()
{
    m_folder = std::make_unique<test::TempFolder>();
    const auto text = [](const fs::path& path) { return QString::fromStdString(path.string()); };
    // With its times, by which prepared cases are known to be up to date.
    QCOMPARE(QProcess::execute("cp", {"-a", text(m_base / "Studie.segwright"), text(projectFolder())}), 0);
}

/// The good task under another number, from its files to its arrays.
void TestBadData::aProperImportIsPrepared() const
{
    Project project = Project::open(projectFolder());
    dataset::ImportOptions options;
    options.id = 70;
    const auto id = project.importDataset(dataset::openMsdTask(m_base / "Task07_Good"), options, {}).id;
    QVERIFY(!project.check(id, {}).hasErrors());
    takePlanOver(project, id);
    QCOMPARE(project.preprocess(id, "3d_fullres", {}).done, kCases);
    const auto before = project.preprocess(project.dataset("7").id, "3d_fullres", {});
    QCOMPARE(before.kept, kCases); // what was prepared before is still there and whole
}

void TestBadData::whatCannotBeTaken_isRefused_data()
{
    QTest::addColumn<Spoil>("spoil");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char* name, Spoil spoil, const char* sentence) {
        QTest::newRow(name) << std::move(spoil) << QString(sentence);
    };
    row("0-byte image", Spoil([](const fs::path& task) {
            writeText(imageOf(task), "");
            return task;
        }),
        "it is empty (0 bytes); copy or export it again");
    row("wrong magic", withImageBytes([](std::string& bytes) { bytes.replace(344, 4, "abc"); }),
        "its header lacks the NIfTI mark");
    row("no image at all", Spoil([](const fs::path& task) {
            writeText(imageOf(task), std::string(500, 'x'));
            return task;
        }),
        "it does not begin with a NIfTI header");
    row("truncated within its header", withImageBytes([](std::string& bytes) { bytes.resize(100); }),
        "the file is cut short within its header");
    row("label missing", Spoil([](const fs::path& task) {
            fs::remove(labelOf(task));
            return task;
        }),
        "case phantom_002 has no label file in labelsTr; put it there or exclude the case");
    row("tar that leads out", Spoil([](const fs::path& task) {
            return tarOf(task, {"--transform=s,^Task08_Bad/dataset.json,../dataset.json,"});
        }),
        "the entry ../dataset.json leads out of its folder");
    row("tar with a symbolic link", Spoil([](const fs::path& task) {
            fs::create_symlink("/etc/passwd", task / "imagesTr/phantom_009.nii.gz");
            return tarOf(task);
        }),
        "is a link; repack it with the files themselves");
    row("tar with a hard link", Spoil([](const fs::path& task) {
            fs::create_hard_link(imageOf(task), task / "imagesTr/phantom_009.nii.gz");
            return tarOf(task);
        }),
        "is a link; repack it with the files themselves");
    row("tar cut short", Spoil([](const fs::path& task) {
            const fs::path archive = tarOf(task);
            fs::resize_file(archive, fs::file_size(archive) / 2);
            return archive;
        }),
        "it is damaged or cut short");
    row("dataset.json cut short", Spoil([](const fs::path& task) {
            writeText(task / "dataset.json", "{\"name\": ");
            return task;
        }),
        "dataset.json as JSON");
}

void TestBadData::whatCannotBeTaken_isRefused()
{
    QFETCH(const Spoil, spoil);
    QFETCH(const QString, sentence);
    const fs::path source = spoil(badTask());
    const auto files = filesIn(projectFolder());
    const auto beside = test::entriesOf(m_folder->path());
    const QStringList rows = test::databaseRows(projectFolder());
    const auto [code, text] = test::failureOf([&] { static_cast<void>(import(source)); });
    QVERIFY2(code == ErrorCode::BadInput || code == ErrorCode::NotFound, text.c_str());
    QVERIFY2(QString::fromStdString(text).startsWith("cannot ") &&
                 QString::fromStdString(text).contains(sentence),
             text.c_str());
    QCOMPARE(test::differences(files, filesIn(projectFolder())), QStringList());
    QVERIFY(test::entriesOf(m_folder->path()) == beside);
    QCOMPARE(test::databaseRows(projectFolder()), rows);
    aProperImportIsPrepared();
}

void TestBadData::whatIsFound_isNamed_andCanBeLeftOut_data()
{
    QTest::addColumn<Spoil>("spoil");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("sentence");
    QTest::addColumn<bool>("isError");
    const auto row = [](const char* name, const char* kind, const char* sentence, Spoil spoil,
                        bool isError = true) {
        QTest::newRow(name) << std::move(spoil) << QString(kind) << QString(sentence) << isError;
    };
    row("truncated .nii.gz", "unreadable_image", "the file is cut short: its header promises",
        [](const fs::path& task) {
            fs::resize_file(imageOf(task), fs::file_size(imageOf(task)) / 2);
            return task;
        });
    row("gzip bomb", "unreadable_image", "go on far beyond what its header promises",
        withImageBytes([](std::string& bytes) { bytes.append(std::size_t{64} << 20U, '\0'); }));
    row("NaN", "nan", "not a number (NaN)",
        withImage([](Volume& image) { image.values[5] = std::numeric_limits<float>::quiet_NaN(); }));
    row("infinity", "infinite", "infinite",
        withImage([](Volume& image) { image.values[5] = -std::numeric_limits<float>::infinity(); }));
    row("NaN in the label", "label_nan", "not a number (NaN) or infinite",
        withLabelValue(std::numeric_limits<float>::quiet_NaN()));
    row("infinity in the label", "label_nan", "not a number (NaN) or infinite",
        withLabelValue(std::numeric_limits<float>::infinity()));
    row("label of another shape", "size_differs", "voxels but the label is ", [](const fs::path& task) {
        Geometry geometry = imaging::readImageInfo(labelOf(task)).geometry;
        geometry.extent.voxels[0] -= 1;
        imaging::writeLabelMap(labelOf(task), test::nestedBoxes(geometry));
        return task;
    });
    row("label with an unknown value", "wrong_label", "but dataset.json declares only", withLabelValue(7.0F));
    row("label with a negative value", "negative_label", "negative (e.g. -2)", withLabelValue(-2.0F));
    row("truncated label", "unreadable_label", "the file is cut short", [](const fs::path& task) {
        fs::resize_file(labelOf(task), fs::file_size(labelOf(task)) / 2);
        return task;
    });
    row("0-byte label", "unreadable_label", "it is empty (0 bytes)", [](const fs::path& task) {
        writeText(labelOf(task), "");
        return task;
    });
    row("direction that is not orthonormal", "skewed_axes", "Header of the image: ", skewed, false);
    row("one voxel", "one_voxel", "The image is a single voxel.", withExtent({{1, 1, 1}}));
    row("one flat case among others", "dimensions_differ", "slice", withExtent({{1, 18, 16}}), false);
}

void TestBadData::whatIsFound_isNamed_andCanBeLeftOut()
{
    QFETCH(const Spoil, spoil);
    QFETCH(const QString, kind);
    QFETCH(const QString, sentence);
    QFETCH(const bool, isError);
    const fs::path source = spoil(badTask());
    const auto sourceFiles = filesIn(source);
    const auto files = filesIn(projectFolder());
    const QStringList rows = test::databaseRows(projectFolder());
    const auto id = import(source).id;
    {
        Project project = Project::open(projectFolder());
        const dataset::DatasetCheck check = project.check(id, {});
        QCOMPARE(check.count(Severity::Error), std::size_t{isError ? 1U : 0U});
        QStringList said;
        for (const dataset::CaseCheck& item : check.cases) {
            for (const dataset::Issue& issue : item.issues) {
                if (item.id.name == "phantom_002" && issue.kind == kind.toStdString()) {
                    said << QString::fromStdString(issue.text);
                }
            }
        }
        QVERIFY2(said.size() >= 1 && said[0].contains(sentence), qPrintable(said.join('\n')));
        dataset::Fix fix;
        fix.kind = dataset::FixKind::ExcludeCase;
        fix.caseId = {"phantom_002"};
        static_cast<void>(project.applyFix(id, fix, {}));
        QVERIFY(!project.check(id, {}).hasErrors());
        takePlanOver(project, id);
        QCOMPARE(project.preprocess(id, "3d_fullres", {}).done, kCases - 1); // the sound ones
    }
    QCOMPARE(test::differences(sourceFiles, filesIn(source)), QStringList());
    for (const QString& name : test::differences(files, filesIn(projectFolder()))) {
        QVERIFY2(name.startsWith("new: ") && name.contains("Dataset008_Bad"), qPrintable(name));
    }
    const QStringList after = test::databaseRows(projectFolder());
    for (const QString& entry : rows) {
        QVERIFY2(after.contains(entry), qPrintable(entry));
    }
    aProperImportIsPrepared();
}

void TestBadData::anUnreadableFolder_isNamed()
{
    const fs::path task = badTask();
    fs::permissions(task / "labelsTr", fs::perms::none);
    fs::permissions(m_folder->path().parent_path(), fs::perms::all);
    constexpr uid_t kNobody = 65534;
    const bool wasRoot = ::geteuid() == 0;
    if (wasRoot && ::seteuid(kNobody) != 0) { // who may read every folder
        QSKIP("this user may read every folder and cannot become another");
    }
    const auto [code, text] = test::failureOf([&] { static_cast<void>(dataset::openSource(task, {}, {})); });
    QVERIFY(!wasRoot || ::seteuid(0) == 0);
    fs::permissions(task / "labelsTr", fs::perms::owner_all);
    QVERIFY2(code == ErrorCode::NoPermission, text.c_str());
    QVERIFY2(QString::fromStdString(text).contains((task / "labelsTr").c_str()), text.c_str());
    aProperImportIsPrepared();
}

void TestBadData::aWrongCount_isNoted_andCorrected()
{
    const fs::path task = wrongCount(badTask());
    const auto source = dataset::openSource(task, {}, {});
    QCOMPARE(source.notes.size(), std::size_t{1});
    QVERIFY(QString::fromStdString(source.notes[0])
                .startsWith("Its dataset.json announces 7 training cases (numTraining), but 3 are there;"));
    const auto files = filesIn(task);
    const auto id = import(task).id;
    {
        Project project = Project::open(projectFolder());
        QVERIFY(!project.check(id, {}).hasErrors());
        QCOMPARE(project.rawDataset(id).manifest.trainingCount, std::int64_t{3});
    }
    QCOMPARE(test::differences(files, filesIn(task)), QStringList()); // the source says what it said
    aProperImportIsPrepared();
}

void TestBadData::aFlatDataset_isPreparedAsItIs()
{
    dataset::PhantomOptions phantom = smallTask("Task09_Flat");
    phantom.extent = {{1, 40, 48}};
    phantom.twoD = true;
    dataset::writePhantomTask(*m_folder / "Task09_Flat", phantom);
    const auto id = import(*m_folder / "Task09_Flat").id;
    {
        Project project = Project::open(projectFolder());
        const dataset::DatasetCheck check = project.check(id, {});
        QVERIFY(!check.hasErrors());
        const bool isNoted = std::ranges::any_of(
            check.issues, [](const dataset::Issue& issue) { return issue.kind == "two_dimensional"; });
        QVERIFY(isNoted);
        const planning::Plan plan = project.plan(id, {}, {});
        QCOMPARE(plan.configurations.size(), std::size_t{1});
        QCOMPARE(plan.configurations[0].name, std::string("2d"));
        QCOMPARE(project.preprocess(id, "2d", {}).done, kCases);
    }
    aProperImportIsPrepared();
}

QTEST_GUILESS_MAIN(TestBadData)
#include "tst_BadData.moc"
