// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/LabelComponents.h"
#include "tests/support/SyntheticDataset.h"

#include <QTest>

using seg::dataset::componentSizes;
using Sizes = std::vector<std::int64_t>;

class TestLabelComponents final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nestedLabels_areOnePieceEach();
    void cornersTouch();
    void otherLabels_doNotConnect();
    void aRing_isOnePiece();
    void nothing_hasNoPieces();

private:
    static seg::LabelMap empty(std::int64_t z, std::int64_t y, std::int64_t x)
    {
        seg::LabelMap labels;
        labels.geometry.extent = {{z, y, x}};
        labels.values.assign(static_cast<std::size_t>(z * y * x), 0);
        return labels;
    }
    static void set(seg::LabelMap& labels, std::int64_t z, std::int64_t y, std::int64_t x, int label)
    {
        labels.values[static_cast<std::size_t>(labels.geometry.extent.index(z, y, x))] =
            static_cast<std::int16_t>(label);
    }
};

void TestLabelComponents::nestedLabels_areOnePieceEach()
{
    seg::Geometry geometry;
    geometry.extent = {{7, 8, 9}};
    const auto sizes = componentSizes(seg::test::nestedBoxes(geometry));
    QCOMPARE(sizes.size(), std::size_t{2});
    QCOMPARE(sizes.at(2), Sizes{3 * 4 * 5});
    QCOMPARE(sizes.at(1), Sizes{5 * 6 * 7 - 3 * 4 * 5});
}

void TestLabelComponents::cornersTouch()
{
    seg::LabelMap labels = empty(3, 3, 3);
    set(labels, 0, 0, 0, 1);
    set(labels, 1, 1, 1, 1);
    set(labels, 2, 0, 2, 1); // touches the middle at a corner
    QCOMPARE(componentSizes(labels).at(1), Sizes{3});
    labels = empty(3, 3, 4);
    set(labels, 0, 0, 0, 1);
    set(labels, 0, 0, 2, 1); // one voxel between
    set(labels, 2, 0, 0, 1);
    QCOMPARE(componentSizes(labels).at(1), (Sizes{1, 1, 1}));
}

void TestLabelComponents::otherLabels_doNotConnect()
{
    seg::LabelMap labels = empty(1, 1, 5);
    for (const std::int64_t x : {0, 1, 2, 3, 4}) {
        set(labels, 0, 0, x, x == 2 ? 2 : 1);
    }
    const auto sizes = componentSizes(labels);
    QCOMPARE(sizes.at(1), (Sizes{2, 2}));
    QCOMPARE(sizes.at(2), Sizes{1});
}

void TestLabelComponents::aRing_isOnePiece()
{
    seg::LabelMap labels = empty(1, 5, 5); // joined late: its two sides meet in the last row
    for (std::int64_t i = 0; i < 5; ++i) {
        set(labels, 0, i, 0, 3);
        set(labels, 0, i, 4, 3);
        set(labels, 0, 4, i, 3);
    }
    QCOMPARE(componentSizes(labels).at(3), Sizes{13});
}

void TestLabelComponents::nothing_hasNoPieces()
{
    QVERIFY(componentSizes(empty(2, 2, 2)).empty());
}

QTEST_APPLESS_MAIN(TestLabelComponents)
#include "tst_LabelComponents.moc"
