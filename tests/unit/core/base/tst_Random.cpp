// SPDX-License-Identifier: Apache-2.0
#include "core/base/Random.h"

#include <QTest>

#include <cmath>
#include <numeric>
#include <vector>

using seg::NumpyRandom;
using seg::RandomStream;
using Indices = std::vector<std::int64_t>;

class TestRandom final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void numpyBitsAreMt19937();
    void numpyPermutationAndChoice_equalTheReference();
    void aStreamDependsOnNothingButItsKey();
    void uniformStaysInRange_andHasTheRightMoments();
    void belowIsUnbiased_andNeverReachesTheBound();
    void normalsHaveMeanZeroAndDeviationOne();
};

void TestRandom::numpyBitsAreMt19937()
{
    NumpyRandom random(12345); // golden values: nnunet-v2 §9.6
    for (const std::uint32_t expected : {3992670690U, 3823185381U, 1358822685U, 561383553U, 789925284U}) {
        QCOMPARE(random.bits(), expected);
    }
    NumpyRandom other(1234);
    for (const std::uint32_t expected : {822569775U, 2137449171U, 2671936806U, 3512589365U, 1880026316U}) {
        QCOMPARE(other.bits(), expected);
    }
}

void TestRandom::numpyPermutationAndChoice_equalTheReference()
{
    QCOMPARE(NumpyRandom(12345).permutation(10), (Indices{0, 7, 3, 9, 6, 4, 1, 8, 5, 2}));
    QCOMPARE(NumpyRandom(1234).choiceWithoutReplacement(50, 10),
             (Indices{37, 45, 6, 44, 13, 36, 8, 29, 4, 49}));
    NumpyRandom drawn(1234);
    for (const std::uint64_t expected : {815, 723, 294, 53, 204, 372, 664, 655, 689, 279, 233, 154}) {
        QCOMPARE(drawn.interval(999), expected);
    }
    QCOMPARE(drawn.interval(0), std::uint64_t{0});
}

void TestRandom::aStreamDependsOnNothingButItsKey()
{
    RandomStream a(7, {1, 2, 3});
    RandomStream b(7, {1, 2, 3});
    RandomStream otherPart(7, {1, 2, 4});
    RandomStream otherSeed(8, {1, 2, 3});
    bool partDiffers = false;
    bool seedDiffers = false;
    for (int i = 0; i < 100; ++i) {
        const std::uint32_t value = a.bits();
        QCOMPARE(b.bits(), value);
        partDiffers |= otherPart.bits() != value;
        seedDiffers |= otherSeed.bits() != value;
    }
    QVERIFY(partDiffers && seedDiffers);
}

void TestRandom::uniformStaysInRange_andHasTheRightMoments()
{
    RandomStream random(1);
    double sum = 0.0;
    double squares = 0.0;
    constexpr int kCount = 100'000;
    for (int i = 0; i < kCount; ++i) {
        const double value = random.uniform(-1.0, 3.0);
        QVERIFY(value >= -1.0 && value < 3.0);
        sum += value;
        squares += value * value;
    }
    const double mean = sum / kCount;
    QVERIFY(std::abs(mean - 1.0) < 0.02); // about 5 standard errors
    QVERIFY(std::abs(squares / kCount - mean * mean - 16.0 / 12.0) < 0.03);
}

void TestRandom::belowIsUnbiased_andNeverReachesTheBound()
{
    RandomStream random(2);
    std::vector<int> counts(5, 0);
    for (int i = 0; i < 50'000; ++i) {
        ++counts.at(random.below(5));
    }
    for (const int count : counts) {
        QVERIFY(std::abs(count - 10'000) < 500); // 5.6 standard deviations
    }
    QCOMPARE(random.below(1), std::uint64_t{0});
}

void TestRandom::normalsHaveMeanZeroAndDeviationOne()
{
    RandomStream random(3);
    std::vector<float> values(100'001);
    random.fillNormal(values.data(), values.size(), 1.0F);
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / double(values.size());
    double variance = 0.0;
    for (const float value : values) {
        QVERIFY(std::isfinite(value));
        variance += (value - mean) * (value - mean) / double(values.size());
    }
    QVERIFY(std::abs(mean) < 0.016);
    QVERIFY(std::abs(variance - 1.0) < 0.025);
    double sum = 0.0;
    for (int i = 0; i < 100'000; ++i) {
        sum += random.normal();
    }
    QVERIFY(std::abs(sum / 100'000) < 0.016);
}

QTEST_APPLESS_MAIN(TestRandom)
#include "tst_Random.moc"
