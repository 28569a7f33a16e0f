// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/io/ImageFile.h"
#include "core/training/RunDirectory.h"
#include "gui/viewmodels/ReviewCase.h"
#include "tests/support/PlannedProject.h"

#include <QTest>

#include <cmath>

using namespace seg;
using namespace seg::gui;

class TestReviewCase final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void validationMasks_areListedWithTheirTruth();
    void datasetCase_isFoundByItsName();
    void maskOfAnotherSize_isLeftOut_withANote();
    void figures_matchMasksMadeByHand();
    void withoutTruth_thereAreVolumesOnly();
};

void TestReviewCase::validationMasks_areListedWithTheirTruth()
{
    test::PlannedProject temp;
    const auto run = temp.project().addRun(temp.datasetId(), {});
    QVERIFY(reviewCases(temp.project()).empty());
    const Case item = temp.project().rawDataset(temp.datasetId()).trainingCases.at(2);
    const auto folder = training::RunDirectory(run.folder).validation();
    std::filesystem::create_directories(folder);
    std::filesystem::copy_file(*item.label, folder / (item.id.name + ".nii.gz"));

    const auto cases = reviewCases(temp.project());
    QCOMPARE(cases.size(), std::size_t{1});
    QCOMPARE(cases[0].key, reviewKey(reviewValidation(run.id, item.id)));
    QCOMPARE(cases[0].channels, item.channels);
    QCOMPARE(cases[0].truth, *item.label);
    const LoadedCase loaded = loadCase(cases[0], {});
    QVERIFY(loaded.prediction && loaded.truth && loaded.note.isEmpty());
    for (const LabelFigures& row : measureLabels(loaded, cases[0].labels, {})) {
        QCOMPARE(row.dice, 1.0); // the truth itself
        QCOMPARE(row.predictionMl, row.truthMl);
    }
}

void TestReviewCase::datasetCase_isFoundByItsName()
{
    test::TempProject temp;
    const Case item = temp.project().rawDataset(temp.datasetId()).trainingCases.at(0);
    const auto argument = reviewDatasetCase(temp.datasetId(), item.id);
    const auto found = singleCase(temp.project(), argument);
    QVERIFY(found.has_value());
    QCOMPARE(found->key, reviewKey(argument));
    QCOMPARE(found->truth, *item.label);
    QVERIFY(found->prediction.empty());
    QVERIFY(found->colors.empty());
    const dataset::LabelColors colors{{2, {1, 2, 3}}};
    temp.project().setLabelColors(temp.datasetId(), colors);
    QVERIFY(singleCase(temp.project(), argument)->colors == colors);
    QVERIFY(!singleCase(temp.project(), reviewDatasetCase(temp.datasetId(), CaseId{"nobody"})).has_value());
}

void TestReviewCase::maskOfAnotherSize_isLeftOut_withANote()
{
    const test::TempFolder folder;
    Geometry geometry;
    geometry.extent = {{4, 5, 6}};
    imaging::writeVolume(folder / "scan.nii.gz", test::countedVolume(geometry));
    geometry.extent = {{4, 5, 7}};
    imaging::writeLabelMap(folder / "mask.nii.gz", test::nestedBoxes(geometry));
    ReviewCase item;
    item.channels = {folder / "scan.nii.gz"};
    item.prediction = folder / "mask.nii.gz";
    const LoadedCase loaded = loadCase(item, {});
    QVERIFY(loaded.scan != nullptr);
    QVERIFY(loaded.prediction == nullptr);
    QVERIFY2(loaded.note.contains(QStringLiteral("another number of voxels")), qPrintable(loaded.note));
}

void TestReviewCase::figures_matchMasksMadeByHand()
{
    LoadedCase loaded;
    auto scan = std::make_shared<Volume>();
    scan->geometry.extent = {{1, 1, 10}};
    scan->geometry.spacing = {{10.0, 10.0, 10.0}}; // one voxel is 1 ml
    scan->values.assign(10, 0.0F);
    loaded.scan = scan;
    loaded.prediction = std::make_shared<LabelMap>(LabelMap{scan->geometry, {1, 1, 1, 1, 0, 0, 0, 0, 0, 2}});
    loaded.truth = std::make_shared<LabelMap>(LabelMap{scan->geometry, {0, 0, 1, 1, 1, 1, 0, 0, 0, 0}});
    const dataset::LabelScheme labels(
        {{"background", {0}, false}, {"organ", {1}, false}, {"lesion", {2}, false}});
    const auto rows = measureLabels(loaded, labels, {});
    QCOMPARE(rows.size(), std::size_t{2});
    QCOMPARE(rows[0].name, QStringLiteral("organ"));
    QCOMPARE(rows[0].predictionMl, 4.0);
    QCOMPARE(rows[0].truthMl, 4.0);
    QCOMPARE(rows[0].dice, 0.5);
    QCOMPARE(rows[1].predictionMl, 1.0);
    QCOMPARE(rows[1].truthMl, 0.0);
    QCOMPARE(rows[1].dice, 0.0);
    QVERIFY(std::isnan(rows[1].hd95));
}

void TestReviewCase::withoutTruth_thereAreVolumesOnly()
{
    LoadedCase loaded;
    auto scan = std::make_shared<Volume>();
    scan->geometry.extent = {{1, 1, 2}};
    scan->values.assign(2, 0.0F);
    loaded.scan = scan;
    loaded.prediction =
        std::make_shared<LabelMap>(LabelMap{scan->geometry, {7, 7}}); // not in the scheme: still listed
    const auto rows = measureLabels(loaded, dataset::LabelScheme({{"background", {0}, false}}), {});
    QCOMPARE(rows.size(), std::size_t{1});
    QCOMPARE(rows[0].name, QStringLiteral("label 7"));
    QVERIFY(std::isnan(rows[0].truthMl) && std::isnan(rows[0].dice));
}

QTEST_APPLESS_MAIN(TestReviewCase)
#include "tst_ReviewCase.moc"
