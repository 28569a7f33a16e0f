// SPDX-License-Identifier: Apache-2.0
#include "core/planning/AxisOrder.h"

#include <QtTest>

using namespace seg;
using planning::AxisOrder;

class TestAxisOrder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void putsTheCoarsestAxisFirst_data();
    void putsTheCoarsestAxisFirst();
    void inverseUndoesEveryOrder();
    void transposesExtentSpacingAndBoxAlike();
    void recognizesWhatIsNoOrder();
};

void TestAxisOrder::putsTheCoarsestAxisFirst_data()
{
    QTest::addColumn<QList<double>>("mm");
    QTest::addColumn<QList<int>>("forward");
    QTest::newRow("isotropic stays") << QList<double>{1, 1, 1} << QList<int>{0, 1, 2};
    QTest::newRow("thick last axis") << QList<double>{0.8, 0.8, 3} << QList<int>{2, 0, 1};
    QTest::newRow("thick middle axis") << QList<double>{1, 2, 1} << QList<int>{1, 0, 2};
    QTest::newRow("first of equals") << QList<double>{1, 2, 2} << QList<int>{1, 0, 2};
}

void TestAxisOrder::putsTheCoarsestAxisFirst()
{
    QFETCH(QList<double>, mm);
    QFETCH(QList<int>, forward);
    const AxisOrder order = planning::coarsestAxisFirst({{mm[0], mm[1], mm[2]}});
    QCOMPARE(QList<int>(order.begin(), order.end()), forward);
}

void TestAxisOrder::inverseUndoesEveryOrder()
{
    const Extent extent{{4, 5, 6}};
    for (const AxisOrder& forward :
         {AxisOrder{0, 1, 2}, AxisOrder{2, 0, 1}, AxisOrder{1, 0, 2}, AxisOrder{1, 2, 0}}) {
        QVERIFY(planning::transposed(planning::transposed(extent, forward), planning::inverse(forward)) ==
                extent);
    }
    QVERIFY((planning::inverse({2, 0, 1}) == AxisOrder{1, 2, 0}));
}

void TestAxisOrder::transposesExtentSpacingAndBoxAlike()
{
    const AxisOrder forward{2, 0, 1};
    QVERIFY(planning::transposed(Extent{{4, 5, 6}}, forward) == (Extent{{6, 4, 5}}));
    QVERIFY(planning::transposed(Spacing{{1, 2, 3}}, forward) == (Spacing{{3, 1, 2}}));
    QVERIFY(planning::transposed(Box{{0, 1, 2}, {4, 5, 6}}, forward) == (Box{{2, 0, 1}, {6, 4, 5}}));
}

void TestAxisOrder::recognizesWhatIsNoOrder()
{
    QVERIFY(planning::isAxisOrder({2, 1, 0}));
    QVERIFY(!planning::isAxisOrder({0, 0, 2}));
    QVERIFY(!planning::isAxisOrder({0, 1, 3}));
}

QTEST_APPLESS_MAIN(TestAxisOrder)
#include "tst_AxisOrder.moc"
