// SPDX-License-Identifier: Apache-2.0
#include "core/augmentation/SpatialTransform.h"
#include "tests/unit/core/augmentation/GoldenInputs.h"

#include <QTest>

using namespace seg;
using namespace seg::augmentation;

namespace {

// A case, a window into it and the patch made from it.
struct Fixture {
    Fixture(std::int64_t channelCount, const Extent& caseExtent, const Extent& patchExtent)
        : image(golden::image(channelCount, caseExtent)), label(golden::labels(caseExtent)),
          outImage(static_cast<std::size_t>(channelCount * patchExtent.count()), 99.0F),
          outLabel(static_cast<std::size_t>(patchExtent.count()), 99),
          source{image, label, channelCount, caseExtent, {}, caseExtent}, patch{outImage, outLabel,
                                                                                channelCount, patchExtent}
    {
    }

    std::vector<float> image;
    std::vector<std::int16_t> label;
    std::vector<float> outImage;
    std::vector<std::int16_t> outLabel;
    PatchSource source;
    PatchBuffer patch;
};

} // namespace

class TestSpatialTransform final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsTheReference_data();
    void equalsTheReference();
    void identityMatrixEqualsTheCrop_data();
    void identityMatrixEqualsTheCrop();
    void windowOverTheBorderReadsZeroAndOutside();
    void aWindowInTheMiddleNeverLooksBeyondItself();
    void inPlaneTurnEqualsTheSameTurnOfEverySlice();
    void quarterTurnMovesVoxelsExactly();
};

void TestSpatialTransform::equalsTheReference_data()
{
    QTest::addColumn<int>("index");
    const Json cases = golden::read("augmentation.json", "spatial");
    for (std::size_t i = 0; i < cases.size(); ++i) {
        const std::string name = std::to_string(cases[i]["extent"].size()) + "d, scale " +
                                 cases[i]["scale"].dump() + ", angles " + cases[i]["angles"].dump() +
                                 ", from " + cases[i]["extent"].dump();
        QTest::newRow(name.c_str()) << static_cast<int>(i);
    }
}

void TestSpatialTransform::equalsTheReference()
{
    QFETCH(const int, index);
    const Json item = golden::read("augmentation.json", "spatial")[static_cast<std::size_t>(index)];
    const Extent extent = golden::extentOf(item["extent"]);
    Fixture fixture(item["channels"].get<int>(), extent, golden::extentOf(item["patch"]));
    const auto angles = item["angles"].get<std::vector<double>>();
    const double scale = item["scale"].get<double>();
    const bool isSlice = angles.size() == 2;

    if (scale == 1.0 && std::ranges::all_of(angles, [](double a) { return a == 0.0; })) {
        cropCentre(fixture.source, fixture.patch);
    } else if (isSlice) {
        resampleAffine(fixture.source, fixture.patch, inPlaneMatrix(angles[1], scale), true);
    } else {
        resampleAffine(fixture.source, fixture.patch, volumeMatrix({angles[0], angles[1], angles[2]}, scale),
                       false);
    }

    const std::string imageDifference = golden::difference(fixture.outImage, item["image"], 2e-4);
    QVERIFY2(imageDifference.empty(), imageDifference.c_str());
    const std::string labelDifference = golden::difference(fixture.outLabel, item["labels"], 0.0);
    QVERIFY2(labelDifference.empty(), labelDifference.c_str());
}

void TestSpatialTransform::identityMatrixEqualsTheCrop_data()
{
    QTest::addColumn<bool>("inPlane");
    QTest::addColumn<int>("slices");
    QTest::newRow("volume") << false << 10; // even like the patch: centres coincide
    QTest::newRow("slices") << true << 6;
}

void TestSpatialTransform::identityMatrixEqualsTheCrop()
{
    QFETCH(const bool, inPlane);
    QFETCH(const int, slices);
    const Extent extent{{slices, 11, 12}};
    const Extent patch{{6, 7, 8}};
    Fixture cropped(2, extent, patch);
    Fixture sampled(2, extent, patch);

    cropCentre(cropped.source, cropped.patch);
    resampleAffine(sampled.source, sampled.patch, volumeMatrix({0, 0, 0}, 1.0), inPlane);

    QCOMPARE(sampled.outImage, cropped.outImage);
    QCOMPARE(sampled.outLabel, cropped.outLabel);
}

void TestSpatialTransform::windowOverTheBorderReadsZeroAndOutside()
{
    Fixture fixture(1, {{4, 4, 4}}, {{4, 4, 4}});
    fixture.source.low = {-2, 0, 3};
    fixture.source.window = {{4, 4, 4}};

    cropCentre(fixture.source, fixture.patch);

    for (std::int64_t z = 0; z < 4; ++z) {
        for (std::int64_t x = 0; x < 4; ++x) {
            const auto at = static_cast<std::size_t>(fixture.patch.extent.index(z, 1, x));
            const bool inside = z >= 2 && x == 0;
            const auto from = static_cast<std::size_t>(fixture.source.extent.index(inside ? z - 2 : 0, 1, 3));
            QCOMPARE(fixture.outImage[at], inside ? fixture.image[from] : 0.0F);
            QCOMPARE(fixture.outLabel[at], inside ? fixture.label[from] : kOutsideLabel);
        }
    }
}

void TestSpatialTransform::aWindowInTheMiddleNeverLooksBeyondItself()
{
    // The reference cuts the window out first, so that what lies around it reads as 0 and -1.
    const Extent extent{{12, 12, 12}};
    Fixture view(1, extent, {{6, 6, 6}});
    view.source.low = {3, 2, 4};
    view.source.window = {{6, 7, 6}};
    Fixture copy(1, view.source.window, {{6, 6, 6}});
    for (std::int64_t z = 0; z < 6; ++z) {
        for (std::int64_t y = 0; y < 7; ++y) {
            for (std::int64_t x = 0; x < 6; ++x) {
                const auto to = static_cast<std::size_t>(copy.source.extent.index(z, y, x));
                const auto from = static_cast<std::size_t>(extent.index(z + 3, y + 2, x + 4));
                copy.image[to] = view.image[from];
                copy.label[to] = view.label[from];
            }
        }
    }
    const Matrix3 matrix = volumeMatrix({0.4, 0.2, -0.3}, 1.4);

    resampleAffine(view.source, view.patch, matrix, false);
    resampleAffine(copy.source, copy.patch, matrix, false);

    QCOMPARE(view.outImage, copy.outImage);
    QCOMPARE(view.outLabel, copy.outLabel);
}

void TestSpatialTransform::inPlaneTurnEqualsTheSameTurnOfEverySlice()
{
    const Extent patchExtent{{3, 7, 6}};
    Fixture volume(1, {{3, 9, 10}}, patchExtent);
    const Matrix3 matrix = inPlaneMatrix(0.7, 1.2);
    resampleAffine(volume.source, volume.patch, matrix, true);

    for (std::int64_t z = 0; z < 3; ++z) {
        Fixture slice(1, {{1, 9, 10}}, {{1, 7, 6}});
        std::copy_n(volume.image.begin() + z * 90, 90, slice.image.begin());
        std::copy_n(volume.label.begin() + z * 90, 90, slice.label.begin());
        resampleAffine(slice.source, slice.patch, matrix, true);
        QVERIFY(std::equal(slice.outImage.begin(), slice.outImage.end(), volume.outImage.begin() + z * 42));
        QVERIFY(std::equal(slice.outLabel.begin(), slice.outLabel.end(), volume.outLabel.begin() + z * 42));
    }
}

void TestSpatialTransform::quarterTurnMovesVoxelsExactly()
{
    Fixture fixture(1, {{1, 5, 5}}, {{1, 5, 5}});
    resampleAffine(fixture.source, fixture.patch, {{{1, 0, 0}, {0, 0, -1}, {0, 1, 0}}}, true);
    for (std::int64_t y = 0; y < 5; ++y) {
        for (std::int64_t x = 0; x < 5; ++x) { // source (y, x) = (-x', y') about the centre
            const auto from = static_cast<std::size_t>((4 - x) * 5 + y);
            QCOMPARE(fixture.outImage[static_cast<std::size_t>(y * 5 + x)], fixture.image[from]);
            QCOMPARE(fixture.outLabel[static_cast<std::size_t>(y * 5 + x)], fixture.label[from]);
        }
    }
}

QTEST_APPLESS_MAIN(TestSpatialTransform)
#include "tst_SpatialTransform.moc"
