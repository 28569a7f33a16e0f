// SPDX-License-Identifier: Apache-2.0
#include "core/inference/GaussianImportance.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace seg;

class TestGaussianImportance final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isLargestAtTheCentre();
    void lineHasTheReferencesValues();
    void cubeKeepsHalfSubnormals();
    void aPatchOfOneVoxelCountsFully();
};

void TestGaussianImportance::isLargestAtTheCentre()
{
    const std::vector<std::int64_t> patch{5, 8, 6};
    const std::vector<float> map = inference::gaussianImportance(patch);
    QCOMPARE(map.size(), std::size_t{240});
    QCOMPARE(std::ranges::max(map), 10.0F);
    QCOMPARE(map[(2 * 8 + 4) * 6 + 3], 10.0F);
}

void TestGaussianImportance::lineHasTheReferencesValues()
{
    const std::vector<std::int64_t> patch{1, 8};
    const std::vector<double> expected{0.00335463, .111090,  1.353353, 6.065307,
                                       10,         6.065307, 1.353353, .111090};
    const std::vector<float> map = inference::gaussianImportance(patch);
    for (std::size_t i = 0; i < 8; ++i) { // half keeps 11 bits
        QVERIFY(std::abs(static_cast<double>(map[i]) - expected[i]) <= expected[i] * 0x1p-11);
    }
}

void TestGaussianImportance::cubeKeepsHalfSubnormals()
{
    const std::vector<std::int64_t> patch{128, 128, 128};
    const std::vector<float> map = inference::gaussianImportance(patch); // nnunet-v2 §10.4, golden
    const float smallest = std::ranges::min(map);
    QCOMPARE(static_cast<double>(smallest), 0x1p-24);
    QCOMPARE(std::ranges::count(map, smallest), 18'987);
    QVERIFY(std::abs(static_cast<double>(map[64 * 128 + 64]) - 0.0033550) < 1e-7);
}

void TestGaussianImportance::aPatchOfOneVoxelCountsFully()
{
    const std::vector<std::int64_t> patch{1, 1, 1};
    QCOMPARE(inference::gaussianImportance(patch), (std::vector<float>{10.0F}));
}

QTEST_APPLESS_MAIN(TestGaussianImportance)
#include "tst_GaussianImportance.moc"
