// SPDX-License-Identifier: Apache-2.0
#include "core/augmentation/AugmentationDraw.h"
#include "tests/unit/core/augmentation/GoldenInputs.h"

#include <QTest>

#include <algorithm>
#include <functional>
#include <numbers>

using namespace seg;
using namespace seg::augmentation;

namespace {

constexpr int kDraws = 20'000;
constexpr std::int64_t kChannels = 2;

const std::vector<AugmentationDraw>& draws()
{
    static const std::vector<AugmentationDraw> all = [] {
        const AugmentationGeometry geometry = augmentationGeometry({40, 56, 40});
        std::vector<AugmentationDraw> result;
        for (std::uint32_t sample = 0; sample < kDraws; ++sample) {
            result.push_back(drawAugmentation(geometry, kChannels, true, {42, 0, 3, sample}));
        }
        return result;
    }();
    return all;
}

double share(const std::function<bool(const AugmentationDraw&)>& claim)
{
    return static_cast<double>(std::ranges::count_if(draws(), claim)) / kDraws;
}

bool isNear(double measured, double expected, double trials = kDraws)
{
    return std::abs(measured - expected) <
           4.0 * std::sqrt(expected * (1.0 - expected) / trials); // four deviations
}

// Lies within [low, high], comes near both ends and has the given mean.
bool isUniform(const std::vector<double>& values, double low, double high)
{
    const auto [smallest, largest] = std::ranges::minmax(values);
    double sum = 0.0;
    for (const double value : values) {
        sum += value;
    }
    const double width = high - low;
    const auto count = static_cast<double>(values.size());
    return smallest >= low && largest <= high && smallest < low + 0.01 * width &&
           largest > high - 0.01 * width &&
           std::abs(sum / count - 0.5 * (low + high)) < 4.0 * width / std::sqrt(12.0 * count);
}

} // namespace

class TestAugmentationDraw final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void transformsHaveTheReferencesProbabilities();
    void channelsAreFilteredHalfOfTheTime();
    void parametersAreUniformInTheirRanges();
    void factorsLieHalfBelowAndHalfAboveOne();
    void axesAreMirroredIndependently();
    void aSliceIsNeverMirroredThroughItsPlane();
    void withoutMirroringNothingIsTurnedOver();
    void drawsAreAFunctionOfTheKeyAlone();
    void streamsOfTrainingAndValidationDiffer();
    void aDrawOfNothingIsAPlainCrop();
    void channelsOfADrawAreTreatedOnTheirOwn();
    void dummy2dKeepsSlicesApart();
};

void TestAugmentationDraw::transformsHaveTheReferencesProbabilities()
{
    QVERIFY(isNear(share([](const auto& d) { return d.rotates; }), 0.2));
    QVERIFY(isNear(share([](const auto& d) { return d.scales; }), 0.2));
    QVERIFY(isNear(share([](const auto& d) { return d.rotates && d.scales; }), 0.04));
    QVERIFY(isNear(share([](const auto& d) { return d.noiseDeviation.has_value(); }), 0.1));
    QVERIFY(isNear(share([](const auto& d) { return !d.blurSigmas.empty(); }), 0.2));
    QVERIFY(isNear(share([](const auto& d) { return !d.brightness.empty(); }), 0.15));
    QVERIFY(isNear(share([](const auto& d) { return !d.contrast.empty(); }), 0.15));
    QVERIFY(isNear(share([](const auto& d) { return !d.lowResolution.empty(); }), 0.25));
    QVERIFY(isNear(share([](const auto& d) { return !d.invertedGamma.empty(); }), 0.1));
    QVERIFY(isNear(share([](const auto& d) { return !d.gamma.empty(); }), 0.3));
    QVERIFY(isNear(share([](const auto& d) { return !d.gamma.empty() && !d.invertedGamma.empty(); }), 0.03));
}

void TestAugmentationDraw::channelsAreFilteredHalfOfTheTime()
{
    int blurred = 0;
    int blurrable = 0;
    int lowered = 0;
    int lowerable = 0;
    for (const AugmentationDraw& draw : draws()) {
        blurrable += static_cast<int>(draw.blurSigmas.size());
        lowerable += static_cast<int>(draw.lowResolution.size());
        blurred += static_cast<int>(
            std::ranges::count_if(draw.blurSigmas, [](const auto& s) { return s.has_value(); }));
        lowered += static_cast<int>(
            std::ranges::count_if(draw.lowResolution, [](const auto& s) { return s.has_value(); }));
    }
    QVERIFY(isNear(static_cast<double>(blurred) / blurrable, 0.5, blurrable));
    QVERIFY(isNear(static_cast<double>(lowered) / lowerable, 0.5, lowerable));
}

void TestAugmentationDraw::parametersAreUniformInTheirRanges()
{
    std::vector<double> angles;
    std::vector<double> scales;
    std::vector<double> noise;
    std::vector<double> sigmas;
    std::vector<double> resolutions;
    for (const AugmentationDraw& draw : draws()) {
        if (draw.rotates) {
            angles.insert(angles.end(), draw.angles.begin(), draw.angles.end());
        }
        if (draw.scales) {
            scales.push_back(draw.scale);
        }
        if (draw.noiseDeviation) {
            noise.push_back(static_cast<double>(*draw.noiseDeviation));
        }
        for (const auto& sigma : draw.blurSigmas) {
            if (sigma) {
                sigmas.insert(sigmas.end(), sigma->begin(), sigma->end());
            }
        }
        for (const auto& resolution : draw.lowResolution) {
            if (resolution) {
                resolutions.push_back(static_cast<double>(*resolution));
            }
        }
    }
    QVERIFY(isUniform(angles, -std::numbers::pi / 6.0, std::numbers::pi / 6.0));
    QVERIFY(isUniform(scales, 0.7, 1.4));
    QVERIFY(isUniform(noise, 0.0, 0.1 + 1e-8));
    QVERIFY(isUniform(sigmas, 0.5, 1.0));
    QVERIFY(isUniform(resolutions, 0.5, 1.0));
}

void TestAugmentationDraw::factorsLieHalfBelowAndHalfAboveOne()
{
    std::vector<double> below;
    std::vector<double> above;
    for (const AugmentationDraw& draw : draws()) {
        for (const float exponent : draw.gamma) {
            (exponent < 1.0F ? below : above).push_back(static_cast<double>(exponent));
        }
    }
    const auto all = static_cast<double>(below.size() + above.size());
    QVERIFY(isNear(static_cast<double>(below.size()) / all, 0.5, all));
    QVERIFY(isUniform(below, 0.7 - 1e-7, 1.0));
    QVERIFY(isUniform(above, 1.0, 1.5));
}

void TestAugmentationDraw::axesAreMirroredIndependently()
{
    for (std::size_t axis = 0; axis < 3; ++axis) {
        QVERIFY(isNear(share([&](const auto& d) { return d.mirrored[axis]; }), 0.5));
    }
    QVERIFY(isNear(share([](const auto& d) { return d.mirrored == std::array{true, true, true}; }), 0.125));
    QVERIFY(isNear(share([](const auto& d) { return d.mirrored == std::array{false, true, false}; }), 0.125));
}

void TestAugmentationDraw::aSliceIsNeverMirroredThroughItsPlane()
{
    const AugmentationGeometry geometry = augmentationGeometry({64, 64});
    bool turned = false;
    for (std::uint32_t sample = 0; sample < 200; ++sample) {
        const AugmentationDraw draw = drawAugmentation(geometry, 1, true, {1, 0, 0, sample});
        QVERIFY(!draw.mirrored[0]);
        turned = turned || draw.mirrored[1] || draw.mirrored[2];
    }
    QVERIFY(turned);
}

void TestAugmentationDraw::withoutMirroringNothingIsTurnedOver()
{
    const AugmentationGeometry geometry = augmentationGeometry({32, 32, 32});
    for (std::uint32_t sample = 0; sample < 100; ++sample) {
        QCOMPARE(drawAugmentation(geometry, 1, false, {1, 0, 0, sample}).mirrored,
                 (std::array{false, false, false}));
    }
}

void TestAugmentationDraw::drawsAreAFunctionOfTheKeyAlone()
{
    const AugmentationGeometry geometry = augmentationGeometry({32, 32, 32});
    const auto angle = [&](const SampleKey& key) { return randomStream(key, Purpose::Spatial).bits(); };
    const SampleKey key{9, 0, 4, 17};
    QCOMPARE(angle(key), angle(key));
    QVERIFY(angle(key) != angle({10, 0, 4, 17}));
    QVERIFY(angle(key) != angle({9, 0, 5, 17}));
    QVERIFY(angle(key) != angle({9, 0, 4, 18}));
    QVERIFY(randomStream(key, Purpose::Gamma).bits() != angle(key));
    QCOMPARE(drawAugmentation(geometry, 2, true, key).scale, drawAugmentation(geometry, 2, true, key).scale);
}

void TestAugmentationDraw::streamsOfTrainingAndValidationDiffer()
{
    QVERIFY(randomStream({9, 0, 4, 17}, Purpose::Case).bits() !=
            randomStream({9, 1, 4, 17}, Purpose::Case).bits());
}

void TestAugmentationDraw::aDrawOfNothingIsAPlainCrop()
{
    const AugmentationGeometry geometry = augmentationGeometry({8, 8, 8});
    const Extent extent{{20, 21, 22}};
    const std::vector<float> image = golden::image(1, extent);
    const std::vector<std::int16_t> label = golden::labels(extent);
    std::vector<float> out(512);
    std::vector<std::int16_t> outLabel(512);
    PatchSource source{image, label, 1, extent, {2, 3, 4}, geometry.initialPatch};
    FilterScratch scratch;

    applyAugmentation({}, geometry, source, {out, outLabel, 1, geometry.patch}, {}, scratch);

    const std::int64_t margin = geometry.initialPatch.voxels[0] / 2 - 4;
    QCOMPARE(out[0], image[static_cast<std::size_t>(extent.index(2 + margin, 3 + margin, 4 + margin))]);
    QCOMPARE(outLabel[511],
             label[static_cast<std::size_t>(extent.index(9 + margin, 10 + margin, 11 + margin))]);
}

void TestAugmentationDraw::channelsOfADrawAreTreatedOnTheirOwn()
{
    const AugmentationGeometry geometry = augmentationGeometry({8, 8, 8});
    const Extent extent{{20, 21, 22}};
    const std::vector<float> image = golden::image(2, extent);
    const std::vector<std::int16_t> label = golden::labels(extent);
    const PatchSource source{image, label, 2, extent, {2, 3, 4}, geometry.initialPatch};
    std::vector<float> plain(1024);
    std::vector<float> out(1024);
    std::vector<std::int16_t> outLabel(512);
    FilterScratch scratch;
    AugmentationDraw draw;
    applyAugmentation(draw, geometry, source, {plain, outLabel, 2, geometry.patch}, {}, scratch);
    draw.brightness = {1.0F, 2.0F};
    draw.blurSigmas = {std::array{0.7, 0.7, 0.7}, std::nullopt};

    applyAugmentation(draw, geometry, source, {out, outLabel, 2, geometry.patch}, {}, scratch);

    QVERIFY(!std::equal(out.begin(), out.begin() + 512, plain.begin()));
    QVERIFY(std::equal(out.begin() + 512, out.end(), plain.begin() + 512,
                       [](float a, float b) { return a == 2.0F * b; }));
}

void TestAugmentationDraw::dummy2dKeepsSlicesApart()
{
    const AugmentationGeometry geometry = augmentationGeometry({4, 16, 16});
    QVERIFY(geometry.inPlaneOnly && !geometry.isSlice);
    const Extent extent{{4, 30, 30}};
    std::vector<float> image(static_cast<std::size_t>(extent.count()), 0.0F);
    const std::vector<std::int16_t> label(image.size(), 0);
    std::fill_n(image.begin() + 2 * 900, 900, 5.0F); // slice 2 alone is bright
    const PatchSource source{image, label, 1, extent, {0, 3, 3}, geometry.initialPatch};
    std::vector<float> out(static_cast<std::size_t>(geometry.patch.count()));
    std::vector<std::int16_t> outLabel(out.size());
    FilterScratch scratch;
    AugmentationDraw draw;
    draw.rotates = true;
    draw.angles = {0.5, 0.5, 0.1}; // only the last counts
    draw.lowResolution = {0.5F};

    applyAugmentation(draw, geometry, source, {out, outLabel, 1, geometry.patch}, {}, scratch);

    for (std::size_t i = 0; i < out.size(); ++i) {
        QVERIFY(i / 256 == 2 ? out[i] > 0.0F : out[i] == 0.0F);
    }
}

QTEST_APPLESS_MAIN(TestAugmentationDraw)
#include "tst_AugmentationDraw.moc"
