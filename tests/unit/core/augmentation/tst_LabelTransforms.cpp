// SPDX-License-Identifier: Apache-2.0
#include "core/augmentation/LabelTransforms.h"
#include "tests/unit/core/augmentation/GoldenInputs.h"

#include <QTest>

#include <memory>

using namespace seg;
using namespace seg::augmentation;

class TestLabelTransforms final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void mirrorTurnsImageAndLabelOver_data();
    void mirrorTurnsImageAndLabelOver();
    void maskOutsideClearsOnlyFlaggedChannels();
    void outsideBecomesBackground_butOtherLabelsStay();
    void regionsOverlapAndTheIgnoreMaskComesLast();
    void deepSupervisionTargetsEqualTheReference();
    void targetsFollowTheStrides_data();
    void targetsFollowTheStrides();
};

void TestLabelTransforms::mirrorTurnsImageAndLabelOver_data()
{
    QTest::addColumn<int>("axis");
    QTest::newRow("z") << 0;
    QTest::newRow("y") << 1;
    QTest::newRow("x") << 2;
}

void TestLabelTransforms::mirrorTurnsImageAndLabelOver()
{
    QFETCH(const int, axis);
    const Extent extent{{4, 5, 6}};
    const std::vector<float> before = golden::image(2, extent);
    const std::vector<std::int16_t> labelBefore = golden::labels(extent);
    std::vector<float> image = before;
    std::vector<std::int16_t> label = labelBefore;

    mirror({image, label, 2, extent}, axis);

    for (std::int64_t z = 0; z < 4; ++z) {
        for (std::int64_t y = 0; y < 5; ++y) {
            for (std::int64_t x = 0; x < 6; ++x) {
                const auto from = static_cast<std::size_t>(
                    extent.index(axis == 0 ? 3 - z : z, axis == 1 ? 4 - y : y, axis == 2 ? 5 - x : x));
                const auto to = static_cast<std::size_t>(extent.index(z, y, x));
                QCOMPARE(image[to], before[from]);
                QCOMPARE(image[to + 120], before[from + 120]);
                QCOMPARE(label[to], labelBefore[from]);
            }
        }
    }
}

void TestLabelTransforms::maskOutsideClearsOnlyFlaggedChannels()
{
    std::vector<float> image{1, 2, 3, 4};
    std::vector<std::int16_t> label{-1, 2};
    maskOutside({image, label, 2, {{1, 1, 2}}}, {false, true});
    QCOMPARE(image, (std::vector<float>{1, 2, 0, 4}));
}

void TestLabelTransforms::outsideBecomesBackground_butOtherLabelsStay()
{
    std::vector<std::int16_t> label{-1, 0, 3, -1};
    removeOutsideLabel(label);
    QCOMPARE(label, (std::vector<std::int16_t>{0, 0, 3, 0}));
}

void TestLabelTransforms::regionsOverlapAndTheIgnoreMaskComesLast()
{
    const dataset::LabelScheme scheme({{"background", {0}, false},
                                       {"whole", {1, 2, 3}, true},
                                       {"core", {2, 3}, true},
                                       {"enhancing", {3}, true},
                                       {"ignore", {4}, false}},
                                      {1, 2, 3});
    QCOMPARE(regionChannelCount(scheme), 4);
    const std::vector<std::int16_t> label{0, 1, 2, 3, 4};
    const auto channels = std::make_unique<bool[]>(20);
    labelsToRegions(label, scheme, {channels.get(), 20});
    const std::vector<bool> expected{false, true,  true,  true, false, false, false, true,  true,  false,
                                     false, false, false, true, false, false, false, false, false, true};
    QCOMPARE(std::vector<bool>(channels.get(), channels.get() + 20), expected);
}

void TestLabelTransforms::deepSupervisionTargetsEqualTheReference()
{
    for (const Json& item : golden::read("augmentation.json", "shrunk")) {
        const Extent extent = golden::extentOf(item["extent"]);
        const std::vector<std::int16_t> label = golden::labels(extent);
        for (const Json& target : item["targets"]) {
            const Extent to = golden::extentOf(target["extent"]);
            std::vector<std::int16_t> shrunk(static_cast<std::size_t>(to.count()));
            shrinkNearest<std::int16_t>(label, extent, shrunk, to);
            const std::string difference = golden::difference(shrunk, target["labels"], 0.0);
            QVERIFY2(difference.empty(), difference.c_str());
        }
    }
}

void TestLabelTransforms::targetsFollowTheStrides_data()
{
    QTest::addColumn<int>("stages");
    QTest::addColumn<bool>("isSlice");
    QTest::addColumn<int>("targets");
    QTest::newRow("four stages: the coarsest counts nothing") << 4 << false << 2;
    QTest::newRow("six stages") << 6 << false << 4;
    QTest::newRow("two stages: the finest remains") << 2 << false << 1;
    QTest::newRow("2d") << 5 << true << 3;
}

void TestLabelTransforms::targetsFollowTheStrides()
{
    QFETCH(const int, stages);
    QFETCH(const bool, isSlice);
    QFETCH(const int, targets);
    std::vector<std::vector<int>> strides(static_cast<std::size_t>(stages),
                                          isSlice ? std::vector<int>{2, 2} : std::vector<int>{1, 2, 2});
    strides.front().assign(isSlice ? 2 : 3, 1);

    const std::vector<Extent> extents = targetExtents({{isSlice ? 1 : 20, 64, 32}}, strides);

    QCOMPARE(static_cast<int>(extents.size()), targets);
    for (std::size_t i = 0; i < extents.size(); ++i) {
        QCOMPARE(extents[i].voxels[0], isSlice ? 1 : 20);
        QCOMPARE(extents[i].voxels[1], 64 >> i);
        QCOMPARE(extents[i].voxels[2], 32 >> i);
    }
}

QTEST_APPLESS_MAIN(TestLabelTransforms)
#include "tst_LabelTransforms.moc"
