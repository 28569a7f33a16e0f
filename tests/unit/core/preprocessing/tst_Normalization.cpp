// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Json.h"
#include "core/preprocessing/Normalization.h"

#include <QtTest>

#include <cmath>
#include <filesystem>

using namespace seg;
using planning::NormalizationScheme;

namespace {

std::vector<float> normalized(std::vector<float> values, NormalizationScheme scheme, bool useMask = false,
                              std::vector<std::int16_t> region = {},
                              const planning::IntensityStatistics& ct = {},
                              preprocessing::ZScoreRule rule = preprocessing::ZScoreRule::Region)
{
    region.resize(values.size(), 0);
    preprocessing::normalize(values, region, scheme, useMask, ct, rule);
    return values;
}

const Json& fixture()
{
    static const Json json =
        readJson(std::filesystem::path(SEG_SOURCE_DIR) / "tests/golden/preprocessing.json")["normalization"];
    return json;
}

NormalizationScheme schemeOf(const std::string& name)
{
    return name == "ZScoreNormalization"        ? NormalizationScheme::ZScore
           : name == "CTNormalization"          ? NormalizationScheme::Ct
           : name == "RescaleTo01Normalization" ? NormalizationScheme::RescaleTo01
           : name == "RGBTo01Normalization"     ? NormalizationScheme::RgbTo01
                                                : NormalizationScheme::NoNormalization;
}

} // namespace

class TestNormalization : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everySchemeEqualsTheReference_withAndWithoutAMask_data();
    void everySchemeEqualsTheReference_withAndWithoutAMask();
    void of2018_theOutsideBecomesZero();
    void of2018_theEpsilonIsAdded();
    void ofNvidia_zerosStayZeroAndDoNotCount();
    void ofNvidia_aConstantIsDividedByOne();
    void ofNvidia_ctNumbersAreTakenAsTheyAre();
    void zScoreHasMean0AndDeviation1();
    void zScoreInsideTheMask_leavesTheRestAsItIs();
    void zScoreOfAConstantIsZero();
    void zScoreOfAnEmptyMaskChangesNothing();
    void ctIsClippedThenScaledByTheDataset();
    void rescaleReachesFrom0To1();
    void rescaleOfAConstantIsZero();
    void rgbIsDividedBy255();
    void rgbOutsideItsRangeIsBadInput_data();
    void rgbOutsideItsRangeIsBadInput();
    void noneKeepsValues();
    void regionOfAnotherSizeIsRefused();
};

void TestNormalization::everySchemeEqualsTheReference_withAndWithoutAMask_data()
{
    QTest::addColumn<int>("index");
    const Json& rows = fixture()["rows"];
    for (std::size_t i = 0; i < rows.size(); ++i) {
        QTest::addRow("%s%s", rows[i]["scheme"].get<std::string>().c_str(),
                      rows[i]["mask"].get<bool>() ? ", masked" : "")
            << static_cast<int>(i);
    }
}

void TestNormalization::everySchemeEqualsTheReference_withAndWithoutAMask()
{
    QFETCH(int, index);
    const Json& row = fixture()["rows"][static_cast<std::size_t>(index)];
    Json statistics = Json::object();
    statistics["0"] = fixture()["statistics"];
    const auto values =
        normalized(row["image"].get<std::vector<float>>(), schemeOf(row["scheme"].get<std::string>()),
                   row["mask"].get<bool>(), row["seg"].get<std::vector<std::int16_t>>(),
                   planning::intensitiesFromJson(statistics, "fixture")[0]);
    const auto expected = row["output"].get<std::vector<double>>();
    QCOMPARE(values.size(), expected.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        QVERIFY(std::abs(static_cast<double>(values[i]) - expected[i]) <=
                1e-6 * std::max(1.0, std::abs(expected[i])));
    }
}

void TestNormalization::of2018_theOutsideBecomesZero()
{
    const auto values = normalized({7, 1, 3, 9}, NormalizationScheme::ZScore, true, {-1, 0, 2, -1}, {},
                                   preprocessing::ZScoreRule::RegionElseZero);
    QVERIFY((values == std::vector<float>{0, -1, 1, 0}));
}

void TestNormalization::of2018_theEpsilonIsAdded()
{
    const auto values = normalized({1, 3}, NormalizationScheme::ZScore, false, {}, {},
                                   preprocessing::ZScoreRule::RegionElseZero);
    QVERIFY((values == std::vector<float>{-1, 1})); // 1e-8 is lost beside a deviation of 1 in float32
    const auto constant = normalized({5, 5}, NormalizationScheme::ZScore, false, {}, {},
                                     preprocessing::ZScoreRule::RegionElseZero);
    QVERIFY((constant == std::vector<float>{0, 0}));
}

void TestNormalization::ofNvidia_zerosStayZeroAndDoNotCount()
{
    const auto values = normalized({0, 1, 0, 3}, NormalizationScheme::ZScore, true, {-1, -1, 0, 0}, {},
                                   preprocessing::ZScoreRule::NonzeroVoxels);
    QVERIFY((values == std::vector<float>{0, -1, 0, 1})); // the label's region plays no part
}

void TestNormalization::ofNvidia_aConstantIsDividedByOne()
{
    const auto values = normalized({0, 4, 4}, NormalizationScheme::ZScore, false, {}, {},
                                   preprocessing::ZScoreRule::NonzeroVoxels);
    QVERIFY((values == std::vector<float>{0, 0, 0}));
    const auto zeros = normalized({0, 0}, NormalizationScheme::ZScore, false, {}, {},
                                  preprocessing::ZScoreRule::NonzeroVoxels);
    QVERIFY((zeros == std::vector<float>{0, 0}));
}

void TestNormalization::ofNvidia_ctNumbersAreTakenAsTheyAre()
{
    planning::IntensityStatistics liver; // the row of task 03
    liver.percentile005 = -17;
    liver.percentile995 = 201;
    liver.mean = 99.40;
    liver.deviation = 39.36;
    const auto values = normalized({-1000, 99.40F, 201, 3000}, NormalizationScheme::Ct, false, {}, liver,
                                   preprocessing::ZScoreRule::NonzeroVoxels);
    QCOMPARE(values[0], (-17.0F - 99.40F) / 39.36F);
    QCOMPARE(values[1], 0.0F);
    QCOMPARE(values[2], (201.0F - 99.40F) / 39.36F);
    QCOMPARE(values[3], values[2]);
}

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

void TestNormalization::rgbOutsideItsRangeIsBadInput_data()
{
    QTest::addColumn<float>("value");
    QTest::newRow("above") << 256.0F;
    QTest::newRow("below") << -0.5F;
}

void TestNormalization::rgbOutsideItsRangeIsBadInput()
{
    QFETCH(float, value);
    try {
        static_cast<void>(normalized({0, value}, NormalizationScheme::RgbTo01));
        QFAIL("accepted it");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::BadInput);
        QVERIFY2(QString(error.what()).contains("cannot normalize an RGB channel"), error.what());
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
