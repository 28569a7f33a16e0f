// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Json.h"
#include "core/planning/PatchSize.h"

#include <QtTest>

#include <filesystem>

using namespace seg;
using planning::poolingTopology;
using Rows = std::vector<std::vector<int>>;

class TestPatchSize : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void topologyEqualsTheReference_data();
    void topologyEqualsTheReference();
    void coarseAxisPoolsLater_andIsConvolvedLater();
    void shortPatchIsNotPooled();
    void startsFromTheMedianExtent_whenItIsSmall();
    void startsFromACubeWithTheSpacingsProportions_whenTheCaseIsLarge();
    void shrinksTheAxisThatCoversMost_theLastOfEquals();
    void rejectsOtherNumbersOfAxes();
};

void TestPatchSize::topologyEqualsTheReference_data()
{
    QTest::addColumn<int>("index");
    const Json fixture = readJson(std::filesystem::path(SEG_SOURCE_DIR) / "tests/golden/preprocessing.json");
    for (std::size_t i = 0; i < fixture["topology"].size(); ++i) {
        QTest::newRow(fixture["topology"][i]["size"].dump().c_str()) << static_cast<int>(i);
    }
}

void TestPatchSize::topologyEqualsTheReference()
{
    QFETCH(int, index);
    const Json fixture = readJson(std::filesystem::path(SEG_SOURCE_DIR) / "tests/golden/preprocessing.json");
    const Json& row = fixture["topology"][static_cast<std::size_t>(index)];
    const auto spacing = row["spacing"].get<std::vector<double>>();
    const auto topology = poolingTopology(spacing, row["size"].get<std::vector<double>>());
    QVERIFY(topology.strides == row["strides"].get<Rows>());
    QVERIFY(topology.kernelSizes == row["kernels"].get<Rows>());
    QVERIFY(topology.patchSize == row["patch"].get<std::vector<std::int64_t>>());
    QVERIFY(topology.divisor == row["divisor"].get<std::vector<std::int64_t>>());
}

void TestPatchSize::coarseAxisPoolsLater_andIsConvolvedLater()
{
    const std::vector<double> spacing{10, 1.5625, 1.5625};
    const std::vector<double> size{9, 256, 216};
    const auto topology = poolingTopology(spacing, size);
    QVERIFY((topology.strides == Rows{{1, 1, 1}, {1, 2, 2}, {1, 2, 2}, {2, 2, 2}, {1, 2, 2}, {1, 2, 2}}));
    QVERIFY((topology.kernelSizes == Rows{{1, 3, 3}, {1, 3, 3}, {3, 3, 3}, {3, 3, 3}, {3, 3, 3}, {3, 3, 3}}));
    QVERIFY((topology.patchSize == std::vector<std::int64_t>{10, 256, 224}));
}

void TestPatchSize::shortPatchIsNotPooled()
{
    const auto topology = poolingTopology(std::vector<double>{1, 1, 1}, std::vector<double>{7, 7, 11});
    QVERIFY((topology.strides == Rows{{1, 1, 1}}));
    QVERIFY((topology.kernelSizes == Rows{{3, 3, 3}}));
    QVERIFY((topology.patchSize == std::vector<std::int64_t>{7, 7, 11}));
}

void TestPatchSize::startsFromTheMedianExtent_whenItIsSmall()
{
    const std::vector<double> spacing{1, 1, 1};
    const std::vector<double> extent{36, 50.5, 35};
    QVERIFY(planning::initialPatchSize(spacing, extent) == extent);
}

void TestPatchSize::startsFromACubeWithTheSpacingsProportions_whenTheCaseIsLarge()
{
    const std::vector<double> spacing{2, 1, 1};
    const auto patch = planning::initialPatchSize(spacing, std::vector<double>{1000, 1000, 1000});
    QVERIFY((patch == std::vector<double>{161, 323, 323})); // 256^3 voxels, 2:1:1 in mm
    const auto flat = planning::initialPatchSize(std::vector<double>{1, 1}, std::vector<double>{3000, 3000});
    QVERIFY((flat == std::vector<double>{2048, 2048}));
}

void TestPatchSize::shrinksTheAxisThatCoversMost_theLastOfEquals()
{
    const std::vector<std::int64_t> patch{64, 64, 64};
    QCOMPARE(planning::axisToShrink(patch, std::vector<double>{64, 128, 128}), std::size_t{0});
    QCOMPARE(planning::axisToShrink(patch, std::vector<double>{128, 128, 128}), std::size_t{2});
    QCOMPARE(planning::axisToShrink(patch, std::vector<double>{100, 100, 128}), std::size_t{1});
}

void TestPatchSize::rejectsOtherNumbersOfAxes()
{
    QVERIFY_EXCEPTION_THROWN(
        static_cast<void>(poolingTopology(std::vector<double>{1}, std::vector<double>{9})), Error);
    QVERIFY_EXCEPTION_THROWN(
        static_cast<void>(poolingTopology(std::vector<double>{1, 1, 1}, std::vector<double>{9, 9})), Error);
}

QTEST_APPLESS_MAIN(TestPatchSize)
#include "tst_PatchSize.moc"
