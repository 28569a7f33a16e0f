// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/CurveScale.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace seg::gui;

class TestCurveScale final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void stepsAreNice_data();
    void stepsAreNice();
    void ticksStandAtMultiples();
    void epochsHaveNoHalfTicks();
    void aConstantSeriesGetsARange();
    void theEndsOfAnAxisAreTicks_data();
    void theEndsOfAnAxisAreTicks();
    void tickTextsHaveNoIdleZeros();
    void valuesHaveFixedDecimals();
    void decimationKeepsEveryPeak();
    void decimationKeepsGaps();
    void decimationReachesOverTheEdges();
    void fewPointsAreAllDrawn();
};

void TestCurveScale::stepsAreNice_data()
{
    QTest::addColumn<double>("length");
    QTest::addColumn<int>("most");
    QTest::addColumn<double>("step");
    QTest::newRow("Dice") << 1.0 << 4 << 0.25;
    QTest::newRow("epochs") << 137.0 << 6 << 25.0;
    QTest::newRow("small") << 0.0013 << 4 << 0.0005;
    QTest::newRow("exact") << 10.0 << 5 << 2.0;
    QTest::newRow("one step") << 7.0 << 1 << 10.0;
}

void TestCurveScale::stepsAreNice()
{
    QFETCH(double, length);
    QFETCH(int, most);
    QFETCH(double, step);
    QVERIFY(std::abs(niceStep(length, most) - step) < 1e-12);
}

void TestCurveScale::ticksStandAtMultiples()
{
    const std::vector<double> ticks = ticksOf({-1.0, 0.5}, 3);
    QCOMPARE(ticks.size(), std::size_t{4});
    QCOMPARE(ticks.front(), -1.0);
    QCOMPARE(ticks.back(), 0.5);
    QVERIFY(ticksOf({1.0, 1.0}, 4).empty());
}

void TestCurveScale::epochsHaveNoHalfTicks()
{
    QVERIFY(ticksOf({1.0, 4.0}, 10, true) == std::vector<double>({1.0, 2.0, 3.0, 4.0}));
}

void TestCurveScale::aConstantSeriesGetsARange()
{
    const ValueRange range = widened({0.9, 0.9}, 4);
    QVERIFY(range.from < 0.9 && range.to > 0.9);
    QVERIFY(!widened({0.0, 0.0}, 4).isEmpty());
    QVERIFY(!widened({-2.0, -2.0}, 4).isEmpty());
}

void TestCurveScale::theEndsOfAnAxisAreTicks_data()
{
    QTest::addColumn<double>("from");
    QTest::addColumn<double>("to");
    QTest::addColumn<int>("most");
    QTest::newRow("constant memory, low chart") << 8.6 << 8.6 << 1;
    QTest::newRow("memory") << 0.81 << 0.9 << 2;
    QTest::newRow("epoch time") << 11.05 << 11.35 << 2;
    QTest::newRow("loss") << -0.84 << 0.3 << 4;
    QTest::newRow("learning rate") << 0.00877 << 0.01 << 2;
}

void TestCurveScale::theEndsOfAnAxisAreTicks()
{
    QFETCH(double, from);
    QFETCH(double, to);
    QFETCH(int, most);
    const ValueRange range = widened({from, to}, most);
    QVERIFY(range.from <= from && range.to >= to);
    const std::vector<double> ticks = ticksOf(range, most);
    QVERIFY(ticks.size() >= 2);
    QVERIFY(std::abs(ticks.front() - range.from) < 1e-9 * std::max(1.0, std::abs(range.from)));
    QVERIFY(std::abs(ticks.back() - range.to) < 1e-9 * std::max(1.0, std::abs(range.to)));
}

void TestCurveScale::tickTextsHaveNoIdleZeros()
{
    QCOMPARE(tickText(0.5, 0.25), QStringLiteral("0.5"));
    QCOMPARE(tickText(0.25, 0.25), QStringLiteral("0.25"));
    QCOMPARE(tickText(1.0, 0.25), QStringLiteral("1"));
    QCOMPARE(tickText(100.0, 25.0), QStringLiteral("100"));
    QCOMPARE(tickText(-0.5, 0.5), QStringLiteral("−0.5"));
    QCOMPARE(tickText(0.009, 0.001), QStringLiteral("0.009"));
}

void TestCurveScale::valuesHaveFixedDecimals()
{
    QCOMPARE(valueText(0.9, 3), QStringLiteral("0.900"));
    QCOMPARE(valueText(-0.0001, 2), QStringLiteral("0.00"));
    QCOMPARE(valueText(std::nan(""), 3), QStringLiteral("–"));
}

namespace {

struct Series {
    std::vector<double> x;
    std::vector<double> y;
};

Series longSeries(int count)
{
    Series series;
    for (int i = 0; i < count; ++i) {
        series.x.push_back(i);
        series.y.push_back(std::sin(i * 0.01));
    }
    return series;
}

} // namespace

void TestCurveScale::decimationKeepsEveryPeak()
{
    Series series = longSeries(10000);
    series.y[4321] = 5.0;
    series.y[8765] = -5.0;
    const std::vector<std::size_t> kept = decimated(series.x, series.y, {0.0, 9999.0}, 300);
    QVERIFY(kept.size() <= 4 * 301);
    QVERIFY(std::find(kept.begin(), kept.end(), std::size_t{4321}) != kept.end());
    QVERIFY(std::find(kept.begin(), kept.end(), std::size_t{8765}) != kept.end());
    QVERIFY(std::is_sorted(kept.begin(), kept.end()));
    QCOMPARE(kept.front(), std::size_t{0});
    QCOMPARE(kept.back(), std::size_t{9999});
}

void TestCurveScale::decimationKeepsGaps()
{
    Series series = longSeries(10000);
    series.y[5000] = std::numeric_limits<double>::quiet_NaN();
    const std::vector<std::size_t> kept = decimated(series.x, series.y, {0.0, 9999.0}, 100);
    QVERIFY(std::find(kept.begin(), kept.end(), std::size_t{5000}) != kept.end());
}

void TestCurveScale::decimationReachesOverTheEdges()
{
    const Series series = longSeries(100);
    const std::vector<std::size_t> kept = decimated(series.x, series.y, {20.5, 29.5}, 300);
    QCOMPARE(kept.front(), std::size_t{20});
    QCOMPARE(kept.back(), std::size_t{30});
}

void TestCurveScale::fewPointsAreAllDrawn()
{
    const Series series = longSeries(50);
    QCOMPARE(decimated(series.x, series.y, {0.0, 49.0}, 300).size(), std::size_t{50});
    QVERIFY(decimated({}, {}, {0.0, 1.0}, 300).empty());
}

QTEST_APPLESS_MAIN(TestCurveScale)
#include "tst_CurveScale.moc"
