// SPDX-License-Identifier: Apache-2.0
#include "core/base/Files.h"
#include "core/imaging/io/ImageFile.h"
#include "tests/support/FolderState.h"
#include "tests/support/TempProject.h"
#include "tests/unit/core/imaging/io/RawNifti.h"

#include <QTest>

#include <cstring>

using namespace seg;
using database::Project;
using dataset::FixKind;
using dataset::Severity;
using test::failureOf;
namespace fs = std::filesystem;

/// Fixes of a project's dataset: recorded, undone to the byte, and never made to the files that were
/// imported.
class TestProjectFixes final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aFixIsRecorded_andUndoneToTheByte_data();
    void aFixIsRecorded_andUndoneToTheByte();
    void excluding_takesTheCaseOutOfTheFolds_andBack();
    void laterFixesAreUndoneFirst();
    void whatCannotBeUndone_isNamed();
    void aDecisionToIgnore_makesANoteOfTheFinding();
    void aFixThatDoesNotApply_changesNothing();
    void aFixThatWasKilled_canBeUndone();
    void theFingerprintIsForgotten_whenVoxelsChange();
    void recordsSurviveReopening();

private:
    [[nodiscard]] Project& project() { return *m_project; }
    [[nodiscard]] auto id() { return project().dataset().id; }
    [[nodiscard]] fs::path datasetFolder() { return project().dataset().folder; }
    [[nodiscard]] dataset::Fix fix(FixKind kind, const char* caseName = "phantom_002") const
    {
        dataset::Fix result;
        result.kind = kind;
        result.caseId = {caseName};
        return result;
    }
    /// Spoils the label of a case at the source, before it is imported.
    void spoil(FixKind kind);
    void import(dataset::ImportMode mode);
    [[nodiscard]] std::string findingOf(const char* caseName)
    {
        for (const dataset::CaseCheck& item : project().check(id(), {}).cases) {
            if (item.id.name == caseName && !item.issues.empty()) {
                return item.issues.front().kind;
            }
        }
        return {};
    }
    [[nodiscard]] QMap<QString, QByteArray> stateOf(const fs::path& folder)
    {
        return test::filesBelow(QString::fromStdString(folder.string()));
    }

    std::unique_ptr<test::TempFolder> m_folder;
    fs::path m_task;
    std::optional<Project> m_project;
};

void TestProjectFixes::init()
{
    m_project.reset();
    m_folder = std::make_unique<test::TempFolder>();
    dataset::PhantomOptions phantom = test::smallPhantom();
    m_task = *m_folder / phantom.name;
    dataset::writePhantomTask(m_task, phantom);
}

void TestProjectFixes::spoil(FixKind kind)
{
    const fs::path file = m_task / "labelsTr/phantom_002.nii.gz";
    if (kind == FixKind::UseSform) { // qoffset_x stands at byte 268 of the header
        std::string content = test::readContent(file);
        const float elsewhere = 123.0F;
        std::memcpy(content.data() + 268, &elsewhere, sizeof(elsewhere));
        test::writeGzip(file, content);
        return;
    }
    Volume labels = imaging::readVolume(file);
    if (kind == FixKind::CopyGeometry) {
        labels.geometry.origin[0] += 5.0;
    } else if (kind == FixKind::DropLabels) {
        labels.values[0] = 9.0F;
    } else {
        labels.values[0] = 0.0005F;
    }
    imaging::writeVolume(file, labels);
}

void TestProjectFixes::import(dataset::ImportMode mode)
{
    m_project = Project::create(*m_folder / "P.segwright", "");
    dataset::ImportOptions options;
    options.mode = mode;
    project().importDataset(dataset::openMsdTask(m_task), options, {});
}

void TestProjectFixes::aFixIsRecorded_andUndoneToTheByte_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<bool>("linked");
    for (const bool linked : {false, true}) {
        const char* how = linked ? "linked" : "copied";
        QTest::addRow("geometry, %s", how) << static_cast<int>(FixKind::CopyGeometry) << linked;
        QTest::addRow("undeclared label, %s", how) << static_cast<int>(FixKind::DropLabels) << linked;
        QTest::addRow("contradicting forms, %s", how) << static_cast<int>(FixKind::UseSform) << linked;
        QTest::addRow("rounding, %s", how) << static_cast<int>(FixKind::RoundLabels) << linked;
    }
}

void TestProjectFixes::aFixIsRecorded_andUndoneToTheByte()
{
    QFETCH(const int, kind);
    QFETCH(const bool, linked);
    spoil(static_cast<FixKind>(kind));
    const auto source = stateOf(m_task);
    import(linked ? dataset::ImportMode::Reference : dataset::ImportMode::Copy);
    const auto before = stateOf(datasetFolder());
    const fs::path label = datasetFolder() / "labelsTr/phantom_002.nii.gz";
    QVERIFY(!findingOf("phantom_002").empty());

    const auto record = project().applyFix(id(), fix(static_cast<FixKind>(kind)), {});
    QCOMPARE(findingOf("phantom_002"), std::string());
    QVERIFY(!fs::is_symlink(label)); // the project has a file of its own now
    QCOMPARE(record.files, std::vector<fs::path>{"labelsTr/phantom_002.nii.gz"});
    QVERIFY(record.appliedAt > 0 && record.undoneAt == 0);
    QVERIFY(!record.text.empty());
    QCOMPARE(test::differences(source, stateOf(m_task)), QStringList());
    QCOMPARE(test::differences(before, stateOf(datasetFolder())),
             QStringList{"changed: labelsTr/phantom_002.nii.gz"});

    project().undoFix(record.id, {});
    QCOMPARE(test::differences(before, stateOf(datasetFolder())), QStringList());
    QCOMPARE(fs::is_symlink(label), linked);
    QVERIFY(!findingOf("phantom_002").empty());
    QVERIFY(project().fixes(id()).front().undoneAt > 0);
    QCOMPARE(test::differences(source, stateOf(m_task)), QStringList());
}

void TestProjectFixes::excluding_takesTheCaseOutOfTheFolds_andBack()
{
    import(dataset::ImportMode::Copy);
    const auto splits = project().splits(id());
    const auto before = stateOf(project().folder());
    const auto record = project().applyFix(id(), fix(FixKind::ExcludeCase), {});
    QCOMPARE(project().dataset().trainingCases, std::int64_t{5});
    QCOMPARE(project().rawDataset(id()).manifest.trainingCount, std::int64_t{5});
    for (const dataset::Split& split : project().splits(id())) {
        for (const auto* list : {&split.training, &split.validation}) {
            QVERIFY(std::find(list->begin(), list->end(), CaseId{"phantom_002"}) == list->end());
        }
    }
    QVERIFY(!project().check(id(), {}).hasErrors());
    project().undoFix(record.id, {});
    QCOMPARE(project().dataset().trainingCases, std::int64_t{6});
    QVERIFY(project().splits(id()) == splits);
    QCOMPARE(test::differences(before, stateOf(project().folder())), QStringList());
}

void TestProjectFixes::laterFixesAreUndoneFirst()
{
    spoil(FixKind::DropLabels);
    import(dataset::ImportMode::Copy);
    const auto before = stateOf(datasetFolder());
    const auto first = project().applyFix(id(), fix(FixKind::DropLabels), {});
    const auto second = project().applyFix(id(), fix(FixKind::ExcludeCase), {});
    const auto failure = failureOf([&] { project().undoFix(first.id, {}); });
    QVERIFY(failure.first == ErrorCode::InvalidArgument);
    QCOMPARE(failure.second,
             std::string("cannot undo fix 1: fix 2 changed the same files later; undo that one "
                         "first"));
    project().undoFix(second.id, {});
    project().undoFix(first.id, {});
    QCOMPARE(test::differences(before, stateOf(datasetFolder())), QStringList());
}

void TestProjectFixes::whatCannotBeUndone_isNamed()
{
    import(dataset::ImportMode::Copy);
    QVERIFY(failureOf([&] { project().undoFix(database::FixId{7}, {}); }).first == ErrorCode::NotFound);
    const auto record = project().applyFix(id(), fix(FixKind::ExcludeCase), {});
    project().undoFix(record.id, {});
    QCOMPARE(failureOf([&] { project().undoFix(record.id, {}); }).second,
             std::string("cannot undo fix 1: it is undone already"));
}

void TestProjectFixes::aDecisionToIgnore_makesANoteOfTheFinding()
{
    spoil(FixKind::DropLabels);
    import(dataset::ImportMode::Copy);
    QVERIFY(project().check(id(), {}).hasErrors());
    dataset::Fix ignore = fix(FixKind::IgnoreFinding);
    ignore.finding = "wrong_label";
    ignore.note = "the radiologist said so";
    const auto record = project().applyFix(id(), ignore, {});
    const auto check = project().check(id(), {});
    QVERIFY(!check.hasErrors());
    const dataset::Issue& issue = check.cases[1].issues.front();
    QVERIFY(issue.severity == Severity::Note);
    QVERIFY2(issue.text.ends_with("Ignored by decision: the radiologist said so"), issue.text.c_str());
    QVERIFY(!project().lastCheck(id())->hasErrors());
    QCOMPARE(project().fixes(id()).front().fix, ignore);
    project().undoFix(record.id, {});
    QVERIFY(project().check(id(), {}).hasErrors());
}

void TestProjectFixes::aFixThatDoesNotApply_changesNothing()
{
    import(dataset::ImportMode::Copy);
    const auto before = stateOf(project().folder());
    dataset::Fix remap = fix(FixKind::RemapLabels);
    remap.values = {{2, -1}};
    QVERIFY(failureOf([&] { project().applyFix(id(), remap, {}); }).first == ErrorCode::BadInput);
    std::stop_source stop;
    stop.request_stop();
    const TaskContext cancelled(stop.get_token());
    QVERIFY(failureOf([&] { project().applyFix(id(), fix(FixKind::ExcludeCase), cancelled); }).first ==
            ErrorCode::Cancelled);
    QCOMPARE(test::differences(before, stateOf(project().folder())), QStringList());
    QVERIFY(project().fixes(id()).empty());
}

void TestProjectFixes::aFixThatWasKilled_canBeUndone()
{
    import(dataset::ImportMode::Copy);
    const auto before = stateOf(datasetFolder());
    const auto record = project().applyFix(id(), fix(FixKind::ExcludeCase), {});
    // As if killed after the first of its files: the image is back, label and dataset.json are not.
    const fs::path kept = project().folder() / "originals" / project().dataset().name / "0001";
    fs::copy_file(kept / "imagesTr/phantom_002_0000.nii.gz",
                  datasetFolder() / "imagesTr/phantom_002_0000.nii.gz");
    project().undoFix(record.id, {});
    QCOMPARE(test::differences(before, stateOf(datasetFolder())), QStringList());
}

void TestProjectFixes::theFingerprintIsForgotten_whenVoxelsChange()
{
    spoil(FixKind::CopyGeometry);
    import(dataset::ImportMode::Copy);
    static_cast<void>(project().fingerprint(id(), {}));
    static_cast<void>(project().applyFix(id(), fix(FixKind::CopyGeometry), {}));
    QVERIFY(project().storedFingerprint(id()).has_value());
    static_cast<void>(project().applyFix(id(), fix(FixKind::ExcludeCase, "phantom_005"), {}));
    QVERIFY(!project().storedFingerprint(id()).has_value());
    QCOMPARE(project().fingerprint(id(), {}).spacings.size(), std::size_t{5});
}

void TestProjectFixes::recordsSurviveReopening()
{
    import(dataset::ImportMode::Copy);
    dataset::Fix remap = fix(FixKind::RemapLabels);
    remap.values = {{2, 1}, {7, 0}};
    remap.note = "one structure";
    static_cast<void>(project().applyFix(id(), remap, {}));
    const fs::path folder = project().folder();
    m_project.reset();
    m_project = Project::open(folder);
    const auto fixes = project().fixes(id());
    QCOMPARE(fixes.size(), std::size_t{1});
    QCOMPARE(fixes.front().fix, remap);
    QVERIFY2(fixes.front().text.starts_with("Replaced label values of phantom_002: 2 ("),
             fixes.front().text.c_str());
    project().undoFix(fixes.front().id, {});
}

QTEST_APPLESS_MAIN(TestProjectFixes)
#include "tst_ProjectFixes.moc"
