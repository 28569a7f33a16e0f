// SPDX-License-Identifier: Apache-2.0
#include "core/augmentation/FilterTransforms.h"
#include "tests/unit/core/augmentation/GoldenInputs.h"

#include <QTest>

#include <algorithm>
#include <numeric>

using namespace seg;
using namespace seg::augmentation;

class TestFilterTransforms final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void blurKernelHasTheReferencesLength_data();
    void blurKernelHasTheReferencesLength();
    void blurEqualsTheReference();
    void blurKeepsAConstantImage_evenWhereItIsThinnerThanTheKernel();
    void lowResolutionEqualsTheReference();
    void lowResolutionOfScaleOneChangesNothing();
    void nearestExactPicksTheReferencesVoxels();
};

void TestFilterTransforms::blurKernelHasTheReferencesLength_data()
{
    QTest::addColumn<double>("sigma");
    QTest::addColumn<int>("length"); // nnunet-v2 §6.3, golden
    QTest::newRow("0.5") << 0.5 << 3;
    QTest::newRow("0.55") << 0.55 << 3;
    QTest::newRow("0.6") << 0.6 << 5;
    QTest::newRow("0.9") << 0.9 << 5;
    QTest::newRow("0.95") << 0.95 << 7;
    QTest::newRow("1.0") << 1.0 << 7;
}

void TestFilterTransforms::blurKernelHasTheReferencesLength()
{
    QFETCH(const double, sigma);
    QFETCH(const int, length);
    const std::vector<float> kernel = blurKernel(sigma);
    QCOMPARE(static_cast<int>(kernel.size()), length);
    QVERIFY(std::abs(std::accumulate(kernel.begin(), kernel.end(), 0.0F) - 1.0F) < 1e-6F);
    QCOMPARE(kernel.front(), kernel.back());
}

void TestFilterTransforms::blurEqualsTheReference()
{
    FilterScratch scratch;
    for (const Json& item : golden::read("augmentation.json", "blur")) {
        const Extent extent = golden::extentOf(item["extent"]);
        std::vector<float> values = golden::image(1, extent);
        std::array<std::optional<double>, 3> sigmas;
        const auto given = item["sigmas"].get<std::vector<double>>();
        std::copy_backward(given.begin(), given.end(), sigmas.end());
        blur(values, extent, sigmas, scratch);
        const std::string difference = golden::difference(values, item["image"], 2e-5);
        QVERIFY2(difference.empty(), difference.c_str());
    }
}

void TestFilterTransforms::blurKeepsAConstantImage_evenWhereItIsThinnerThanTheKernel()
{
    FilterScratch scratch;
    for (const Extent& extent : {Extent{{1, 1, 1}}, Extent{{2, 5, 3}}, Extent{{6, 1, 2}}}) {
        std::vector<float> values(static_cast<std::size_t>(extent.count()), 2.5F);
        blur(values, extent, {1.0, 1.0, 1.0}, scratch);
        QVERIFY(std::ranges::all_of(values, [](float v) { return std::abs(v - 2.5F) < 1e-5F; }));
    }
}

void TestFilterTransforms::lowResolutionEqualsTheReference()
{
    FilterScratch scratch;
    for (const Json& item : golden::read("augmentation.json", "low_resolution")) {
        const Extent extent = golden::extentOf(item["extent"]);
        std::vector<float> values = golden::image(1, extent);
        const double scale = item["scale"].get<double>();
        const bool keepsSlices = item["in_plane"].get<bool>() || extent.voxels[0] == 1;
        simulateLowResolution(values, extent, {keepsSlices ? 1.0 : scale, scale, scale}, scratch);
        const std::string difference = golden::difference(values, item["image"], 2e-5);
        QVERIFY2(difference.empty(), difference.c_str());
    }
}

void TestFilterTransforms::lowResolutionOfScaleOneChangesNothing()
{
    FilterScratch scratch;
    const Extent extent{{4, 5, 6}};
    std::vector<float> values = golden::image(1, extent);
    simulateLowResolution(values, extent, {1.0, 1.0, 1.0}, scratch);
    QCOMPARE(values, golden::image(1, extent));
}

void TestFilterTransforms::nearestExactPicksTheReferencesVoxels()
{
    const auto picks = [](std::int64_t in, std::int64_t out) {
        std::vector<std::int64_t> indices;
        for (std::int64_t k = 0; k < out; ++k) {
            indices.push_back(nearestExactIndex(k, in, out));
        }
        return indices;
    };
    QCOMPARE(picks(8, 4), (std::vector<std::int64_t>{1, 3, 5, 7}));
    QCOMPARE(picks(12, 3), (std::vector<std::int64_t>{2, 6, 10}));
    QCOMPARE(picks(5, 5), (std::vector<std::int64_t>{0, 1, 2, 3, 4}));
    QCOMPARE(picks(3, 1), (std::vector<std::int64_t>{1}));
}

QTEST_APPLESS_MAIN(TestFilterTransforms)
#include "tst_FilterTransforms.moc"
