// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/reporting/ReportData.h"
#include "tests/support/ReportedRun.h"

#include <QTest>

using namespace seg;
using namespace seg::reporting;

class TestReportData final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void namesRunAndDatasetShortly();
    void ordersCasesFromTheLowest();
    void countsAMissedClassAsFailure();
    void turnsVoxelsIntoMilliliters();
    void summarizesEveryLabel();
    void readsCurvesWithGaps();
    void findsTheScansOfAMovedProject();
    void doesWithoutTheScans();
    void readsARunBeforeItsValidation();
    void saysWhenThereIsNothing();
};

void TestReportData::namesRunAndDatasetShortly()
{
    const test::ReportedRun run;
    const ReportData data = readReportData(run.folder());
    QCOMPARE(data.runName, std::string("Run 12"));
    QCOMPARE(data.datasetName, std::string("Boxes"));
    QCOMPARE(data.configuration().batchSize, 9);
    QCOMPARE(data.trainedSeconds(), 720.0);
    QCOMPARE(data.warnings.size(), std::size_t{1});
}

void TestReportData::ordersCasesFromTheLowest()
{
    const test::ReportedRun run;
    const ReportData data = readReportData(run.folder());
    QCOMPARE(data.cases.size(), std::size_t{3});
    QCOMPARE(data.cases[0].name, std::string("case_c")); // (0 + 1) / 2
    QCOMPARE(data.cases[1].name, std::string("case_b"));
    QCOMPARE(data.cases[2].name, std::string("case_a"));
    QCOMPARE(data.cases[0].meanDice, 0.5);
    QCOMPARE(data.cases[2].meanDice, 1.0);
    QCOMPARE(data.headline.lowestCase, 0.5);
}

void TestReportData::countsAMissedClassAsFailure()
{
    const test::ReportedRun run;
    const ReportData data = readReportData(run.folder());
    QCOMPARE(data.headline.failures, std::size_t{1});
    QVERIFY(data.cases[0].missesAClass());
    QVERIFY(!data.cases[1].missesAClass());
}

void TestReportData::turnsVoxelsIntoMilliliters()
{
    const test::ReportedRun run;
    const ReportData data = readReportData(run.folder());
    QVERIFY(data.hasVolumes());
    // 8 slices of 6 x 12 voxels of 0.25 mm3
    QCOMPARE(data.cases[2].values[0].trueMl, 8 * 6 * 12 * 0.25 / 1000.0);
    QCOMPARE(data.cases[0].values[0].predictedMl, 0.0);
    // Posterior of case_b lacks 3 of 8 slices: a third of that over three cases.
    QVERIFY(std::abs(data.labels[1].volumeDifferenceMl + 3 * 6 * 12 * 0.25 / 1000.0 / 3.0) < 1e-12);
}

void TestReportData::summarizesEveryLabel()
{
    const test::ReportedRun run;
    const ReportData data = readReportData(run.folder());
    QCOMPARE(data.labels.size(), std::size_t{2});
    QCOMPARE(data.labels[0].name, std::string("Anterior"));
    QCOMPARE(data.labels[0].color, 1);
    QVERIFY(std::abs(data.labels[0].dice - 2.0 / 3.0) < 1e-12);                 // 1, 1, 0
    QVERIFY(std::abs(data.labels[1].dice - (2.0 + 10.0 / 13.0) / 3.0) < 1e-12); // 2 * 5 / (5 + 8)
    QVERIFY(std::abs(data.labels[1].sensitivity - (2.0 + 5.0 / 8.0) / 3.0) < 1e-12);
    QCOMPARE(data.labels[1].precision, 1.0);
    QVERIFY(data.hasSurfaces());
    QCOMPARE(data.labels[0].hd95, 0.0); // the missed one has no distance
    QVERIFY(data.labels[0].diceInterval.low <= data.labels[0].dice);
    QVERIFY(data.labels[0].diceInterval.high >= data.labels[0].dice);
}

void TestReportData::readsCurvesWithGaps()
{
    const test::ReportedRun run;
    const ReportData data = readReportData(run.folder());
    QCOMPARE(data.epochs.size(), static_cast<std::size_t>(test::ReportedRun::kEpochs));
    QVERIFY(std::isnan(data.epochs[3].dice[1]));
    QVERIFY(!std::isnan(data.epochs[3].dice[0]));
}

void TestReportData::findsTheScansOfAMovedProject()
{
    const test::ReportedRun run;
    const auto moved = run.project().parent_path() / "elsewhere.segwright";
    std::filesystem::rename(run.project(), moved);
    const ReportData data = readReportData(moved / "runs" / "0012");
    QVERIFY(data.hasVolumes());
    for (const CaseRow& row : data.cases) {
        QVERIFY(!row.prediction.empty());
        QVERIFY(!row.reference.empty());
        QCOMPARE(row.channels.size(), std::size_t{1});
    }
}

void TestReportData::doesWithoutTheScans()
{
    const test::ReportedRun run;
    std::filesystem::remove_all(run.datasetFolder());
    for (const auto& name : {"case_a", "case_b", "case_c"}) {
        std::filesystem::remove(run.folder() / "validation" / (std::string(name) + ".nii.gz"));
    }
    const ReportData data = readReportData(run.folder());
    QVERIFY(!data.hasVolumes());
    QCOMPARE(data.cases.size(), std::size_t{3});
    QVERIFY(data.cases[0].reference.empty());
    QCOMPARE(data.cases[0].meanDice, 0.5);
}

void TestReportData::readsARunBeforeItsValidation()
{
    const test::ReportedRun run(false);
    const ReportData data = readReportData(run.folder());
    QVERIFY(data.cases.empty());
    QVERIFY(!data.hasSurfaces());
    QCOMPARE(data.epochs.size(), static_cast<std::size_t>(test::ReportedRun::kEpochs));
}

void TestReportData::saysWhenThereIsNothing()
{
    const test::ReportedRun run(false);
    std::filesystem::remove(run.folder() / "events.jsonl");
    try {
        static_cast<void>(readReportData(run.folder()));
        QFAIL("must throw");
    } catch (const Error& error) {
        QCOMPARE(error.code(), ErrorCode::NotFound);
        QCOMPARE(std::string(error.what()), std::string("cannot make a report of Run 12: no epoch has ended "
                                                        "yet and nothing was validated; train it first"));
    }
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(readReportData(run.project() / "runs" / "0099")), Error);
}

QTEST_APPLESS_MAIN(TestReportData)
#include "tst_ReportData.moc"
