// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/dataset/DatasetFix.h"
#include "core/dataset/DatasetValidator.h"
#include "core/dataset/FixedCase.h"
#include "core/imaging/Orientation.h"
#include "core/imaging/io/ImageFile.h"
#include "tests/support/SyntheticDataset.h"
#include "tests/support/TempFolder.h"
#include "tests/unit/core/imaging/io/RawNifti.h"

#include <QTest>

#include <cstring>
#include <limits>
#include <set>

namespace fs = std::filesystem;
namespace imaging = seg::imaging;
using namespace seg::dataset;
using namespace seg::test;
using seg::ErrorCode;

/// Every fix: what it makes, that the finding is gone with it, and that the dataset itself is left alone.
class TestDatasetFix final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void namesAreUnique_andLeadBack();
    void copyingTheGeometry_mendsAShiftedLabel();
    void contradictingForms_areSettled_forEitherSide_data();
    void contradictingForms_areSettled_forEitherSide();
    void skewedAxes_becomePerpendicular();
    void placementsThatAreFine_needNoFix();
    void turningTheLabel_laysItOnTheImage();
    void aLabelElsewhere_cannotBeTurned();
    void turningACase_followsTheOthers();
    void nearlyWholeValues_areRounded();
    void halvesAreNotRounded();
    void valuesAreReplaced();
    void undeclaredValues_becomeBackground();
    void labelsAreRenumbered_withTheirRegions();
    void excluding_takesTheFilesAway_andCounts();
    void theCountIsCorrected();
    void ignoring_changesNothing();
    void whatIsMissing_isNamed();
    void aCaseWithItsFixes_leavesTheDatasetAlone();

private:
    /// Applies the prepared files to the dataset, as the project does, and checks it.
    DatasetCheck applied(const PreparedFix& prepared) const
    {
        for (const FixedFile& fixed : prepared.files) {
            if (fixed.replacement) {
                fs::rename(*fixed.replacement, fixed.file);
            } else {
                fs::remove(fixed.file);
            }
        }
        return checkDataset(openRawDataset(m_dataset.folder), {});
    }
    [[nodiscard]] PreparedFix prepare(FixKind kind, std::size_t index) const
    {
        Fix fix;
        fix.kind = kind;
        fix.caseId = m_dataset.trainingCases[index].id;
        return prepareFix(m_dataset, fix, *m_folder / "work", {});
    }
    [[nodiscard]] fs::path label(std::size_t index) const { return *m_dataset.trainingCases[index].label; }
    [[nodiscard]] fs::path image(std::size_t index) const
    {
        return m_dataset.trainingCases[index].channels.front();
    }
    [[nodiscard]] std::string findingOf(std::size_t index) const
    {
        const auto check = checkDataset(openRawDataset(m_dataset.folder), {});
        const auto& issues = check.cases[index].issues;
        return issues.empty() ? std::string() : issues.front().kind + "/" + issues.front().fix;
    }
    void changeLabelValues(std::size_t index, const std::function<void(std::vector<float>&)>& change) const
    {
        seg::Volume volume = imaging::readVolume(label(index));
        change(volume.values);
        imaging::writeVolume(label(index), volume);
    }
    /// Changes a number in the header of a .nii.gz file.
    void changeHeader(const fs::path& file, std::size_t byte, const std::function<void(float&)>& change) const
    {
        std::string content = readContent(file);
        float value = 0.0F;
        std::memcpy(&value, content.data() + byte, sizeof(value));
        change(value);
        std::memcpy(content.data() + byte, &value, sizeof(value));
        writeGzip(file, content);
    }
    std::unique_ptr<TempFolder> m_folder;
    RawDataset m_dataset;
};

void TestDatasetFix::init()
{
    m_folder = std::make_unique<TempFolder>();
    m_dataset = makeRawDataset(m_folder->path());
}

void TestDatasetFix::namesAreUnique_andLeadBack()
{
    std::set<std::string> names;
    for (int kind = 0; kind <= static_cast<int>(FixKind::IgnoreFinding); ++kind) {
        const auto fix = static_cast<FixKind>(kind);
        QVERIFY(names.insert(fixName(fix)).second);
        QVERIFY(fixKindOf(fixName(fix)) == fix);
        QVERIFY(!fixTitle(fix).empty());
    }
    QVERIFY(!fixKindOf("mend").has_value());
}

void TestDatasetFix::copyingTheGeometry_mendsAShiftedLabel()
{
    seg::LabelMap labels = imaging::readLabelMap(label(2));
    labels.geometry.origin[2] += 1.5;
    imaging::writeLabelMap(label(2), labels);
    QCOMPARE(findingOf(2), std::string("geometry_differs/copy_geometry"));
    const std::string before = seg::readText(label(2));
    const PreparedFix prepared = prepare(FixKind::CopyGeometry, 2);
    QCOMPARE(seg::readText(label(2)), before);
    QVERIFY2(
        prepared.text.starts_with(
            "Copied the image's geometry to the label of phantom_003; before: axes RAS, voxels of 1 × 1 × "
            "1.5 mm, origin "),
        prepared.text.c_str());
    QVERIFY(!applied(prepared).hasErrors());
    QCOMPARE(imaging::readLabelMap(label(2)).values, labels.values);
}

void TestDatasetFix::contradictingForms_areSettled_forEitherSide_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<double>("shift");
    QTest::newRow("the sform, where it is read") << static_cast<int>(FixKind::UseSform) << 0.0;
    QTest::newRow("the qform, 7 mm away") << static_cast<int>(FixKind::UseQform) << 7.0;
}

void TestDatasetFix::contradictingForms_areSettled_forEitherSide()
{
    QFETCH(const int, kind);
    QFETCH(const double, shift);
    const seg::Volume before = imaging::readVolume(image(1));
    const seg::LabelMap labels = imaging::readLabelMap(label(1));
    for (const fs::path& file : {image(1), label(1)}) { // qoffset_x stands at byte 268 of the header
        changeHeader(file, 268, [](float& x) { x -= 7.0F; });
    }
    QCOMPARE(findingOf(1), std::string("forms_disagree/use_sform"));
    const PreparedFix prepared = prepare(static_cast<FixKind>(kind), 1);
    QCOMPARE(prepared.files.size(), std::size_t{2});
    QVERIFY2(prepared.text.starts_with(kind == static_cast<int>(FixKind::UseSform)
                                           ? "Took the sform of phantom_002 for both: image (dropped: axes "
                                           : "Took the qform of phantom_002 for both: image (dropped: axes "),
             prepared.text.c_str());
    QCOMPARE(applied(prepared).count(Severity::Fine), std::size_t{6});
    const seg::Volume after = imaging::readVolume(image(1));
    QCOMPARE(after.values, before.values);
    QCOMPARE(imaging::readLabelMap(label(1)).values, labels.values);
    QVERIFY(std::abs(after.geometry.origin[0] - before.geometry.origin[0] - shift) < 1e-4);
    QVERIFY(!imaging::readImageInfo(image(1)).formsDisagree);
}

void TestDatasetFix::skewedAxes_becomePerpendicular()
{
    const seg::Volume sound = imaging::readVolume(image(1));
    for (const fs::path& file : {image(1), label(1)}) {
        changeHeader(file, 284, [](float& skew) { skew = 0.3F; }); // srow_x[1]
        changeHeader(file, 252, [](float& codes) {                 // qform_code goes, sform_code stays
            const std::int16_t code[2] = {0, 1};
            std::memcpy(&codes, code, sizeof(codes));
        });
    }
    QCOMPARE(findingOf(1), std::string("skewed_axes/straighten_axes"));
    const seg::Geometry read = imaging::readImageInfo(image(1)).geometry;
    const PreparedFix prepared = prepare(FixKind::StraightenAxes, 1);
    QVERIFY2(prepared.text.starts_with("Made the skewed axes of phantom_002 perpendicular, voxels untouched: "
                                       "image (now: axes RAS"),
             prepared.text.c_str());
    QCOMPARE(applied(prepared).count(Severity::Fine), std::size_t{6});
    const seg::Volume after = imaging::readVolume(image(1));
    QCOMPARE(after.values, sound.values);
    QVERIFY(seg::sameGrid(after.geometry, read));
    QVERIFY(imaging::readImageInfo(image(1)).note.empty());
}

void TestDatasetFix::placementsThatAreFine_needNoFix()
{
    for (const FixKind kind : {FixKind::UseSform, FixKind::UseQform, FixKind::StraightenAxes}) {
        const auto failure = failureOf([&] { static_cast<void>(prepare(kind, 0)); });
        QVERIFY(failure.first == ErrorCode::BadInput);
        QVERIFY2(failure.second.starts_with("cannot fix case phantom_001 (" + fixName(kind)),
                 failure.second.c_str());
    }
    QVERIFY(helps(FixKind::UseQform, "use_sform") && !helps(FixKind::UseSform, "use_qform"));
    QVERIFY(!helps(FixKind::UseSform, ""));
}

void TestDatasetFix::turningTheLabel_laysItOnTheImage()
{
    const seg::LabelMap right = imaging::readLabelMap(label(1));
    imaging::writeLabelMap(label(1),
                           imaging::arranged(right, imaging::arrangementTowards(right.geometry, "SPL")));
    QCOMPARE(findingOf(1), std::string("label_turned/reorient_label"));
    const PreparedFix prepared = prepare(FixKind::ReorientLabel, 1);
    QCOMPARE(prepared.text,
             std::string("Turned the label of phantom_002 from SPL to RAS, the axes of its image."));
    QVERIFY(!applied(prepared).hasErrors());
    QCOMPARE(imaging::readLabelMap(label(1)).values, right.values);
}

void TestDatasetFix::aLabelElsewhere_cannotBeTurned()
{
    seg::LabelMap labels = imaging::readLabelMap(label(1));
    labels = imaging::arranged(labels, imaging::arrangementTowards(labels.geometry, "LPS"));
    labels.geometry.origin[0] += 30.0;
    imaging::writeLabelMap(label(1), labels);
    const auto failure = failureOf([&] { static_cast<void>(prepare(FixKind::ReorientLabel, 1)); });
    QVERIFY(failure.first == ErrorCode::BadInput);
    QVERIFY2(failure.second.starts_with("cannot fix case phantom_002 (reorient_label): turned towards the "
                                        "image's axes it does not lie on the image's grid"),
             failure.second.c_str());
}

void TestDatasetFix::turningACase_followsTheOthers()
{
    const seg::Volume volume = imaging::readVolume(image(4));
    const seg::LabelMap labels = imaging::readLabelMap(label(4));
    const auto arrangement = imaging::arrangementTowards(volume.geometry, "PIR");
    imaging::writeVolume(image(4), imaging::arranged(volume, arrangement));
    imaging::writeLabelMap(label(4), imaging::arranged(labels, arrangement));
    QCOMPARE(findingOf(4), std::string("orientation_differs/reorient"));
    const PreparedFix prepared = prepare(FixKind::ReorientCase, 4);
    QCOMPARE(prepared.text, std::string("Turned image and label of phantom_005 from PIR to RAS."));
    QCOMPARE(applied(prepared).count(Severity::Fine), std::size_t{6});
    QCOMPARE(imaging::readVolume(image(4)).values, volume.values);
    QCOMPARE(imaging::readLabelMap(label(4)).values, labels.values);
    QVERIFY(seg::sameGrid(imaging::readImageInfo(image(4)).geometry, volume.geometry));
}

void TestDatasetFix::nearlyWholeValues_areRounded()
{
    const seg::LabelMap right = imaging::readLabelMap(label(0));
    changeLabelValues(0, [](std::vector<float>& values) {
        for (float& value : values) {
            value += value > 0.0F ? 0.0007F : -0.0001F;
        }
    });
    QCOMPARE(findingOf(0), std::string("nearly_whole_label/round_labels"));
    const PreparedFix prepared = prepare(FixKind::RoundLabels, 0);
    QCOMPARE(applied(prepared).count(Severity::Fine), std::size_t{6});
    QCOMPARE(imaging::readLabelMap(label(0)).values, right.values);
}

void TestDatasetFix::halvesAreNotRounded()
{
    changeLabelValues(0, [](std::vector<float>& values) { values[3] = 0.5F; });
    QCOMPARE(findingOf(0), std::string("fractional_label/exclude"));
    const auto failure = failureOf([&] { static_cast<void>(prepare(FixKind::RoundLabels, 0)); });
    QVERIFY(failure.first == ErrorCode::BadInput);
    QVERIFY2(failure.second.find("its label holds 0.5, which is more than 0.001 away from a whole number") !=
                 std::string::npos,
             failure.second.c_str());
}

void TestDatasetFix::valuesAreReplaced()
{
    changeLabelValues(3, [](std::vector<float>& values) {
        for (float& value : values) {
            value = value == 2.0F ? 255.0F : value;
        }
    });
    Fix fix;
    fix.kind = FixKind::RemapLabels;
    fix.caseId = m_dataset.trainingCases[3].id;
    QVERIFY(failureOf([&] { static_cast<void>(prepareFix(m_dataset, fix, *m_folder / "w", {})); }).first ==
            ErrorCode::InvalidArgument);
    fix.values = {{255, 2}};
    const PreparedFix prepared = prepareFix(m_dataset, fix, *m_folder / "work", {});
    QVERIFY2(prepared.text.starts_with("Replaced label values of phantom_004: 255 ("), prepared.text.c_str());
    QCOMPARE(applied(prepared).count(Severity::Fine), std::size_t{6});
}

void TestDatasetFix::undeclaredValues_becomeBackground()
{
    changeLabelValues(3, [](std::vector<float>& values) {
        values[0] = 9.0F;
        values[1] = values[2] = -3.0F;
        values[3] = std::numeric_limits<float>::quiet_NaN();
    });
    QCOMPARE(findingOf(3), std::string("label_nan/drop_label"));
    const PreparedFix prepared = prepare(FixKind::DropLabels, 3);
    QCOMPARE(prepared.text, std::string("Made background of undeclared label values of phantom_004: -3 (2 "
                                        "voxels), 9 (1 voxel), NaN or infinity (1 voxel)."));
    QCOMPARE(applied(prepared).count(Severity::Fine), std::size_t{6});
}

void TestDatasetFix::labelsAreRenumbered_withTheirRegions()
{
    seg::Json json = seg::readJson(m_dataset.folder / "dataset.json");
    json["labels"] = seg::parseJson(R"({"background": 0, "whole": [1, 5], "inner": [5]})", "test");
    json["regions_class_order"] = {1, 5};
    seg::writeJson(m_dataset.folder / "dataset.json", json);
    for (std::size_t i = 0; i < 6; ++i) {
        changeLabelValues(i, [](std::vector<float>& values) {
            for (float& value : values) {
                value = value == 2.0F ? 5.0F : value;
            }
        });
    }
    m_dataset = openRawDataset(m_dataset.folder);
    const DatasetCheck before = checkDataset(m_dataset, {});
    QCOMPARE(before.issues.front().kind, std::string("labels_not_consecutive"));
    QCOMPARE(before.issues.front().fix, std::string("renumber_labels"));
    Fix fix;
    fix.kind = FixKind::RenumberLabels;
    const PreparedFix prepared = prepareFix(m_dataset, fix, *m_folder / "work", {});
    QCOMPARE(prepared.files.size(), std::size_t{7});
    QCOMPARE(prepared.text, std::string("Numbered the labels of all cases without gaps: 5 became 2."));
    QVERIFY(!applied(prepared).hasErrors());
    const RawDataset after = openRawDataset(m_dataset.folder);
    QCOMPARE(after.manifest.labels.regionsClassOrder(), (std::vector<int>{1, 2}));
    QCOMPARE(after.manifest.labels.allLabels(), (std::vector<int>{0, 1, 2}));
}

void TestDatasetFix::excluding_takesTheFilesAway_andCounts()
{
    const PreparedFix prepared = prepare(FixKind::ExcludeCase, 5);
    QVERIFY(fs::exists(image(5)));
    const DatasetCheck check = applied(prepared);
    QCOMPARE(check.cases.size(), std::size_t{5});
    QVERIFY(!check.hasErrors());
    QCOMPARE(prepared.text, std::string("Excluded phantom_006; 5 training cases are left."));
}

void TestDatasetFix::theCountIsCorrected()
{
    seg::Json json = seg::readJson(m_dataset.folder / "dataset.json");
    json["numTraining"] = 8;
    seg::writeJson(m_dataset.folder / "dataset.json", json);
    m_dataset = openRawDataset(m_dataset.folder);
    QCOMPARE(checkDataset(m_dataset, {}).issues.front().fix, std::string("correct_count"));
    Fix fix;
    fix.kind = FixKind::CorrectCount;
    const PreparedFix prepared = prepareFix(m_dataset, fix, *m_folder / "work", {});
    QVERIFY(applied(prepared).issues.empty());
}

void TestDatasetFix::ignoring_changesNothing()
{
    Fix fix;
    fix.kind = FixKind::IgnoreFinding;
    fix.caseId = {"phantom_002"};
    QVERIFY(failureOf([&] { static_cast<void>(prepareFix(m_dataset, fix, *m_folder / "w", {})); }).first ==
            ErrorCode::InvalidArgument);
    fix.finding = "empty_label";
    fix.note = "healthy";
    const PreparedFix prepared = prepareFix(m_dataset, fix, *m_folder / "w", {});
    QVERIFY(prepared.files.empty());
    QCOMPARE(prepared.text, std::string("Decided to ignore \"empty_label\" of phantom_002: healthy."));
}

void TestDatasetFix::whatIsMissing_isNamed()
{
    Fix fix;
    fix.kind = FixKind::ExcludeCase;
    const auto said = [&] {
        return failureOf([&] { static_cast<void>(prepareFix(m_dataset, fix, *m_folder / "w", {})); });
    };
    QVERIFY(said().second.ends_with("it is done to one case; name it"));
    fix.caseId = {"nobody"};
    QVERIFY(said().first == ErrorCode::NotFound);
    QCOMPARE(said().second,
             std::string("cannot fix case nobody (exclude): the dataset has no such training case"));
    fs::remove(label(0));
    m_dataset = openRawDataset(m_dataset.folder);
    fix = {FixKind::RoundLabels, m_dataset.trainingCases[0].id, {}, {}, {}, {}};
    QVERIFY(said().second.ends_with("the case has no label file"));
}

void TestDatasetFix::aCaseWithItsFixes_leavesTheDatasetAlone()
{
    seg::LabelMap labels = imaging::readLabelMap(label(2));
    labels.geometry.origin[2] += 1.5;
    labels.values[0] = 7;
    imaging::writeLabelMap(label(2), labels);
    const std::string before = seg::readText(label(2));
    const seg::CaseId id = m_dataset.trainingCases[2].id;
    std::vector<Fix> fixes(3);
    fixes[0].kind = FixKind::CopyGeometry;
    fixes[1].kind = FixKind::IgnoreFinding;
    fixes[1].finding = "tiny_label";
    fixes[2].kind = FixKind::DropLabels;
    for (Fix& fix : fixes) {
        fix.caseId = id;
    }
    const seg::Case fixed = fixedCase(m_dataset, id, fixes, *m_folder / "look", {});
    QCOMPARE(fixed.channels, m_dataset.trainingCases[2].channels);
    const seg::LabelMap now = imaging::readLabelMap(*fixed.label);
    QVERIFY(seg::sameGrid(now.geometry, imaging::readImageInfo(image(2)).geometry));
    QCOMPARE(now.values[0], std::int16_t{0});
    labels.values[0] = 0;
    QCOMPARE(now.values, labels.values);
    QCOMPARE(seg::readText(label(2)), before);
    QVERIFY(failureOf([&] {
                static_cast<void>(fixedCase(m_dataset, seg::CaseId{"nobody"}, fixes, *m_folder / "look", {}));
            }).first == ErrorCode::NotFound);
}

QTEST_APPLESS_MAIN(TestDatasetFix)
#include "tst_DatasetFix.moc"
