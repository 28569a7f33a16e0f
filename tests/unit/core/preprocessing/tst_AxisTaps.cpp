// SPDX-License-Identifier: Apache-2.0
#include "core/preprocessing/AxisTaps.h"

#include <QtTest>

#include <cmath>

using namespace seg::preprocessing;

class TestAxisTaps : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nearestEqualsTheReference_data();
    void nearestEqualsTheReference();
    void nearestFormsTheQuotientFirst();
    void linearWeightsSumToOne_andStayInside();
    void cubicWeightsSumToOne();
    void splineCoefficientsReproduceTheSamples();
};

void TestAxisTaps::nearestEqualsTheReference_data()
{
    QTest::addColumn<int>("in");
    QTest::addColumn<QList<qint64>>("expected");
    QTest::newRow("5 to 8") << 5 << QList<qint64>{0, 0, 1, 2, 2, 3, 4, 4};
    QTest::newRow("4 to 2") << 4 << QList<qint64>{1, 3};
    QTest::newRow("6 to 4") << 6 << QList<qint64>{0, 2, 3, 5};
    QTest::newRow("3 to 7") << 3 << QList<qint64>{0, 0, 1, 1, 1, 2, 2};
    QTest::newRow("1 to 3") << 1 << QList<qint64>{0, 0, 0};
    QTest::newRow("unchanged") << 4 << QList<qint64>{0, 1, 2, 3};
}

void TestAxisTaps::nearestEqualsTheReference()
{
    QFETCH(int, in);
    QFETCH(QList<qint64>, expected);
    const auto indices = nearestIndices(in, expected.size());
    QCOMPARE(QList<qint64>(indices.begin(), indices.end()), expected);
}

void TestAxisTaps::nearestFormsTheQuotientFirst()
{
    // 2 to 49: the middle sample falls on an exact half only in exact arithmetic.
    const double ratio = 2.0 / 49.0;
    for (std::int64_t k = 0; k < 49; ++k) {
        const double x = std::clamp((static_cast<double>(k) + 0.5) * ratio - 0.5, 0.0, 1.0);
        QCOMPARE(nearestIndex(k, 2, 49), static_cast<std::int64_t>(std::floor(x + 0.5)));
    }
}

void TestAxisTaps::linearWeightsSumToOne_andStayInside()
{
    for (const auto& [in, out] : {std::pair{5, 8}, std::pair{8, 3}, std::pair{1, 4}}) {
        for (const LinearTap& tap : linearTaps(in, out)) {
            QCOMPARE(tap.lowWeight + tap.highWeight, 1.0);
            QVERIFY(tap.low >= 0 && tap.high < in && tap.high - tap.low <= 1);
        }
    }
}

void TestAxisTaps::cubicWeightsSumToOne()
{
    for (const CubicTap& tap : cubicTaps(5, 13)) {
        const double sum = tap.weights[0] + tap.weights[1] + tap.weights[2] + tap.weights[3];
        QVERIFY(std::abs(sum - 1.0) < 1e-15);
        QVERIFY(tap.first >= 0 && tap.first + 4 <= 5 + 2 * kSplinePadding);
    }
}

void TestAxisTaps::splineCoefficientsReproduceTheSamples()
{
    constexpr std::size_t kCount = 40;
    std::vector<double> lines(kCount * kSplineLanes);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        lines[i] = std::sin(static_cast<double>(i * i));
    }
    const std::vector<double> samples = lines;
    filterSplineLines(lines.data(), kCount);
    for (std::size_t i = 1; i + 1 < kCount; ++i) {
        for (std::size_t lane = 0; lane < kSplineLanes; ++lane) {
            const double* c = lines.data() + i * kSplineLanes + lane;
            const double value = (*(c - kSplineLanes) + 4.0 * *c + *(c + kSplineLanes)) / 6.0;
            QVERIFY(std::abs(value - samples[i * kSplineLanes + lane]) < 1e-13);
        }
    }
}

QTEST_APPLESS_MAIN(TestAxisTaps)
#include "tst_AxisTaps.moc"
