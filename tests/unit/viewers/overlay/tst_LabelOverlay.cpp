// SPDX-License-Identifier: Apache-2.0
#include "viewers/overlay/LabelOverlay.h"

#include <QTest>

#include <algorithm>
#include <limits>

using namespace seg;
using namespace seg::viewers;

namespace {

/// 4 columns, 3 rows; a 2 × 1 bar of label 1 beside one voxel of label 2.
SliceImage<std::int16_t> smallSlice()
{
    return {4,
            3,
            {0, 0, 0, 0, //
             0, 1, 1, 2, //
             0, 0, 0, 0}};
}

std::int64_t lengthOf(const std::vector<OutlineSegment>& segments, int label)
{
    std::int64_t length = 0;
    for (const auto& segment : segments) {
        if (segment.label == label) {
            length += segment.toColumn - segment.fromColumn + segment.toRow - segment.fromRow;
        }
    }
    return length;
}

} // namespace

class TestLabelOverlay final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void slice_isReadInPaneOrder();
    void window_mapsItsEdgesToBlackAndWhite();
    void fill_hasTheLabelsColor_andBackgroundIsTransparent();
    void hiddenLabel_hasNeitherFillNorOutline();
    void outline_followsTheVoxelEdges_joined();
};

void TestLabelOverlay::slice_isReadInPaneOrder()
{
    Geometry geometry;
    geometry.extent = {{2, 3, 4}};
    std::vector<float> voxels(24);
    for (std::size_t index = 0; index < voxels.size(); ++index) {
        voxels[index] = static_cast<float>(index);
    }
    // LPS grid: columns run with x; rows run up to anterior, so against y; slices with z.
    const auto axial = extractSlice(std::span<const float>(voxels), SliceFrame(geometry, Plane::Axial), 1);
    QCOMPARE(axial.columns, std::int64_t{4});
    QCOMPARE(axial.rows, std::int64_t{3});
    QCOMPARE(axial.at(0, 0), 20.0F); // z 1, y 2, x 0
    QCOMPARE(axial.at(3, 2), 15.0F); // z 1, y 0, x 3
    const auto sagittal =
        extractSlice(std::span<const float>(voxels), SliceFrame(geometry, Plane::Sagittal), 2);
    QCOMPARE(sagittal.columns, std::int64_t{3});
    QCOMPARE(sagittal.at(2, 1), 22.0F); // x 2, y 2, z 1
}

void TestLabelOverlay::window_mapsItsEdgesToBlackAndWhite()
{
    const SliceImage<float> slice{4, 1, {-160.0F, 40.0F, 240.0F, std::numeric_limits<float>::quiet_NaN()}};
    const auto rgba = windowedRgba(slice, 400.0, 40.0);
    QCOMPARE(int{rgba[0]}, 0);
    QCOMPARE(int{rgba[4]}, 128);
    QCOMPARE(int{rgba[8]}, 255);
    QCOMPARE(int{rgba[12]}, 0);
    QCOMPARE(int{rgba[15]}, 255);
}

void TestLabelOverlay::fill_hasTheLabelsColor_andBackgroundIsTransparent()
{
    ColorTable colors;
    colors.setColor(1, {10, 20, 30});
    const auto rgba = fillRgba(smallSlice(), colors, 0.4);
    QCOMPARE(int{rgba[3]}, 0);
    const std::size_t labeled = (1 * 4 + 1) * 4;
    QCOMPARE(int{rgba[labeled]}, 10);
    QCOMPARE(int{rgba[labeled + 2]}, 30);
    QCOMPARE(int{rgba[labeled + 3]}, 102);
}

void TestLabelOverlay::hiddenLabel_hasNeitherFillNorOutline()
{
    ColorTable colors;
    colors.setVisible(2, false);
    const auto rgba = fillRgba(smallSlice(), colors, 1.0);
    QCOMPARE(int{rgba[(1 * 4 + 3) * 4 + 3]}, 0);
    const auto segments = outlines(smallSlice(), colors);
    QCOMPARE(lengthOf(segments, 2), std::int64_t{0});
    QCOMPARE(lengthOf(segments, 1),
             std::int64_t{6}); // the whole bar again, with the edge towards the hidden label
}

void TestLabelOverlay::outline_followsTheVoxelEdges_joined()
{
    const auto segments = outlines(smallSlice(), ColorTable{});
    QCOMPARE(lengthOf(segments, 1),
             std::int64_t{5}); // 2 above, 2 below, 1 left; the shared edge is label 2's
    QCOMPARE(lengthOf(segments, 2), std::int64_t{4});
    QVERIFY(std::ranges::find(segments, OutlineSegment{1, 1, 3, 1, 1}) != segments.end());
}

QTEST_APPLESS_MAIN(TestLabelOverlay)
#include "tst_LabelOverlay.moc"
