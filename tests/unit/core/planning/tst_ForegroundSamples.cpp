// SPDX-License-Identifier: Apache-2.0
#include "core/planning/ForegroundSamples.h"

#include <QtTest>

#include <cmath>

using namespace seg;
using planning::drawSamples;
using planning::ForegroundSamples;

namespace {

/// The draws one by one, ascending.
std::vector<float> expanded(const ForegroundSamples& samples)
{
    std::vector<float> values;
    for (std::size_t i = 0; i < samples.values.size(); ++i) {
        values.resize(samples.drawnUpTo[i], samples.values[i]);
    }
    return values;
}

ForegroundSamples exactly(std::vector<float> ascending)
{
    ForegroundSamples samples;
    for (std::size_t i = 0; i < ascending.size(); ++i) {
        samples.values.push_back(ascending[i]);
        samples.drawnUpTo.push_back(i + 1);
    }
    return samples;
}

} // namespace

class TestForegroundSamples : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void drawsTheReferencesVoxels_channelAfterChannel();
    void emptyForegroundDrawsNothing_andUsesNoRandomNumber();
    void statisticsEqualNumpys();
    void percentilesInterpolate_betweenNeighbours();
    void statisticsDoNotDependOnHowCasesAreSplit();
    void aCaseWithoutForegroundTurnsSumsIntoDoubles();
    void negativeAndZeroValuesAreOrdered();
    void noSamplesAtAllGiveZeros();
};

void TestForegroundSamples::drawsTheReferencesVoxels_channelAfterChannel()
{
    // Foreground of the 4x5 label of nnunet-v2 §2: row 1 columns 1-3, row 2 columns 2-4.
    const std::vector<float> first{6, 7, 8, 12, 13, 14};
    const std::vector<float> second{60, 70, 80, 120, 130, 140};
    NumpyRandom random(1234);
    const std::vector<float> a{6, 7, 7, 7, 12, 13, 13, 14};
    const std::vector<float> b{60, 60, 80, 80, 80, 120, 130, 130};
    QVERIFY(expanded(drawSamples(first, 8, random)) == a);
    QVERIFY(expanded(drawSamples(second, 8, random)) == b);
}

void TestForegroundSamples::emptyForegroundDrawsNothing_andUsesNoRandomNumber()
{
    NumpyRandom random(1234);
    QCOMPARE(drawSamples({}, 100, random).count(), std::uint64_t{0});
    QCOMPARE(random.bits(), std::uint32_t{822569775});
}

void TestForegroundSamples::statisticsEqualNumpys()
{
    // Draws of the first channel above: 12 14 13 13 6 7 7 7.
    NumpyRandom random(1234);
    const std::vector<float> foreground{6, 7, 8, 12, 13, 14};
    const std::vector<ForegroundSamples> cases{drawSamples(foreground, 8, random)};
    const auto statistics = planning::intensityStatistics(cases);
    QCOMPARE(statistics.mean, 9.875);
    QCOMPARE(statistics.median, 9.5);
    QCOMPARE(statistics.minimum, 6.0);
    QCOMPARE(statistics.maximum, 14.0);
    QCOMPARE(statistics.deviation, static_cast<double>(static_cast<float>(std::sqrt(10.109375))));
    QCOMPARE(statistics.percentile005, 6.035);
    QCOMPARE(statistics.percentile995, 13.965);
}

void TestForegroundSamples::percentilesInterpolate_betweenNeighbours()
{
    std::vector<float> values;
    for (int i = 0; i <= 1000; ++i) {
        values.push_back(static_cast<float>(i));
    }
    const std::vector<ForegroundSamples> cases{exactly(values)};
    const auto statistics = planning::intensityStatistics(cases);
    QCOMPARE(statistics.percentile005, 5.0);
    QCOMPARE(statistics.percentile995, 995.0);
    QCOMPARE(statistics.median, 500.0);
}

void TestForegroundSamples::statisticsDoNotDependOnHowCasesAreSplit()
{
    const std::vector<ForegroundSamples> one{exactly({-3, -1, 0, 2, 5, 9})};
    const std::vector<ForegroundSamples> two{exactly({-1, 2, 9}), exactly({-3, 0, 5})};
    QVERIFY(planning::intensityStatistics(one) == planning::intensityStatistics(two));
}

void TestForegroundSamples::aCaseWithoutForegroundTurnsSumsIntoDoubles()
{
    const std::vector<ForegroundSamples> full{exactly({0, 0.1F, 1})};
    const std::vector<ForegroundSamples> withEmpty{exactly({0, 0.1F, 1}), ForegroundSamples{}};
    const double mean = (static_cast<double>(0.1F) + 1.0) / 3.0;
    QCOMPARE(planning::intensityStatistics(full).mean, static_cast<double>(static_cast<float>(mean)));
    QCOMPARE(planning::intensityStatistics(withEmpty).mean, mean);
}

void TestForegroundSamples::negativeAndZeroValuesAreOrdered()
{
    NumpyRandom random(7);
    const std::vector<float> foreground{-0.0F, 0.0F, -1024.0F, 3071.0F};
    const ForegroundSamples samples = drawSamples(foreground, 1000, random);
    QVERIFY((samples.values == std::vector<float>{-1024.0F, 0.0F, 3071.0F}));
    QCOMPARE(samples.count(), std::uint64_t{1000});
}

void TestForegroundSamples::noSamplesAtAllGiveZeros()
{
    const std::vector<ForegroundSamples> cases(3);
    QVERIFY(planning::intensityStatistics(cases) == planning::IntensityStatistics{});
}

QTEST_APPLESS_MAIN(TestForegroundSamples)
#include "tst_ForegroundSamples.moc"
