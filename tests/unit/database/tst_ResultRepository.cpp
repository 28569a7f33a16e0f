// SPDX-License-Identifier: Apache-2.0
#include "database/ResultRepository.h"
#include "tests/support/ProjectRows.h"

#include <QTest>

using namespace seg;
using database::ResultRepository;

class TestResultRepository final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aPrediction_readsBack_newestFirst();
    void aPredictionWithoutARun_isKept();
    void aFailedPrediction_keepsItsSentence();
    void aReport_isListedOnceItHasAFile();
    void removedOnes_areGone();
};

struct Setup {
    test::ProjectRows rows;
    database::RunId run = rows.addRun(rows.addDataset());
    ResultRepository results{rows.database, rows.folder()};
};

void TestResultRepository::aPrediction_readsBack_newestFirst()
{
    Setup s;
    database::PredictionRecord record;
    record.run = s.run;
    record.inputs = {"/scans/Größe_0000.nii.gz", s.rows.folder() / "datasets" / "x.nii.gz"};
    record.mask = s.rows.folder() / "predictions" / "0001" / "Größe.nii.gz";
    record.seconds = 12.5;
    s.results.addPrediction(record);
    s.results.addPrediction({});
    const auto all = s.results.predictions();
    QCOMPARE(all.size(), std::size_t{2});
    QVERIFY(all[1].run == s.run);
    QCOMPARE(all[1].inputs, record.inputs);
    QCOMPARE(all[1].mask, record.mask);
    QCOMPARE(all[1].seconds, 12.5);
    QVERIFY(all[1].createdAt > 0);
}

void TestResultRepository::aPredictionWithoutARun_isKept()
{
    Setup s;
    s.results.addPrediction({});
    QVERIFY(s.results.predictions()[0].run == database::RunId{});
}

void TestResultRepository::aFailedPrediction_keepsItsSentence()
{
    Setup s;
    database::PredictionRecord record;
    record.id = s.results.addPrediction(record);
    record.error = "cannot segment a scan with 1 channel";
    s.results.updatePrediction(record);
    QCOMPARE(s.results.predictions()[0].error, record.error);
    QVERIFY(s.results.predictions()[0].mask.empty());
}

void TestResultRepository::aReport_isListedOnceItHasAFile()
{
    Setup s;
    database::ReportRecord record;
    record.run = s.run;
    record.id = s.results.addReport(record);
    QVERIFY(s.results.reports().empty());
    record.file = s.rows.folder() / "reports" / "0001" / "report.html";
    s.results.updateReport(record);
    QCOMPARE(s.results.reports().size(), std::size_t{1});
    QCOMPARE(s.results.reports()[0].file, record.file);
}

void TestResultRepository::removedOnes_areGone()
{
    Setup s;
    s.results.removePrediction(s.results.addPrediction({}));
    s.results.removeReport(s.results.addReport({}));
    QVERIFY(s.results.predictions().empty());
    QVERIFY(s.results.reports().empty());
}

QTEST_APPLESS_MAIN(TestResultRepository)
#include "tst_ResultRepository.moc"
