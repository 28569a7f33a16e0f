// SPDX-License-Identifier: Apache-2.0
#include "core/reporting/Statistics.h"

#include <QTest>

#include <cmath>

using namespace seg::reporting;

class TestStatistics final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void leavesMissingValuesOut();
    void givesNoNumberForNothing();
    void interpolatesQuantiles();
    void boundsTheMeanByItsBootstrap();
    void drawsTheSameSamplesEveryTime();
    void agreesWithinTwoDeviations();
    void endsWhiskersBeforeOutliers();
};

namespace {

const double kNone = std::nan("");

} // namespace

void TestStatistics::leavesMissingValuesOut()
{
    const std::vector<double> values{1.0, kNone, 3.0, HUGE_VAL};
    QCOMPARE(mean(values), 2.0);
    QCOMPARE(largest(values), 3.0);
    QCOMPARE(smallest(values), 1.0);
    QCOMPARE(deviation(values), std::sqrt(2.0));
}

void TestStatistics::givesNoNumberForNothing()
{
    const std::vector<double> values{kNone};
    QVERIFY(std::isnan(mean(values)));
    QVERIFY(std::isnan(deviation(values)));
    QVERIFY(std::isnan(quantile(values, 0.5)));
    QVERIFY(std::isnan(bootstrapMean(values).low));
    QVERIFY(std::isnan(boxOf(values).median));
    QVERIFY(std::isnan(mean({})));
}

void TestStatistics::interpolatesQuantiles()
{
    const std::vector<double> values{4.0, 1.0, 3.0, 2.0};
    QCOMPARE(quantile(values, 0.0), 1.0);
    QCOMPARE(quantile(values, 0.5), 2.5); // numpy.percentile([1, 2, 3, 4], 50)
    QCOMPARE(quantile(values, 0.95), 3.85);
    QCOMPARE(quantile(std::vector<double>{7.0}, 0.3), 7.0);
}

void TestStatistics::boundsTheMeanByItsBootstrap()
{
    std::vector<double> values;
    for (int i = 0; i < 100; ++i) {
        values.push_back(0.8 + 0.002 * i); // mean 0.899, standard error 0.0058
    }
    const Interval interval = bootstrapMean(values);
    QVERIFY(std::abs(interval.low - (0.899 - 1.96 * 0.0058)) < 0.002);
    QVERIFY(std::abs(interval.high - (0.899 + 1.96 * 0.0058)) < 0.002);
    const Interval same = bootstrapMean(std::vector<double>{0.5, 0.5, 0.5});
    QCOMPARE(same.low, 0.5);
    QCOMPARE(same.high, 0.5);
}

void TestStatistics::drawsTheSameSamplesEveryTime()
{
    const std::vector<double> values{0.1, 0.5, 0.7, 0.9};
    const Interval first = bootstrapMean(values);
    const Interval second = bootstrapMean(values);
    QCOMPARE(first.low, second.low);
    QCOMPARE(first.high, second.high);
}

void TestStatistics::agreesWithinTwoDeviations()
{
    const Interval limits = limitsOfAgreement(std::vector<double>{-1.0, 0.0, 1.0});
    QCOMPARE(limits.low, -1.96);
    QCOMPARE(limits.high, 1.96);
}

void TestStatistics::endsWhiskersBeforeOutliers()
{
    const Box box = boxOf(std::vector<double>{1, 2, 3, 4, 5, 6, 7, 8, 9, 100});
    QCOMPARE(box.median, 5.5);
    QCOMPARE(box.firstQuartile, 3.25);
    QCOMPARE(box.thirdQuartile, 7.75);
    QCOMPARE(box.low, 1.0);
    QCOMPARE(box.high, 9.0); // 100 is an outlier
}

QTEST_APPLESS_MAIN(TestStatistics)
#include "tst_Statistics.moc"
