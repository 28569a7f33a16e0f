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

QTEST_APPLESS_MAIN(TestCropToNonzero)
#include "tst_CropToNonzero.moc"
