// SPDX-License-Identifier: Apache-2.0
#include "core/preprocessing/ClassLocations.h"

#include <QtTest>

#include <set>

using namespace seg;
using namespace seg::preprocessing;
using Voxels = std::vector<std::array<std::int32_t, 3>>;

namespace {

const Extent kExtent{{1, 4, 5}};

/// The label of nnunet-v2 §2: row 1 columns 1-3 are 1, row 2 columns 2-4 are 2, the first voxel is -1.
std::vector<std::int16_t> goldenLabel()
{
    std::vector<std::int16_t> label(20, 0);
    label[0] = -1;
    label[6] = label[7] = label[8] = 1;
    label[12] = label[13] = label[14] = 2;
    return label;
}

} // namespace

class TestClassLocations : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void labelsEqualTheReference();
    void regionsEqualTheReference();
    void absentClassIsEmpty_andUsesNoRandomNumber();
    void largeClassesAreThinned();
    void ignoreLabelAddsTheAnnotatedArea();
    void foregroundLabelsAreSampledWithoutRegions();
};

void TestClassLocations::labelsEqualTheReference()
{
    const auto locations = sampleClassLocations(goldenLabel(), kExtent, {{1}, {2}});
    QVERIFY((locations[0].voxels == Voxels{{0, 1, 1}, {0, 1, 2}, {0, 1, 3}}));
    QVERIFY((locations[1].voxels == Voxels{{0, 2, 3}, {0, 2, 4}, {0, 2, 2}}));
}

void TestClassLocations::regionsEqualTheReference()
{
    const auto locations = sampleClassLocations(goldenLabel(), kExtent, {{1, 2}, {2}});
    QVERIFY((locations[0].labels == std::vector<int>{1, 2}));
    QVERIFY(
        (locations[0].voxels == Voxels{{0, 1, 3}, {0, 1, 2}, {0, 2, 4}, {0, 1, 1}, {0, 2, 3}, {0, 2, 2}}));
    QVERIFY((locations[1].voxels == Voxels{{0, 2, 2}, {0, 2, 4}, {0, 2, 3}}));
}

void TestClassLocations::absentClassIsEmpty_andUsesNoRandomNumber()
{
    const auto with = sampleClassLocations(goldenLabel(), kExtent, {{9}, {1}, {2}});
    const auto without = sampleClassLocations(goldenLabel(), kExtent, {{1}, {2}});
    QVERIFY(with[0].voxels.empty());
    QVERIFY(with[2].voxels == without[1].voxels);
}

void TestClassLocations::largeClassesAreThinned()
{
    const Extent extent{{20, 50, 100}};
    std::vector<std::int16_t> label(100'000, 1);
    std::fill_n(label.begin(), 60'000, std::int16_t{0});
    const auto thinned = sampleClassLocations(label, extent, {{1}});
    QCOMPARE(thinned[0].voxels.size(), std::size_t{10'000});
    const std::set<std::array<std::int32_t, 3>> distinct(thinned[0].voxels.begin(), thinned[0].voxels.end());
    QCOMPARE(distinct.size(), std::size_t{10'000});
    const Extent large{{24, 250, 250}};
    const auto covered = sampleClassLocations(std::vector<std::int16_t>(1'500'000, 1), large, {{1}});
    QCOMPARE(covered[0].voxels.size(), std::size_t{15'000}); // 1 %
}

void TestClassLocations::ignoreLabelAddsTheAnnotatedArea()
{
    const dataset::LabelScheme scheme({{"background", {0}}, {"a", {1}}, {"b", {2}}, {"ignore", {3}}});
    QVERIFY((sampledClasses(scheme) == std::vector<std::vector<int>>{{1}, {2}, {-1, 0, 1, 2}}));
}

void TestClassLocations::foregroundLabelsAreSampledWithoutRegions()
{
    const dataset::LabelScheme regions({{"background", {0}}, {"whole", {1, 2}, true}, {"core", {2}, true}},
                                       {1, 2});
    QVERIFY((sampledClasses(regions) == std::vector<std::vector<int>>{{1, 2}, {2}}));
}

QTEST_APPLESS_MAIN(TestClassLocations)
#include "tst_ClassLocations.moc"
