// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/NearestOnGrid.h"
#include "core/imaging/Orientation.h"

#include <QTest>

#include <algorithm>

using namespace seg;

class TestNearestOnGrid final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void ofItsOwnGrid_nothingChanges();
    void aShiftedLabel_isDrawnWhereItLies();
    void aTurnedLabel_isTurnedBack();
    void aLabelFarAway_isNotSeen();

private:
    /// 2 x 3 x 4 voxels of their own values, on an oblong grid.
    static LabelMap numbered()
    {
        LabelMap labels;
        labels.geometry.extent = {{2, 3, 4}};
        labels.geometry.spacing = {{3.0, 2.0, 1.0}};
        labels.geometry.origin = {10.0, -5.0, 7.0};
        for (std::int16_t value = 1; value <= 24; ++value) {
            labels.values.push_back(value);
        }
        return labels;
    }
};

void TestNearestOnGrid::ofItsOwnGrid_nothingChanges()
{
    QCOMPARE(imaging::nearestOnGrid(numbered(), numbered().geometry).values, numbered().values);
}

void TestNearestOnGrid::aShiftedLabel_isDrawnWhereItLies()
{
    LabelMap labels = numbered();
    labels.geometry.origin[0] += 2.2; // 2 voxels of 1 mm, nearly
    const LabelMap placed = imaging::nearestOnGrid(labels, numbered().geometry);
    QCOMPARE(placed.geometry, numbered().geometry);
    QCOMPARE(std::vector<std::int16_t>(placed.values.begin(), placed.values.begin() + 4),
             (std::vector<std::int16_t>{0, 0, 1, 2}));
    QCOMPARE(placed.values.back(), std::int16_t{22});
}

void TestNearestOnGrid::aTurnedLabel_isTurnedBack()
{
    const LabelMap labels = numbered();
    const LabelMap turned = imaging::arranged(labels, imaging::arrangementTowards(labels.geometry, "SAR"));
    QVERIFY(turned.geometry.extent != labels.geometry.extent);
    QCOMPARE(imaging::nearestOnGrid(turned, labels.geometry).values, labels.values);
}

void TestNearestOnGrid::aLabelFarAway_isNotSeen()
{
    LabelMap labels = numbered();
    labels.geometry.origin[2] += 1e6;
    const LabelMap placed = imaging::nearestOnGrid(labels, numbered().geometry);
    QVERIFY(std::all_of(placed.values.begin(), placed.values.end(), [](int value) { return value == 0; }));
}

QTEST_APPLESS_MAIN(TestNearestOnGrid)
#include "tst_NearestOnGrid.moc"
