// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/Histogram.h"

#include <QTest>

#include <cmath>
#include <numeric>

using namespace seg::gui;

class TestHistogram final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void countsEveryFiniteValueOnce();
    void putsTheHighestIntoTheLastBin();
    void showsASingleValueAsOneBar();
    void isEmptyWithoutValues();
    void barsAreAsHighAsTheirShare();
    void saysWhatABarHolds();
    void oneGroupIsABarInTheMiddle();
};

void TestHistogram::countsEveryFiniteValueOnce()
{
    std::vector<double> values;
    for (int i = 0; i < 100; ++i) {
        values.push_back(i);
    }
    values.push_back(std::nan(""));
    const HistogramData data = histogramOf(values, 10, QStringLiteral("mm"), 0);
    QCOMPARE(data.counts.size(), std::size_t{10});
    QCOMPARE(std::accumulate(data.counts.begin(), data.counts.end(), 0), 100);
    QCOMPARE(data.counts.front(), 10);
}

void TestHistogram::putsTheHighestIntoTheLastBin()
{
    const HistogramData data = histogramOf(std::vector<double>{0.0, 0.5, 1.0}, 2, {}, 1);
    QCOMPARE(data.counts[0], 1);
    QCOMPARE(data.counts[1], 2);
}

void TestHistogram::showsASingleValueAsOneBar()
{
    const HistogramData data = histogramOf(std::vector<double>{1.0, 1.0, 1.0}, 12, QStringLiteral("mm"), 1);
    QVERIFY(data.counts == std::vector<int>({0, 3, 0}));
    QVERIFY(data.from < 1.0 && data.to > 1.0);
    QVERIFY(!histogramOf(std::vector<double>{0.0}, 12, {}, 1).isEmpty());
}

void TestHistogram::isEmptyWithoutValues()
{
    QVERIFY(histogramOf({}, 12, {}, 0).isEmpty());
    QVERIFY(histogramOf(std::vector<double>{std::nan("")}, 12, {}, 0).isEmpty());
}

void TestHistogram::barsAreAsHighAsTheirShare()
{
    Histogram histogram;
    histogram.resize(300, 100);
    HistogramData data;
    data.names = QStringList{QStringLiteral("LPS"), QStringLiteral("RAS"), QStringLiteral("LAS")};
    data.counts = {40, 20, 0};
    histogram.setData(data);
    QVERIFY(std::abs(histogram.barRect(0).height() - 2.0 * histogram.barRect(1).height()) < 1e-9);
    QVERIFY(histogram.barRect(2).height() <= 1.0);
    QVERIFY(histogram.barRect(1).left() > histogram.barRect(0).right());
    QVERIFY(!histogram.grab().isNull());
}

void TestHistogram::saysWhatABarHolds()
{
    Histogram histogram;
    histogram.setData(histogramOf(std::vector<double>{0.0, 1.0, 2.0, 2.0}, 2, QStringLiteral("mm"), 0));
    QCOMPARE(histogram.barText(0), QStringLiteral("1 case, 0.0–1.0 mm"));
    QCOMPARE(histogram.barText(1), QStringLiteral("3 cases, 1.0–2.0 mm"));
}

void TestHistogram::oneGroupIsABarInTheMiddle()
{
    Histogram histogram;
    histogram.resize(300, 100);
    HistogramData data;
    data.names = QStringList{QStringLiteral("RAS")};
    data.counts = {40};
    histogram.setData(data);
    QVERIFY(histogram.barRect(0).width() <= 100.0);
    QVERIFY(std::abs(histogram.barRect(0).center().x() - 150.0) < 1e-9);
}

QTEST_MAIN(TestHistogram)
#include "tst_Histogram.moc"
