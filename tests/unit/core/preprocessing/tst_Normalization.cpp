// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/preprocessing/Normalization.h"

#include <QtTest>

#include <cmath>

using namespace seg;
using planning::NormalizationScheme;

namespace {

std::vector<float> normalized(std::vector<float> values, NormalizationScheme scheme, bool useMask = false,
                              std::vector<std::int16_t> region = {},
                              const planning::IntensityStatistics& ct = {})
{
    region.resize(values.size(), 0);
    preprocessing::normalize(values, region, scheme, useMask, ct);
    return values;
}

} // namespace

class TestNormalization : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void zScoreHasMean0AndDeviation1();
    void zScoreInsideTheMask_leavesTheRestAsItIs();
    void zScoreOfAConstantIsZero();
    void zScoreOfAnEmptyMaskChangesNothing();
    void ctIsClippedThenScaledByTheDataset();
    void rescaleReachesFrom0To1();
    void rescaleOfAConstantIsZero();
    void rgbIsDividedBy255();
    void rgbOutsideItsRangeIsBadInput();
    void noneKeepsValues();
    void regionOfAnotherSizeIsRefused();
};

void TestNormalization::zScoreHasMean0AndDeviation1()
{
    const auto values = normalized({1, 2, 3, 4}, NormalizationScheme::ZScore);
    const float deviation = std::sqrt(1.25F);
    QVERIFY((values ==
             std::vector<float>{-1.5F / deviation, -0.5F / deviation, 0.5F / deviation, 1.5F / deviation}));
}

void TestNormalization::zScoreInsideTheMask_leavesTheRestAsItIs()
{
    const auto values = normalized({7, 1, 3, 9}, NormalizationScheme::ZScore, true, {-1, 0, 2, -1});
    QVERIFY((values == std::vector<float>{7, -1, 1, 9}));
}

void TestNormalization::zScoreOfAConstantIsZero()
{
    QVERIFY((normalized({5, 5, 5}, NormalizationScheme::ZScore) == std::vector<float>{0, 0, 0}));
}

void TestNormalization::zScoreOfAnEmptyMaskChangesNothing()
{
    QVERIFY((normalized({5, 6}, NormalizationScheme::ZScore, true, {-1, -1}) == std::vector<float>{5, 6}));
}

void TestNormalization::ctIsClippedThenScaledByTheDataset()
{
    planning::IntensityStatistics ct;
    ct.percentile005 = -100;
    ct.percentile995 = 200;
    ct.mean = 50;
    ct.deviation = 25;
    const auto values = normalized({-1000, -100, 50, 75, 3000}, NormalizationScheme::Ct, false, {}, ct);
    QVERIFY((values == std::vector<float>{-6, -6, 0, 1, 6}));
}

void TestNormalization::rescaleReachesFrom0To1()
{
    QVERIFY((normalized({-2, 0, 2}, NormalizationScheme::RescaleTo01) == std::vector<float>{0, 0.5F, 1}));
}

void TestNormalization::rescaleOfAConstantIsZero()
{
    QVERIFY((normalized({3, 3}, NormalizationScheme::RescaleTo01) == std::vector<float>{0, 0}));
}

void TestNormalization::rgbIsDividedBy255()
{
    QVERIFY(
        (normalized({0, 51, 255}, NormalizationScheme::RgbTo01) == std::vector<float>{0, 51.0F / 255.0F, 1}));
}

void TestNormalization::rgbOutsideItsRangeIsBadInput()
{
    try {
        static_cast<void>(normalized({0, 256}, NormalizationScheme::RgbTo01));
        QFAIL("accepted 256");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::BadInput);
    }
}

void TestNormalization::noneKeepsValues()
{
    QVERIFY((normalized({-3, 1e6F}, NormalizationScheme::NoNormalization) == std::vector<float>{-3, 1e6F}));
}

void TestNormalization::regionOfAnotherSizeIsRefused()
{
    std::vector<float> values{1, 2, 3};
    const std::vector<std::int16_t> region{0, 0};
    QVERIFY_EXCEPTION_THROWN(preprocessing::normalize(values, region, NormalizationScheme::ZScore, true, {}),
                             Error);
}

QTEST_APPLESS_MAIN(TestNormalization)
#include "tst_Normalization.moc"
