// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/reporting/LabelColors.h"
#include "core/reporting/SlicePicture.h"

#include <QTest>

using namespace seg;
using namespace seg::reporting;

class TestSlicePicture final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void choosesTheSliceThatDiffersMost();
    void choosesTheFullestSliceWhenTheyAgree();
    void looksAlongTheBodyInAnyOrientation();
    void paintsPredictionInItsColorAndTruthInWhite();
    void showsPatientRightOnTheLeft();
    void keepsMillimetersSquare();
    void isEmptyWithoutLabels();
    void refusesOtherGrids();
};

namespace {

LabelMap emptyMap(const Extent& extent)
{
    LabelMap map;
    map.geometry.extent = extent;
    map.values.assign(static_cast<std::size_t>(extent.count()), 0);
    return map;
}

void fill(LabelMap& map, const Box& box, std::int16_t label)
{
    for (std::int64_t z = box.low[0]; z < box.high[0]; ++z) {
        for (std::int64_t y = box.low[1]; y < box.high[1]; ++y) {
            for (std::int64_t x = box.low[2]; x < box.high[2]; ++x) {
                map.values[static_cast<std::size_t>(map.geometry.extent.index(z, y, x))] = label;
            }
        }
    }
}

Volume flatVolume(const LabelMap& map)
{
    Volume volume;
    volume.geometry = map.geometry;
    volume.values.assign(map.values.size(), 0.0F);
    return volume;
}

bool hasColor(Picture& picture, const Rgb& color)
{
    for (int y = 0; y < picture.height; ++y) {
        for (int x = 0; x < picture.width; ++x) {
            const std::uint8_t* pixel = picture.pixel(x, y);
            if (Rgb{pixel[0], pixel[1], pixel[2]} == color) {
                return true;
            }
        }
    }
    return false;
}

} // namespace

void TestSlicePicture::choosesTheSliceThatDiffersMost()
{
    LabelMap truth = emptyMap({{6, 10, 10}});
    LabelMap prediction = truth;
    fill(truth, {{1, 2, 2}, {5, 8, 8}}, 1);
    fill(prediction, {{1, 2, 2}, {5, 8, 8}}, 1);
    fill(prediction, {{3, 2, 2}, {4, 8, 8}}, 0);
    const SliceChoice choice = chooseSlice(prediction, truth);
    QCOMPARE(choice.axis, 0);
    QCOMPARE(choice.index, std::int64_t{3});
    QCOMPARE(choice.differing, std::int64_t{36});
}

void TestSlicePicture::choosesTheFullestSliceWhenTheyAgree()
{
    LabelMap truth = emptyMap({{6, 10, 10}});
    fill(truth, {{1, 2, 2}, {5, 3, 3}}, 1);
    fill(truth, {{2, 2, 2}, {3, 8, 8}}, 1);
    QCOMPARE(chooseSlice(truth, truth).index, std::int64_t{2});
    QCOMPARE(chooseSlice(truth, truth).differing, std::int64_t{0});
}

void TestSlicePicture::looksAlongTheBodyInAnyOrientation()
{
    LabelMap truth = emptyMap({{6, 8, 10}});
    truth.geometry.direction = {
        {{0, 0, 1}, {1, 0, 0}, {0, 1, 0}}}; // i towards posterior, j towards the head, k left
    fill(truth, {{1, 5, 2}, {4, 6, 8}}, 1);
    const SliceChoice choice = chooseSlice(emptyMap(truth.geometry.extent), truth);
    QCOMPARE(choice.axis, 1);
    QCOMPARE(choice.index, std::int64_t{5});
}

void TestSlicePicture::paintsPredictionInItsColorAndTruthInWhite()
{
    LabelMap truth = emptyMap({{3, 20, 20}});
    LabelMap prediction = truth;
    fill(truth, {{1, 5, 5}, {2, 15, 10}}, 1);
    fill(prediction, {{1, 5, 10}, {2, 15, 15}}, 2);
    Picture picture = worstSlice(flatVolume(truth), prediction, truth, 100);
    QVERIFY(hasColor(picture, labelColor(2)));
    QVERIFY(hasColor(picture, {255, 255, 255}));
    QVERIFY(!hasColor(picture, labelColor(1))); // the truth is an outline only
    const seg::dataset::LabelColors chosen{{2, {1, 250, 3}}};
    picture = worstSlice(flatVolume(truth), prediction, truth, 100, chosen);
    QVERIFY(hasColor(picture, {1, 250, 3}));
    QVERIFY(!hasColor(picture, labelColor(2)));
}

void TestSlicePicture::showsPatientRightOnTheLeft()
{
    // x grows towards the right here, as in a RAS file: the picture must turn it round.
    LabelMap truth = emptyMap({{1, 10, 20}});
    truth.geometry.direction = {{{-1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
    LabelMap prediction = truth;
    fill(prediction, {{0, 2, 17}, {1, 8, 19}}, 1); // on the patient's right
    Picture picture = worstSlice(flatVolume(truth), prediction, truth, 100);
    int left = 0;
    int right = 0;
    for (int y = 0; y < picture.height; ++y) {
        for (int x = 0; x < picture.width; ++x) {
            const bool isRed = picture.pixel(x, y)[0] > picture.pixel(x, y)[1];
            (x < picture.width / 2 ? left : right) += isRed ? 1 : 0;
        }
    }
    QVERIFY(left > 0);
    QCOMPARE(right, 0);
}

void TestSlicePicture::keepsMillimetersSquare()
{
    LabelMap truth = emptyMap({{1, 10, 10}});
    truth.geometry.spacing = {{1.0, 3.0, 1.0}}; // rows are 3 mm apart
    fill(truth, {{0, 4, 4}, {1, 6, 6}}, 1);
    const Picture picture = worstSlice(flatVolume(truth), truth, truth, 90);
    QCOMPARE(picture.height, 90);
    QCOMPARE(picture.width, 30);
}

void TestSlicePicture::isEmptyWithoutLabels()
{
    const LabelMap nothing = emptyMap({{3, 5, 5}});
    QVERIFY(worstSlice(flatVolume(nothing), nothing, nothing, 50).isEmpty());
}

void TestSlicePicture::refusesOtherGrids()
{
    const LabelMap truth = emptyMap({{3, 5, 5}});
    QVERIFY_EXCEPTION_THROWN(
        static_cast<void>(worstSlice(flatVolume(truth), emptyMap({{3, 5, 6}}), truth, 50)), Error);
}

QTEST_APPLESS_MAIN(TestSlicePicture)
#include "tst_SlicePicture.moc"
