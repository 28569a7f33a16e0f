// SPDX-License-Identifier: Apache-2.0
#include "core/reporting/Charts.h"
#include "tests/support/ReportedRun.h"

#include <QTest>
#include <QXmlStreamReader>

using namespace seg;
using namespace seg::reporting;

class TestCharts final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyChartIsWellFormed();
    void breaksACurveWhereAValueIsMissing();
    void thinsLongCurvesOut();
    void drawsADotPerCaseAndABoxPerClass();
    void marksTheValidation();
    void leavesTheScatterOutWithoutVolumes();
    void drawsOneCaseAndOneEpoch();
};

namespace {

/// Number of elements of a name; fails the test when the text is not XML.
int elements(const std::string& svg, const QString& name)
{
    QXmlStreamReader reader(QString::fromStdString(svg));
    int count = 0;
    while (!reader.atEnd()) {
        if (reader.readNext() == QXmlStreamReader::StartElement && reader.name() == name) {
            ++count;
        }
    }
    if (reader.hasError()) {
        qWarning("%s", qPrintable(reader.errorString()));
        return -1;
    }
    return count;
}

} // namespace

void TestCharts::everyChartIsWellFormed()
{
    const test::ReportedRun run;
    const ReportData data = readReportData(run.folder());
    for (const std::string& svg :
         {diceCurves(data, 400), lossCurves(data, 400), diceBoxes(data, 400), volumeScatter(data, 400)}) {
        QCOMPARE(elements(svg, "svg"), 1);
        QVERIFY(svg.find("nan") == std::string::npos);
        QVERIFY(svg.find("inf") == std::string::npos);
    }
}

void TestCharts::breaksACurveWhereAValueIsMissing()
{
    const test::ReportedRun run;
    const std::string svg = diceCurves(readReportData(run.folder()), 400);
    const std::size_t blue = svg.find("stroke=\"#3e8ef7\"");
    const std::size_t start = svg.rfind("<path d=\"", blue);
    const std::string path = svg.substr(start, blue - start);
    QCOMPARE(std::count(path.begin(), path.end(), 'M'), 2); // before and after epoch 4
}

void TestCharts::thinsLongCurvesOut()
{
    const test::ReportedRun run;
    ReportData data = readReportData(run.folder());
    const training::EpochMetrics epoch = data.epochs.front();
    data.epochs.assign(5000, epoch);
    for (int i = 0; i < 5000; ++i) {
        data.epochs[static_cast<std::size_t>(i)].epoch = i;
    }
    QVERIFY(diceCurves(data, 400).size() < 60000);
}

void TestCharts::drawsADotPerCaseAndABoxPerClass()
{
    const test::ReportedRun run;
    const std::string svg = diceBoxes(readReportData(run.folder()), 400);
    QCOMPARE(elements(svg, "circle"), 6);
    QCOMPARE(elements(svg, "rect"), 2);
    QVERIFY(svg.find("Posterior") != std::string::npos);
}

void TestCharts::marksTheValidation()
{
    const test::ReportedRun run;
    ReportData data = readReportData(run.folder());
    QCOMPARE(elements(diceCurves(data, 400), "circle"), 1);
    data.headline.meanDice = kUnknown;
    QCOMPARE(elements(diceCurves(data, 400), "circle"), 0);
}

void TestCharts::leavesTheScatterOutWithoutVolumes()
{
    const test::ReportedRun run;
    ReportData data = readReportData(run.folder());
    QCOMPARE(elements(volumeScatter(data, 400), "circle"), 6);
    for (CaseRow& row : data.cases) {
        for (CaseValue& value : row.values) {
            value.trueMl = kUnknown;
            value.predictedMl = kUnknown;
        }
    }
    QVERIFY(volumeScatter(data, 400).empty());
}

void TestCharts::drawsOneCaseAndOneEpoch()
{
    const test::ReportedRun run;
    ReportData data = readReportData(run.folder());
    data.cases.erase(data.cases.begin(), data.cases.begin() + 2); // the perfect one stays
    data.epochs.resize(1);
    for (const std::string& svg :
         {diceCurves(data, 400), lossCurves(data, 400), diceBoxes(data, 400), volumeScatter(data, 400)}) {
        QCOMPARE(elements(svg, "svg"), 1);
        QVERIFY(svg.find("nan") == std::string::npos);
    }
}

QTEST_APPLESS_MAIN(TestCharts)
#include "tst_Charts.moc"
