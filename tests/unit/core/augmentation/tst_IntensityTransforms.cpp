// SPDX-License-Identifier: Apache-2.0
#include "core/augmentation/IntensityTransforms.h"
#include "tests/unit/core/augmentation/GoldenInputs.h"

#include <QTest>

#include <algorithm>

using namespace seg;
using namespace seg::augmentation;

namespace {

double meanOf(const std::vector<float>& values)
{
    double sum = 0.0;
    for (const float value : values) {
        sum += static_cast<double>(value);
    }
    return sum / static_cast<double>(values.size());
}

double deviationOf(const std::vector<float>& values)
{
    const double mean = meanOf(values);
    double sum = 0.0;
    for (const float value : values) {
        sum += (static_cast<double>(value) - mean) * (static_cast<double>(value) - mean);
    }
    return std::sqrt(sum / static_cast<double>(values.size() - 1));
}

} // namespace

class TestIntensityTransforms final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void gammaEqualsTheReference();
    void gammaKeepsMeanAndDeviation();
    void gammaLeavesAConstantChannelAlone();
    void contrastEqualsTheReference();
    void contrastStaysInTheRangeBefore();
    void noiseHasTheAskedDeviation();
    void noiseIsAFunctionOfItsStream();
    void brightnessMultiplies();
};

void TestIntensityTransforms::gammaEqualsTheReference()
{
    for (const Json& item : golden::read("augmentation.json", "gamma")) {
        std::vector<float> values = golden::image(1, golden::extentOf(item["extent"]));
        changeGamma(values, item["gamma"].get<float>(), item["invert"].get<bool>());
        const std::string difference = golden::difference(values, item["image"], 2e-5);
        QVERIFY2(difference.empty(), difference.c_str());
    }
}

void TestIntensityTransforms::gammaKeepsMeanAndDeviation()
{
    for (const bool invert : {false, true}) {
        std::vector<float> values = golden::image(1, {{5, 9, 11}});
        const double mean = meanOf(values);
        const double deviation = deviationOf(values);
        changeGamma(values, 1.5F, invert);
        QVERIFY(std::abs(meanOf(values) - mean) < 1e-5);
        QVERIFY(std::abs(deviationOf(values) - deviation) < 1e-5);
    }
}

void TestIntensityTransforms::gammaLeavesAConstantChannelAlone()
{
    std::vector<float> values(100, 3.5F);
    changeGamma(values, 0.7F, false);
    QVERIFY(std::ranges::all_of(values, [](float v) { return std::abs(v - 3.5F) < 1e-6F; }));
    std::vector<float> one(1, -2.0F);
    changeGamma(one, 1.3F, true);
    QCOMPARE(one[0], -2.0F);
}

void TestIntensityTransforms::contrastEqualsTheReference()
{
    for (const Json& item : golden::read("augmentation.json", "contrast")) {
        std::vector<float> values = golden::image(1, golden::extentOf(item["extent"]));
        changeContrast(values, item["factor"].get<float>());
        const std::string difference = golden::difference(values, item["image"], 2e-5);
        QVERIFY2(difference.empty(), difference.c_str());
    }
}

void TestIntensityTransforms::contrastStaysInTheRangeBefore()
{
    std::vector<float> values = golden::image(1, {{3, 5, 7}});
    const auto [low, high] = std::ranges::minmax(values);
    changeContrast(values, 1.25F);
    const auto [newLow, newHigh] = std::ranges::minmax(values);
    QCOMPARE(newLow, low);
    QCOMPARE(newHigh, high);
}

void TestIntensityTransforms::noiseHasTheAskedDeviation()
{
    std::vector<float> values(100'001, 2.0F);
    RandomStream random(7, {1, 2, 3});
    addNoise(values, 0.08F, random);
    QVERIFY(std::abs(meanOf(values) - 2.0) < 4.0 * 0.08 / std::sqrt(100'000.0)); // four standard errors
    QVERIFY(std::abs(deviationOf(values) - 0.08) < 0.001);
}

void TestIntensityTransforms::noiseIsAFunctionOfItsStream()
{
    std::vector<float> a(1000, 0.0F);
    std::vector<float> b(1000, 0.0F);
    RandomStream first(7, {1, 2, 3});
    RandomStream second(7, {1, 2, 3});
    addNoise(a, 0.1F, first);
    addNoise(b, 0.1F, second);
    QCOMPARE(a, b);
    RandomStream other(7, {1, 2, 4});
    addNoise(b, 0.1F, other);
    QVERIFY(a != b);
}

void TestIntensityTransforms::brightnessMultiplies()
{
    std::vector<float> values{-1.0F, 0.0F, 4.0F};
    multiplyBrightness(values, 0.75F);
    QCOMPARE(values, (std::vector<float>{-0.75F, 0.0F, 3.0F}));
}

QTEST_APPLESS_MAIN(TestIntensityTransforms)
#include "tst_IntensityTransforms.moc"
