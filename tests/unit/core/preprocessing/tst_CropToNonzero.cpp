// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/preprocessing/CropToNonzero.h"

#include <QtTest>

#include <numeric>

using namespace seg;
using namespace seg::preprocessing;

namespace {

Volume filledVolume(const Extent& extent, float value)
{
    Volume volume;
    volume.geometry.extent = extent;
    volume.values.assign(static_cast<std::size_t>(extent.count()), value);
    return volume;
}

LabelMap emptyLabel(const Extent& extent)
{
    LabelMap label;
    label.geometry.extent = extent;
    label.values.assign(static_cast<std::size_t>(extent.count()), 0);
    return label;
}

} // namespace

class TestCropToNonzero : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cutsToTheBox_andKeepsValues();
    void closedHoleBelongsToTheRegion();
    void holeOpenThroughAFaceIsOutside();
    void holeOpenThroughAnEdgeOnlyIsFilled();
    void singleSlicesAreNeverFilled();
    void labelsOutsideTheRegionStay();
    void withoutALabel_insideIs0_outsideIsMinus1();
    void allZeroKeepsTheWholeExtent_markedAsOutside();
    void labelOfAnotherExtentIsRefused();
    void holesEqualAFloodFill();
    void severalChannelsAreCutAlike();
    void positiveBoxes_markNothing();
    void positiveBoxOfNothingIsTheWholeScan();
    void stopsWhenAsked();
};

void TestCropToNonzero::cutsToTheBox_andKeepsValues()
{
    Volume image = filledVolume({{3, 3, 4}}, 0.0F);
    image.values[static_cast<std::size_t>(image.geometry.extent.index(1, 1, 1))] = 5.0F;
    image.values[static_cast<std::size_t>(image.geometry.extent.index(1, 2, 2))] = -2.0F;
    const CroppedCase cropped = cropToNonzero(image, nullptr);
    QVERIFY(cropped.box == (Box{{1, 1, 1}, {2, 3, 3}}));
    QVERIFY((cropped.image == std::vector<float>{5, 0, 0, -2}));
    QVERIFY((cropped.label == std::vector<std::int16_t>{0, -1, -1, 0}));
}

void TestCropToNonzero::closedHoleBelongsToTheRegion()
{
    Volume image = filledVolume({{3, 3, 3}}, 1.0F);
    image.values[13] = 0.0F; // the center
    const CroppedCase cropped = cropToNonzero(image, nullptr);
    QVERIFY(cropped.label == std::vector<std::int16_t>(27, 0));
}

void TestCropToNonzero::holeOpenThroughAFaceIsOutside()
{
    Volume image = filledVolume({{3, 3, 3}}, 1.0F);
    image.values[13] = 0.0F;
    image.values[4] = 0.0F; // the center of the first slice
    const CroppedCase cropped = cropToNonzero(image, nullptr);
    QCOMPARE(cropped.label[13], std::int16_t{-1});
    QCOMPARE(cropped.label[4], std::int16_t{-1});
    QCOMPARE(std::count(cropped.label.begin(), cropped.label.end(), std::int16_t{-1}), 2);
}

void TestCropToNonzero::holeOpenThroughAnEdgeOnlyIsFilled()
{
    Volume image = filledVolume({{3, 3, 3}}, 1.0F);
    image.values[13] = 0.0F;
    image.values[1] = 0.0F; // touches the center through an edge
    const CroppedCase cropped = cropToNonzero(image, nullptr);
    QCOMPARE(cropped.label[13], std::int16_t{0});
    QCOMPARE(cropped.label[1], std::int16_t{-1});
}

void TestCropToNonzero::singleSlicesAreNeverFilled()
{
    Volume image = filledVolume({{1, 5, 5}}, 1.0F);
    image.values[12] = 0.0F;
    QCOMPARE(cropToNonzero(image, nullptr).label[12], std::int16_t{-1});
}

void TestCropToNonzero::labelsOutsideTheRegionStay()
{
    Volume image = filledVolume({{2, 2, 2}}, 1.0F);
    LabelMap label = emptyLabel({{2, 2, 2}});
    image.values[0] = image.values[1] = 0.0F;
    label.values[1] = 2;
    label.values[7] = 1;
    QVERIFY((cropToNonzero(image, &label).label == std::vector<std::int16_t>{-1, 2, 0, 0, 0, 0, 0, 1}));
}

void TestCropToNonzero::withoutALabel_insideIs0_outsideIsMinus1()
{
    Volume image = filledVolume({{1, 1, 3}}, 0.0F);
    image.values = {1, 0, 1};
    QVERIFY((cropToNonzero(image, nullptr).label == std::vector<std::int16_t>{0, -1, 0}));
}

void TestCropToNonzero::allZeroKeepsTheWholeExtent_markedAsOutside()
{
    const Volume image = filledVolume({{2, 2, 3}}, 0.0F);
    LabelMap label = emptyLabel({{2, 2, 3}});
    label.values[5] = 1;
    const CroppedCase cropped = cropToNonzero(image, &label);
    QVERIFY(cropped.extent == (Extent{{2, 2, 3}}));
    QCOMPARE(cropped.label[5], std::int16_t{1});
    QCOMPARE(std::count(cropped.label.begin(), cropped.label.end(), std::int16_t{-1}), 11);
}

void TestCropToNonzero::labelOfAnotherExtentIsRefused()
{
    const Volume image = filledVolume({{2, 2, 3}}, 1.0F);
    const LabelMap label = emptyLabel({{2, 2, 2}});
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(cropToNonzero(image, &label)), Error);
}

namespace {

/// Background reached from the border by steps through faces, one voxel at a time.
std::vector<std::uint8_t> filledBySteps(std::vector<std::uint8_t> mask, const Extent& extent)
{
    const auto& n = extent.voxels;
    std::vector<std::array<std::int64_t, 3>> open;
    const auto visit = [&](std::int64_t z, std::int64_t y, std::int64_t x) {
        const bool isInside = z >= 0 && y >= 0 && x >= 0 && z < n[0] && y < n[1] && x < n[2];
        if (isInside && mask[static_cast<std::size_t>(extent.index(z, y, x))] == 0) {
            mask[static_cast<std::size_t>(extent.index(z, y, x))] = 2;
            open.push_back({z, y, x});
        }
    };
    for (std::int64_t z = 0; z < n[0]; ++z) {
        for (std::int64_t y = 0; y < n[1]; ++y) {
            for (std::int64_t x = 0; x < n[2]; ++x) {
                if (z == 0 || y == 0 || x == 0 || z == n[0] - 1 || y == n[1] - 1 || x == n[2] - 1) {
                    visit(z, y, x);
                }
            }
        }
    }
    while (!open.empty()) {
        const auto [z, y, x] = open.back();
        open.pop_back();
        visit(z - 1, y, x);
        visit(z + 1, y, x);
        visit(z, y - 1, x);
        visit(z, y + 1, x);
        visit(z, y, x - 1);
        visit(z, y, x + 1);
    }
    for (std::uint8_t& value : mask) {
        value = value == 2 ? 0 : 1;
    }
    return mask;
}

} // namespace

void TestCropToNonzero::holesEqualAFloodFill()
{
    std::uint32_t state = 7;
    for (const int percent : {20, 45, 60, 75, 90}) {
        for (const Extent& extent :
             {Extent{{9, 10, 11}}, Extent{{1, 12, 9}}, Extent{{3, 3, 30}}, Extent{{8, 2, 5}}}) {
            std::vector<std::uint8_t> mask(static_cast<std::size_t>(extent.count()));
            for (std::uint8_t& value : mask) {
                state = state * 1664525U + 1013904223U;
                value = (state >> 8U) % 100 < static_cast<std::uint32_t>(percent) ? 1 : 0;
            }
            const std::vector<std::uint8_t> expected = filledBySteps(mask, extent);
            fillHoles(mask, extent);
            QVERIFY(mask == expected);
        }
    }
}

void TestCropToNonzero::severalChannelsAreCutAlike()
{
    Volume image = filledVolume({{2, 3, 3}}, 0.0F);
    image.channels = 2;
    image.values.resize(36, 0.0F);
    image.values[4] = 5.0F;       // channel 0 at (0, 1, 1)
    image.values[18 + 14] = 7.0F; // channel 1 at (1, 1, 2)
    const CroppedCase cropped = cropToNonzero(image, nullptr);
    QVERIFY(cropped.box == (Box{{0, 1, 1}, {2, 2, 3}}));
    QVERIFY((cropped.image == std::vector<float>{5, 0, 0, 0, 0, 0, 0, 7}));
}

void TestCropToNonzero::positiveBoxes_markNothing()
{
    Volume image = filledVolume({{1, 3, 4}}, -5.0F);
    image.values[5] = 2.0F;
    image.values[10] = 1.0F;
    LabelMap label = emptyLabel({{1, 3, 4}});
    label.values[6] = 3;
    const CroppedCase cropped = cropCase(Volume(image), label, CropRule::Positive);
    QVERIFY(cropped.box == (Box{{0, 1, 1}, {1, 3, 3}}));
    QVERIFY((cropped.image == std::vector<float>{2, -5, -5, 1}));
    QVERIFY((cropped.label == std::vector<std::int16_t>{0, 3, 0, 0}));
}

void TestCropToNonzero::positiveBoxOfNothingIsTheWholeScan()
{
    const CroppedCase cropped = cropCase(filledVolume({{2, 2, 2}}, -1.0F), std::nullopt, CropRule::Positive);
    QVERIFY(cropped.extent == (Extent{{2, 2, 2}}));
    QVERIFY(cropped.label == std::vector<std::int16_t>(8, 0));
}

void TestCropToNonzero::stopsWhenAsked()
{
    std::stop_source source;
    source.request_stop();
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(cropCase(filledVolume({{2, 2, 2}}, 1.0F), std::nullopt,
                                                        CropRule::Nonzero, TaskContext(source.get_token()))),
                             Error);
}

QTEST_APPLESS_MAIN(TestCropToNonzero)
#include "tst_CropToNonzero.moc"
