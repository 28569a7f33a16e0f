// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/evaluation/Summary.h"

#include <QTest>

#include <cmath>

using seg::LabelMap;
using seg::dataset::LabelEntry;
using seg::evaluation::overlap;

class TestOverlap final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void countsEveryKindOfVoxel();
    void aRegionIsTheUnionOfItsLabels();
    void bothEmpty_isNotANumber_andOneEmptyIsZero();
    void ignoredVoxelsOfTheTruthDoNotCount();
    void otherExtents_areRefusedInWords();
};

static LabelMap line(std::vector<std::int16_t> values)
{
    LabelMap map;
    map.geometry.extent = {{1, 1, static_cast<std::int64_t>(values.size())}};
    map.values = std::move(values);
    return map;
}

void TestOverlap::countsEveryKindOfVoxel()
{
    const auto m = overlap(line({1, 1, 0, 0, 1}), line({1, 0, 1, 0, 1}), LabelEntry{"a", {1}});
    QCOMPARE(m.tp, 2.0);
    QCOMPARE(m.fp, 1.0);
    QCOMPARE(m.fn, 1.0);
    QCOMPARE(m.tn, 1.0);
    QCOMPARE(m.nPred, 3.0);
    QCOMPARE(m.nRef, 3.0);
    QCOMPARE(m.dice, 4.0 / 6.0);
    QCOMPARE(m.iou, 0.5);
}

void TestOverlap::aRegionIsTheUnionOfItsLabels()
{
    const auto m = overlap(line({1, 2, 0}), line({2, 1, 3}), LabelEntry{"whole", {1, 2, 3}, true});
    QCOMPARE(m.tp, 2.0);
    QCOMPARE(m.fn, 1.0);
    QCOMPARE(m.dice, 0.8);
}

void TestOverlap::bothEmpty_isNotANumber_andOneEmptyIsZero()
{
    QVERIFY(std::isnan(overlap(line({0, 0}), line({0, 0}), LabelEntry{"a", {1}}).dice));
    QVERIFY(std::isnan(overlap(line({0, 0}), line({0, 0}), LabelEntry{"a", {1}}).iou));
    QCOMPARE(overlap(line({1, 0}), line({0, 0}), LabelEntry{"a", {1}}).dice, 0.0);
    QCOMPARE(overlap(line({0, 0}), line({1, 0}), LabelEntry{"a", {1}}).dice, 0.0);
}

void TestOverlap::ignoredVoxelsOfTheTruthDoNotCount()
{
    const auto m = overlap(line({1, 1, 0}), line({1, 3, 3}), LabelEntry{"a", {1}}, 3);
    QCOMPARE(m.tp + m.fp + m.fn + m.tn, 1.0);
    QCOMPARE(m.dice, 1.0);
}

void TestOverlap::otherExtents_areRefusedInWords()
{
    try {
        static_cast<void>(overlap(line({1, 1}), line({1, 1, 1}), LabelEntry{"a", {1}}));
        QFAIL("compared masks of different grids");
    } catch (const seg::Error& error) {
        QVERIFY(error.code() == seg::ErrorCode::BadInput);
        QVERIFY(QString(error.what()).contains("2x1x1") && QString(error.what()).contains("3x1x1"));
    }
}

QTEST_APPLESS_MAIN(TestOverlap)
#include "tst_Overlap.moc"
