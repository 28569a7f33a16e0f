// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/dataset/DatasetValidator.h"
#include "core/imaging/io/ImageFile.h"
#include "tests/support/SyntheticDataset.h"
#include "tests/support/TempFolder.h"

#include <QTest>

#include <limits>

namespace fs = std::filesystem;
namespace imaging = seg::imaging;
using namespace seg::dataset;
using namespace seg::test;

class TestDatasetValidator final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aSoundDataset_hasNoFinding();
    void aShiftedLabel_isAnError_thatCopyingTheGeometryMends();
    void aLabelOfOtherSpacingOrOrientation_isAnError();
    void aLabelOfAnotherShape_isAnError();
    void notANumberAndInfinity_areErrors();
    void anUndeclaredLabel_isAnError();
    void aLabelThatIsNone_isAnError();
    void anEmptyLabel_isAWarning();
    void anUnusuallySmallLabel_isAWarning();
    void anotherOrientation_isAWarning();
    void disagreeingForms_areAWarning();
    void aTruncatedScan_isAFinding_notAFailure();
    void missingFiles_areFindings();
    void channelsThatDiffer_areFindings();
    void theDatasetAsAWhole_isChecked();
    void cancelling_isPossible();

private:
    [[nodiscard]] DatasetCheck check() const { return checkDataset(openRawDataset(m_dataset.folder), {}); }
    [[nodiscard]] fs::path label(std::size_t index) const { return *m_dataset.trainingCases[index].label; }
    [[nodiscard]] fs::path image(std::size_t index) const
    {
        return m_dataset.trainingCases[index].channels.front();
    }

    std::unique_ptr<TempFolder> m_folder;
    RawDataset m_dataset;
};

namespace {

/// The one finding of a case; a test that expects another number of them fails here.
Issue onlyIssue(const DatasetCheck& check, std::size_t index)
{
    const auto& issues = check.cases[index].issues;
    if (issues.size() != 1) {
        return {Severity::Fine, QString("%1 findings").arg(issues.size()).toStdString(), {}, {}, {}, {}};
    }
    return issues.front();
}

void changeVolume(const fs::path& file, const std::function<void(seg::Volume&)>& change)
{
    seg::Volume volume = imaging::readVolume(file);
    change(volume);
    imaging::writeVolume(file, volume);
}

void changeLabels(const fs::path& file, const std::function<void(seg::LabelMap&)>& change)
{
    seg::LabelMap labels = imaging::readLabelMap(file);
    change(labels);
    imaging::writeLabelMap(file, labels);
}

} // namespace

void TestDatasetValidator::init()
{
    m_folder = std::make_unique<TempFolder>();
    m_dataset = makeRawDataset(m_folder->path());
}

void TestDatasetValidator::aSoundDataset_hasNoFinding()
{
    const DatasetCheck result = check();
    QCOMPARE(result.cases.size(), std::size_t{6});
    QCOMPARE(result.count(Severity::Fine), std::size_t{6});
    QVERIFY(!result.hasErrors());
    QVERIFY(result.issues.empty());
    const CaseCheck& first = result.cases.front();
    QCOMPARE(first.image.geometry.extent, (seg::Extent{{20, 18, 16}}));
    QCOMPARE(first.labelVoxels.size(), std::size_t{3});
    QVERIFY(first.minimum < first.maximum);
}

void TestDatasetValidator::aShiftedLabel_isAnError_thatCopyingTheGeometryMends()
{
    changeLabels(label(2), [](auto& labels) { labels.geometry.origin[2] += 1.5; });
    const DatasetCheck before = check();
    const Issue issue = onlyIssue(before, 2);
    QVERIFY(issue.severity == Severity::Error);
    QCOMPARE(issue.kind, std::string("geometry_differs"));
    QCOMPARE(issue.summary, std::string("geometry differs"));
    QCOMPARE(issue.fix, std::string("copy_geometry"));
    QVERIFY2(issue.text.starts_with(
                 "The label's origin is 1.5 mm away from the image's along the head–foot axis, while "
                 "sizes and spacings agree."),
             issue.text.c_str());
    QVERIFY(before.hasErrors());
    QCOMPARE(before.count(Severity::Fine), std::size_t{5});

    const auto voxels = imaging::readLabelMap(label(2)).values;
    copyImageGeometryToLabel(m_dataset.trainingCases[2]);
    QVERIFY(!check().hasErrors());
    QCOMPARE(imaging::readLabelMap(label(2)).values, voxels);
}

void TestDatasetValidator::aLabelOfOtherSpacingOrOrientation_isAnError()
{
    changeLabels(label(0), [](auto& labels) { labels.geometry.spacing.mm[0] = 1.0; });
    changeLabels(label(1), [](auto& labels) { labels.geometry.direction[0][0] = 1.0; });
    const DatasetCheck result = check();
    QVERIFY2(onlyIssue(result, 0).text.find("1 × 1 × 1 mm but the image's are 1 × 1 × 1.5 mm") !=
                 std::string::npos,
             onlyIssue(result, 0).text.c_str());
    QVERIFY2(onlyIssue(result, 1).text.find("The label's axes point LAS but the image's RAS") !=
                 std::string::npos,
             onlyIssue(result, 1).text.c_str());
    QCOMPARE(onlyIssue(result, 1).fix, std::string("copy_geometry"));
}

void TestDatasetValidator::aLabelOfAnotherShape_isAnError()
{
    seg::Geometry other = imaging::readImageInfo(image(3)).geometry;
    other.extent.voxels[0] -= 1;
    imaging::writeLabelMap(label(3), nestedBoxes(other));
    const Issue issue = onlyIssue(check(), 3);
    QCOMPARE(issue.kind, std::string("size_differs"));
    QVERIFY2(issue.text.starts_with("The image is 16 × 18 × 20 voxels but the label is 16 × 18 × 19."),
             issue.text.c_str());
    QVERIFY(issue.fix.empty());
    QVERIFY_EXCEPTION_THROWN(copyImageGeometryToLabel(m_dataset.trainingCases[3]), seg::Error);
}

void TestDatasetValidator::notANumberAndInfinity_areErrors()
{
    changeVolume(image(0), [](auto& volume) {
        volume.values[5] = std::numeric_limits<float>::quiet_NaN();
        volume.values[6] = std::numeric_limits<float>::quiet_NaN();
    });
    changeVolume(image(1), [](auto& volume) { volume.values[5] = std::numeric_limits<float>::infinity(); });
    const DatasetCheck result = check();
    const Issue nan = onlyIssue(result, 0);
    QCOMPARE(nan.kind, std::string("nan"));
    QVERIFY2(nan.text.starts_with("2 voxels of the image are not a number (NaN)."), nan.text.c_str());
    QCOMPARE(onlyIssue(result, 1).kind, std::string("infinite"));
    QVERIFY(result.cases[0].maximum < 1e6); // the range is that of the others
}

void TestDatasetValidator::anUndeclaredLabel_isAnError()
{
    changeLabels(label(4), [](auto& labels) { labels.values[0] = labels.values[1] = 7; });
    const Issue issue = onlyIssue(check(), 4);
    QCOMPARE(issue.kind, std::string("wrong_label"));
    QVERIFY2(
        issue.text.starts_with("The label file holds 7 (2 voxels), but dataset.json declares only 0, 1, 2."),
        issue.text.c_str());
}

void TestDatasetValidator::aLabelThatIsNone_isAnError()
{
    seg::Volume volume = imaging::readVolume(label(0));
    volume.values[3] = 0.5F;
    imaging::writeVolume(label(0), volume);
    const Issue issue = onlyIssue(check(), 0);
    QCOMPARE(issue.kind, std::string("unreadable_label"));
    QVERIFY2(issue.text.find("has the value 0.5") != std::string::npos, issue.text.c_str());
}

void TestDatasetValidator::anEmptyLabel_isAWarning()
{
    changeLabels(label(1), [](auto& labels) {
        std::fill(labels.values.begin(), labels.values.end(), std::int16_t{0});
    });
    const DatasetCheck result = check();
    QVERIFY(onlyIssue(result, 1).severity == Severity::Warning);
    QCOMPARE(onlyIssue(result, 1).kind, std::string("empty_label"));
    QVERIFY(!result.hasErrors());
}

void TestDatasetValidator::anUnusuallySmallLabel_isAWarning()
{
    changeLabels(label(5), [](auto& labels) {
        bool kept = false; // of label 2 a single voxel stays
        for (auto& value : labels.values) {
            if (value == 2 && kept) {
                value = 1;
            }
            kept = kept || value == 2;
        }
    });
    const DatasetCheck result = check();
    const Issue issue = onlyIssue(result, 5);
    QVERIFY(issue.severity == Severity::Warning);
    QCOMPARE(issue.summary, std::string("Inner unusually small"));
    QVERIFY2(issue.text.starts_with("Inner has 0.0015 ml here, but "),
             issue.text.c_str()); // one voxel of 1.5 mm³
    QCOMPARE(result.count(Severity::Warning), std::size_t{1});
}

void TestDatasetValidator::anotherOrientation_isAWarning()
{
    const auto flip = [](auto& item) { item.geometry.direction[0][0] = 1.0; };
    changeVolume(image(0), flip);
    changeLabels(label(0), flip);
    const Issue issue = onlyIssue(check(), 0);
    QCOMPARE(issue.kind, std::string("orientation_differs"));
    QVERIFY2(issue.text.starts_with("This scan is stored LAS, but 5 of 6 cases are stored RAS."),
             issue.text.c_str());
}

void TestDatasetValidator::disagreeingForms_areAWarning()
{
    // qoffset_x is stored at byte 268 of the header; the sform stays as it is
    seg::Volume volume = imaging::readVolume(image(0));
    const fs::path plain = *m_folder / "plain.nii";
    imaging::writeVolume(plain, volume);
    std::string bytes = seg::readText(plain);
    const float moved = 77.0F;
    std::copy_n(reinterpret_cast<const char*>(&moved), sizeof(moved), bytes.begin() + 268);
    seg::writeText(image(0), bytes);
    const Issue issue = onlyIssue(check(), 0);
    QCOMPARE(issue.kind, std::string("forms_disagree"));
    QVERIFY(issue.severity == Severity::Warning);
    QVERIFY2(issue.text.find("(qform code 1, sform code 1)") != std::string::npos, issue.text.c_str());
}

void TestDatasetValidator::aTruncatedScan_isAFinding_notAFailure()
{
    fs::resize_file(image(2), fs::file_size(image(2)) / 2);
    const DatasetCheck result = check();
    const Issue issue = onlyIssue(result, 2);
    QCOMPARE(issue.kind, std::string("unreadable_image"));
    QVERIFY2(issue.text.find("cut short") != std::string::npos, issue.text.c_str());
    QCOMPARE(result.count(Severity::Error), std::size_t{1});
}

void TestDatasetValidator::missingFiles_areFindings()
{
    fs::remove(label(1));
    const DatasetCheck result = check();
    QCOMPARE(onlyIssue(result, 1).kind, std::string("missing_label"));
    RawDataset listed = openRawDataset(m_dataset.folder);
    listed.trainingCases[0].channels[0] = *m_folder / "gone.nii.gz";
    const Issue issue = onlyIssue(checkDataset(listed, {}), 0);
    QCOMPARE(issue.kind, std::string("missing_file"));
    QCOMPARE(issue.summary, std::string("image missing"));
}

void TestDatasetValidator::channelsThatDiffer_areFindings()
{
    PhantomOptions options = smallPhantom();
    options.channels = 2;
    options.name = "Task98_Two";
    m_dataset = makeRawDataset(m_folder->path(), options);
    const auto second = [&](std::size_t index) { return m_dataset.trainingCases[index].channels[1]; };
    fs::remove(second(0));
    seg::Geometry taller = imaging::readImageInfo(second(1)).geometry;
    taller.extent.voxels[0] += 1;
    imaging::writeVolume(second(1), countedVolume(taller));
    changeVolume(second(2), [](auto& volume) { volume.geometry.spacing.mm[2] = 2.0; });
    changeVolume(second(3), [](auto& volume) { volume.geometry.origin[0] += 4.0; });
    const DatasetCheck result = check();
    QCOMPARE(onlyIssue(result, 0).kind, std::string("channel_count"));
    QVERIFY2(
        onlyIssue(result, 0).text.starts_with("The case has 1 channel but dataset.json names 2 (T1, T2)."),
        onlyIssue(result, 0).text.c_str());
    QCOMPARE(onlyIssue(result, 1).summary, std::string("channel sizes differ"));
    QCOMPARE(onlyIssue(result, 2).summary, std::string("channel spacings differ"));
    QVERIFY(onlyIssue(result, 3).severity == Severity::Warning);
    QVERIFY2(onlyIssue(result, 3).text.find("up to 4 mm apart") != std::string::npos,
             onlyIssue(result, 3).text.c_str());
    QCOMPARE(result.count(Severity::Fine), std::size_t{2});
}

void TestDatasetValidator::theDatasetAsAWhole_isChecked()
{
    RawDataset dataset = openRawDataset(m_dataset.folder);
    dataset.manifest.trainingCount = 7;
    dataset.manifest.labels =
        LabelScheme({{"background", {0}}, {"Outer", {1}}, {"Inner", {2}}, {"far", {4}}});
    dataset.trainingCases.resize(3);
    const DatasetCheck result = checkDataset(dataset, {});
    QVERIFY(result.hasErrors());
    std::vector<std::string> kinds;
    for (const Issue& issue : result.issues) {
        kinds.push_back(issue.kind);
        QVERIFY(issue.caseId.name.empty());
    }
    QCOMPARE(kinds, (std::vector<std::string>{"count_differs", "labels_not_consecutive", "few_cases",
                                              "label_never_occurs"})); // errors first
    QVERIFY(result.issues[1].text.starts_with("The label values are 0, 1, 2, 4,"));
}

void TestDatasetValidator::cancelling_isPossible()
{
    std::stop_source stop;
    stop.request_stop();
    try {
        static_cast<void>(checkDataset(m_dataset, seg::TaskContext(stop.get_token())));
        QFAIL("went on after Cancel");
    } catch (const seg::Error& error) {
        QVERIFY(error.code() == seg::ErrorCode::Cancelled);
    }
}

QTEST_APPLESS_MAIN(TestDatasetValidator)
#include "tst_DatasetValidator.moc"
