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
    void aShiftedLabel_isAnError_withItsFix();
    void aLabelOfOtherSpacingOrOrientation_isAnError();
    void aLabelOfAnotherShape_isAnError();
    void notANumberAndInfinity_areErrors();
    void anUndeclaredLabel_isAnError();
    void aFindingOfOneVoxel_readsAsOne();
    void negativeValues_areToldApart_soThatTheyCanBeReplaced();
    void aLabelThatIsNone_isAnError_data();
    void aLabelThatIsNone_isAnError();
    void specksOfALabel_areNoted();
    void theSameScanTwice_isAWarning();
    void unusualIntensities_standOut();
    void oneVoxel_isAnError();
    void flatImages_areNoted_andOddOnesWarnedOf();
    void skewedAxes_areAWarning();
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

void TestDatasetValidator::aShiftedLabel_isAnError_withItsFix()
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
    QCOMPARE(issue.fix, std::string("exclude"));
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

void TestDatasetValidator::aFindingOfOneVoxel_readsAsOne()
{
    changeLabels(label(4), [](auto& labels) { labels.values[0] = 7; });
    const Issue undeclared = onlyIssue(check(), 4);
    QVERIFY2(undeclared.text.starts_with("The label file holds 7 (1 voxel), but"), undeclared.text.c_str());
    seg::Volume volume = imaging::readVolume(label(0));
    volume.values[3] = 0.5F;
    imaging::writeVolume(label(0), volume);
    const Issue fractional = onlyIssue(check(), 0);
    QVERIFY2(fractional.text.starts_with("1 voxel of the label is no whole number (e.g. 0.5)"),
             fractional.text.c_str());
}

void TestDatasetValidator::negativeValues_areToldApart_soThatTheyCanBeReplaced()
{
    seg::Volume volume = imaging::readVolume(label(0));
    volume.values[3] = volume.values[7] = -1.0F;
    volume.values[5] = -2.0F;
    imaging::writeVolume(label(0), volume);
    const auto voxels = check().cases.at(0).labelVoxels;
    QCOMPARE(voxels.at(-1), std::int64_t{2});
    QCOMPARE(voxels.at(-2), std::int64_t{1});
    QVERIFY(voxels.contains(0));
}

void TestDatasetValidator::aLabelThatIsNone_isAnError_data()
{
    QTest::addColumn<float>("value");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("fix");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("half") << 0.5F << "fractional_label"
                          << "exclude"
                          << "2 voxels of the label are no whole numbers (e.g. 0.5), so the mask was";
    QTest::newRow("nearly whole")
        << 1.0005F << "nearly_whole_label"
        << "round_labels"
        << "2 voxels of the label miss a whole number by 0.001 at most (e.g. 1.0005)";
    QTest::newRow("negative") << -1.0F << "negative_label"
                              << "drop_label"
                              << "2 voxels of the label are negative (e.g. -1). Labels count from 0";
    QTest::newRow("huge") << 70000.0F << "wrong_label"
                          << "drop_label"
                          << "2 voxels of the label are above 32767 (e.g. 70000)";
    QTest::newRow("NaN") << std::numeric_limits<float>::quiet_NaN() << "label_nan"
                         << "drop_label"
                         << "2 voxels of the label are not a number (NaN) or infinite, so nobody knows";
}

void TestDatasetValidator::aLabelThatIsNone_isAnError()
{
    QFETCH(const float, value);
    QFETCH(const QString, kind);
    QFETCH(const QString, fix);
    QFETCH(const QString, sentence);
    seg::Volume volume = imaging::readVolume(label(0));
    volume.values[3] = volume.values[7] = value;
    imaging::writeVolume(label(0), volume);
    const Issue issue = onlyIssue(check(), 0);
    QVERIFY(issue.severity == Severity::Error);
    QCOMPARE(QString::fromStdString(issue.kind), kind);
    QCOMPARE(QString::fromStdString(issue.fix), fix);
    QVERIFY2(issue.text.starts_with(sentence.toStdString()), issue.text.c_str());
}

void TestDatasetValidator::specksOfALabel_areNoted()
{
    changeLabels(label(3), [](auto& labels) {
        labels.values.front() = 1; // corners, far from everything
        labels.values.back() = 1;
    });
    const Issue issue = onlyIssue(check(), 3);
    QVERIFY2(issue.severity == Severity::Note, issue.kind.c_str());
    QCOMPARE(issue.summary, std::string("Outer has specks"));
    QVERIFY2(
        issue.text.starts_with("Outer has 2 pieces of fewer than 10 voxels (2 in all) apart from the rest, "
                               "whose largest has "),
        issue.text.c_str());
}

void TestDatasetValidator::theSameScanTwice_isAWarning()
{
    imaging::writeVolume(image(4), imaging::readVolume(image(1))); // another file, the same voxels
    const DatasetCheck result = check();
    for (const std::size_t index : {std::size_t{1}, std::size_t{4}}) {
        const Issue issue = onlyIssue(result, index);
        QVERIFY(issue.severity == Severity::Warning);
        QCOMPARE(issue.kind, std::string("duplicate"));
        QCOMPARE(issue.fix, std::string("exclude"));
        QVERIFY2(issue.text.starts_with(index == 1
                                            ? "Its image has exactly the voxels of phantom_005, and the "
                                              "labels differ, so one of them is wrong."
                                            : "Its image has exactly the voxels of phantom_002"),
                 issue.text.c_str());
    }
    fs::copy_file(label(1), label(4), fs::copy_options::overwrite_existing);
    const std::string text = onlyIssue(check(), 4).text;
    QVERIFY2(text.find("and so has its label.") != std::string::npos, text.c_str());
}

void TestDatasetValidator::unusualIntensities_standOut()
{
    PhantomOptions options = smallPhantom();
    options.cases = 9;
    options.name = "Task97_Many";
    m_dataset = makeRawDataset(m_folder->path(), options);
    changeVolume(image(4), [](auto& volume) {
        for (float& value : volume.values) {
            value = 1000.0F * value;
        }
    });
    const Issue note = onlyIssue(check(), 4);
    QVERIFY(note.severity == Severity::Note);
    QCOMPARE(note.kind, std::string("unusual_intensities"));
    m_dataset.manifest.channelNames = {"CT"};
    const Issue warning = onlyIssue(checkDataset(m_dataset, {}), 4);
    QVERIFY(warning.severity == Severity::Warning);
    QVERIFY2(warning.text.find("check that the scan is in Hounsfield units and not shifted or rescaled") !=
                 std::string::npos,
             warning.text.c_str());
}

void TestDatasetValidator::oneVoxel_isAnError()
{
    seg::Geometry tiny = imaging::readImageInfo(image(0)).geometry;
    tiny.extent = {{1, 1, 1}};
    imaging::writeVolume(image(0), {tiny, 1, {5.0F}});
    imaging::writeLabelMap(label(0), {tiny, {1}});
    const DatasetCheck result = check();
    QCOMPARE(result.cases[0].issues.front().kind, std::string("one_voxel"));
    QVERIFY(result.cases[0].issues.front().severity == Severity::Error);
    QCOMPARE(result.count(Severity::Error), std::size_t{1});
}

void TestDatasetValidator::flatImages_areNoted_andOddOnesWarnedOf()
{
    PhantomOptions options = smallPhantom();
    options.twoD = true;
    options.name = "Task96_Flat";
    const RawDataset solid = m_dataset;
    m_dataset = makeRawDataset(m_folder->path(), options);
    const DatasetCheck flat = check();
    QVERIFY(!flat.hasErrors());
    QCOMPARE(flat.issues.front().kind, std::string("two_dimensional"));
    QCOMPARE(flat.count(Severity::Warning), std::size_t{0});
    fs::copy_file(solid.trainingCases[0].channels[0], image(2), fs::copy_options::overwrite_existing);
    fs::copy_file(*solid.trainingCases[0].label, label(2), fs::copy_options::overwrite_existing);
    const DatasetCheck mixed = check();
    QVERIFY(mixed.issues.empty());
    const auto& issues = mixed.cases[2].issues;
    const auto odd = std::find_if(issues.begin(), issues.end(),
                                  [](const Issue& issue) { return issue.kind == "dimensions_differ"; });
    QVERIFY(odd != issues.end());
    QVERIFY2(odd->text.starts_with("This image has several slices but 5 of 6 images have a single one."),
             odd->text.c_str());
}

void TestDatasetValidator::skewedAxes_areAWarning()
{
    // srow_x[1] is stored at byte 284 of the header; without a qform there is nothing to fall back on
    const fs::path plain = *m_folder / "plain.nii";
    imaging::writeVolume(plain, imaging::readVolume(image(0)));
    std::string bytes = seg::readText(plain);
    const float skew = 0.3F;
    std::copy_n(reinterpret_cast<const char*>(&skew), sizeof(skew), bytes.begin() + 284);
    bytes[252] = bytes[253] = 0; // qform_code
    seg::writeText(image(0), bytes);
    const DatasetCheck result = check();
    const Issue& issue = result.cases[0].issues.front().kind == "skewed_axes" ? result.cases[0].issues.front()
                                                                              : result.cases[0].issues.back();
    QCOMPARE(issue.kind, std::string("skewed_axes"));
    QVERIFY(issue.severity == Severity::Warning);
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
