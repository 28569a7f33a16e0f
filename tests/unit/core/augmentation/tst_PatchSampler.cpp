// SPDX-License-Identifier: Apache-2.0
#include "core/augmentation/PatchSampler.h"

#include <QTest>

#include <map>
#include <set>

using namespace seg;
using namespace seg::augmentation;
using preprocessing::CaseProperties;

namespace {

const Extent kCase{{30, 40, 50}};
const Extent kPatch{{16, 16, 16}};
const Extent kWindow{{26, 24, 25}};

CaseProperties properties()
{
    CaseProperties result;
    result.extentAfterResampling = kCase;
    result.classLocations = {{{1}, {{5, 6, 7}, {29, 39, 49}}}, {{2}, {}}, {{3}, {{15, 20, 25}}}};
    return result;
}

} // namespace

class TestPatchSampler final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void positionsLeaveHalfTheMarginOutside();
    void aCaseSmallerThanTheWindowIsCentred();
    void lastThirdOfTheBatchIsForced_data();
    void lastThirdOfTheBatchIsForced();
    void forcedPositionsCentreOnClassesEquallyOften();
    void forcedPositionsMayHangOverTheFarBorder_butNotTheNearOne();
    void unforcedPositionsCoverTheWholeRangeEvenly();
    void aCaseWithoutForegroundFallsBackToAnywhere();
    void withAnIgnoreLabelUnforcedPositionsCentreOnTheAnnotatedArea();
    void theAnnotatedAreaIsNoClassWhereThereAreOthers();
};

void TestPatchSampler::positionsLeaveHalfTheMarginOutside()
{
    const PositionRange range = positionRange(kCase, kWindow, kPatch); // margins 10, 8, 9
    QCOMPARE(range.low, (std::array<std::int64_t, 3>{-5, -4, -5}));
    QCOMPARE(range.high, (std::array<std::int64_t, 3>{9, 20, 30}));
    const PositionRange plain = positionRange(kCase, kPatch, kPatch);
    QCOMPARE(plain.low, (std::array<std::int64_t, 3>{0, 0, 0}));
    QCOMPARE(plain.high, (std::array<std::int64_t, 3>{14, 24, 34}));
}

void TestPatchSampler::aCaseSmallerThanTheWindowIsCentred()
{
    const PositionRange range = positionRange({{10, 11, 16}}, kPatch, kPatch);
    QCOMPARE(range.low, (std::array<std::int64_t, 3>{-3, -3, 0}));
    QCOMPARE(range.high, (std::array<std::int64_t, 3>{-3, -2, 0}));
}

void TestPatchSampler::lastThirdOfTheBatchIsForced_data()
{
    QTest::addColumn<int>("batch");
    QTest::addColumn<int>("forced"); // nnunet-v2 §5.2
    for (const auto& [batch, forced] : std::map<int, int>{{2, 1}, {3, 1}, {5, 2}, {9, 3}, {12, 4}}) {
        QTest::newRow(std::to_string(batch).c_str()) << batch << forced;
    }
}

void TestPatchSampler::lastThirdOfTheBatchIsForced()
{
    QFETCH(const int, batch);
    QFETCH(const int, forced);
    for (int index = 0; index < batch; ++index) {
        QCOMPARE(isForegroundForced(index, batch, 0.33), index >= batch - forced);
    }
}

void TestPatchSampler::forcedPositionsCentreOnClassesEquallyOften()
{
    RandomStream random(3);
    std::map<std::int64_t, int> starts;
    for (int i = 0; i < 4000; ++i) {
        ++starts[drawPosition(properties(), kPatch, kPatch, true, false, random)[2]];
    }
    // Class 1: x = 7 -> 0 (clamped) or 49 -> 41; class 3: x = 25 -> 17. Class 2 has no voxel.
    QCOMPARE(starts.size(), std::size_t{3});
    QVERIFY(std::abs(starts[17] - 2000) < 130); // four standard deviations
    QVERIFY(std::abs(starts[0] - 1000) < 110);
    QVERIFY(std::abs(starts[41] - 1000) < 110);
}

void TestPatchSampler::forcedPositionsMayHangOverTheFarBorder_butNotTheNearOne()
{
    RandomStream random(3);
    std::set<std::array<std::int64_t, 3>> seen;
    for (int i = 0; i < 200; ++i) {
        seen.insert(drawPosition(properties(), kPatch, kPatch, true, false, random));
    }
    QVERIFY(seen.contains({0, 0, 0}));
    QVERIFY(seen.contains({21, 31, 41})); // reaches 37, 47, 57: seven voxels beyond the case
}

void TestPatchSampler::unforcedPositionsCoverTheWholeRangeEvenly()
{
    RandomStream random(3);
    std::map<std::int64_t, int> starts;
    for (int i = 0; i < 15'000; ++i) {
        ++starts[drawPosition(properties(), kWindow, kPatch, false, false, random)[0]];
    }
    QCOMPARE(starts.begin()->first, -5);
    QCOMPARE(starts.rbegin()->first, 9);
    for (const auto& [start, count] : starts) {
        QVERIFY2(std::abs(count - 1000) < 130, std::to_string(start).c_str());
    }
}

void TestPatchSampler::aCaseWithoutForegroundFallsBackToAnywhere()
{
    CaseProperties empty = properties();
    empty.classLocations = {{{1}, {}}};
    RandomStream random(3);
    std::set<std::int64_t> starts;
    for (int i = 0; i < 500; ++i) {
        starts.insert(drawPosition(empty, kPatch, kPatch, true, false, random)[0]);
    }
    QCOMPARE(starts.size(), std::size_t{15});
}

void TestPatchSampler::withAnIgnoreLabelUnforcedPositionsCentreOnTheAnnotatedArea()
{
    CaseProperties annotated = properties();
    annotated.classLocations.push_back({{-1, 0, 1, 2, 3}, {{10, 12, 14}}});
    RandomStream random(3);
    for (int i = 0; i < 20; ++i) {
        QCOMPARE(drawPosition(annotated, kPatch, kPatch, false, true, random),
                 (std::array<std::int64_t, 3>{2, 4, 6}));
    }
}

void TestPatchSampler::theAnnotatedAreaIsNoClassWhereThereAreOthers()
{
    CaseProperties annotated = properties();
    annotated.classLocations.push_back({{-1, 0, 1, 2, 3}, {{10, 12, 14}}});
    RandomStream random(3);
    for (int i = 0; i < 200; ++i) {
        QVERIFY(drawPosition(annotated, kPatch, kPatch, true, true, random) !=
                (std::array<std::int64_t, 3>{2, 4, 6}));
    }
    annotated.classLocations = {{{1}, {}}, {{-1, 0, 1, 2, 3}, {{10, 12, 14}}}};
    QCOMPARE(drawPosition(annotated, kPatch, kPatch, true, true, random),
             (std::array<std::int64_t, 3>{2, 4, 6}));
}

QTEST_APPLESS_MAIN(TestPatchSampler)
#include "tst_PatchSampler.moc"
