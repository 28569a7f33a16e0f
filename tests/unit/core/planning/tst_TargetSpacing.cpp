// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/planning/Percentile.h"
#include "core/planning/TargetSpacing.h"

#include <QtTest>

#include <vector>

using namespace seg;

class TestTargetSpacing : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isTheMedianPerAxis();
    void refinesTheThickAxis_toItsLowPercentile();
    void refinesTheThickAxis_butNeverBelowInPlane();
    void keepsTheThickAxis_whenItIsLong();
    void isIndependentOfTheOrderOfCases();
    void rejectsUnequalLengths_asInvalidArgument();
    void rejectsASpacingOfZero_namingTheCase();
    void medianExtentMayEndInHalf();
    void roundsExtents_halfToEven();
    void percentileInterpolatesAsNumpy_data();
    void percentileInterpolatesAsNumpy();
};

void TestTargetSpacing::isTheMedianPerAxis()
{
    const std::vector<Spacing> spacings{{{1, 2, 3}}, {{3, 2, 1}}, {{2, 2, 2}}, {{2, 5, 2}}};
    const std::vector<Extent> extents(4, Extent{{50, 50, 50}});
    QVERIFY(planning::chooseTargetSpacing(spacings, extents) == (Spacing{{2, 2, 2}}));
}

void TestTargetSpacing::refinesTheThickAxis_toItsLowPercentile()
{
    // Every tenth of 200 cases has 5 mm slices: the 10th percentile lies a tenth of the way from 10 down to 5
    // (9.5).
    std::vector<Spacing> spacings(200, Spacing{{10, 1.5625, 1.5625}});
    for (std::size_t i = 0; i < spacings.size(); i += 10) {
        spacings[i].mm[0] = 5;
    }
    const std::vector<Extent> extents(200, Extent{{9, 256, 216}});
    const Spacing target = planning::chooseTargetSpacing(spacings, extents);
    QVERIFY(std::abs(target.mm[0] - 9.5) < 1e-12);
    QCOMPARE(target.mm[1], 1.5625);
}

void TestTargetSpacing::refinesTheThickAxis_butNeverBelowInPlane()
{
    std::vector<Spacing> spacings(10, Spacing{{6, 1.5, 1.0}});
    for (std::size_t i = 0; i < 4; ++i) {
        spacings[i].mm[0] = 0.5;
    }
    const std::vector<Extent> extents(10, Extent{{10, 100, 100}});
    QCOMPARE(planning::chooseTargetSpacing(spacings, extents).mm[0], 1.5 + 1e-5);
}

void TestTargetSpacing::keepsTheThickAxis_whenItIsLong()
{
    std::vector<Spacing> spacings(10, Spacing{{6, 1, 1}});
    spacings[0].mm[0] = 1;
    const std::vector<Extent> extents(10, Extent{{40, 100, 100}});
    QCOMPARE(planning::chooseTargetSpacing(spacings, extents).mm[0], 6.0);
}

void TestTargetSpacing::isIndependentOfTheOrderOfCases()
{
    std::vector<Spacing> spacings{{{5, 1, 1}}, {{4, 0.9, 1}}, {{7, 1.1, 1}}};
    std::vector<Extent> extents{{{20, 100, 90}}, {{25, 120, 90}}, {{11, 90, 90}}};
    const Spacing before = planning::chooseTargetSpacing(spacings, extents);
    std::reverse(spacings.begin(), spacings.end());
    std::reverse(extents.begin(), extents.end());
    QVERIFY(planning::chooseTargetSpacing(spacings, extents) == before);
}

void TestTargetSpacing::rejectsUnequalLengths_asInvalidArgument()
{
    const std::vector<Spacing> one(1);
    try {
        static_cast<void>(planning::chooseTargetSpacing(one, {}));
        QFAIL("accepted a spacing without an extent");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::InvalidArgument);
    }
}

void TestTargetSpacing::rejectsASpacingOfZero_namingTheCase()
{
    const std::vector<Spacing> spacings{{{1, 1, 1}}, {{1, 0, 1}}};
    const std::vector<Extent> extents(2, Extent{{5, 5, 5}});
    try {
        static_cast<void>(planning::chooseTargetSpacing(spacings, extents));
        QFAIL("accepted a spacing of 0");
    } catch (const Error& error) {
        QVERIFY(QString(error.what()).contains("case number 2"));
    }
}

void TestTargetSpacing::medianExtentMayEndInHalf()
{
    const std::vector<Spacing> spacings(2, Spacing{{2, 1, 1}});
    const std::vector<Extent> extents{{{10, 20, 30}}, {{11, 21, 30}}};
    const auto median = planning::medianResampledExtent(spacings, extents, Spacing{{1, 1, 2}});
    QCOMPARE(median[0], 21.0);
    QCOMPARE(median[1], 20.5);
    QCOMPARE(median[2], 15.0);
}

void TestTargetSpacing::roundsExtents_halfToEven()
{
    const Extent extent = planning::extentAtSpacing({{5, 7, 9}}, {{1, 1, 1}}, {{2, 2, 2}});
    QVERIFY(extent == (Extent{{2, 4, 4}})); // 2.5, 3.5, 4.5
}

void TestTargetSpacing::percentileInterpolatesAsNumpy_data()
{
    QTest::addColumn<double>("percent");
    QTest::addColumn<double>("expected");
    QTest::newRow("lowest") << 0.0 << 1.0;
    QTest::newRow("below the half step") << 10.0 << 1.3;
    QTest::newRow("middle") << 50.0 << 3.0;
    QTest::newRow("above the half step") << 90.0 << 8.2;
    QTest::newRow("highest") << 100.0 << 10.0;
}

void TestTargetSpacing::percentileInterpolatesAsNumpy()
{
    QFETCH(double, percent);
    QFETCH(double, expected);
    QCOMPARE(planning::percentile({10, 1, 4, 2}, percent), expected);
}

QTEST_APPLESS_MAIN(TestTargetSpacing)
#include "tst_TargetSpacing.moc"
