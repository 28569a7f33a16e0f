// SPDX-License-Identifier: Apache-2.0
#include "core/evaluation/Summary.h"

#include <QTest>

#include <cmath>

using seg::LabelMap;
using seg::dataset::LabelEntry;
using seg::evaluation::surfaceDistance;

class TestSurfaceDistance final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalMasks_areAtDistanceZero();
    void aShiftedCube_isAsFarAsTheShift_inMillimeters_data();
    void aShiftedCube_isAsFarAsTheShift_inMillimeters();
    void distancesEqualThoseByBruteForce();
    void anEmptyMask_isNotANumber();
};

namespace {

const LabelEntry kLabel{"a", {1}};

LabelMap cubeAt(std::int64_t z0, std::int64_t y0, std::int64_t x0, seg::Spacing spacing = {})
{
    LabelMap map;
    map.geometry.extent = {{12, 14, 16}};
    map.geometry.spacing = spacing;
    map.values.assign(static_cast<std::size_t>(map.geometry.extent.count()), 0);
    for (std::int64_t z = z0; z < z0 + 4; ++z) {
        for (std::int64_t y = y0; y < y0 + 4; ++y) {
            for (std::int64_t x = x0; x < x0 + 4; ++x) {
                map.values[static_cast<std::size_t>(map.geometry.extent.index(z, y, x))] = 1;
            }
        }
    }
    return map;
}

} // namespace

void TestSurfaceDistance::equalMasks_areAtDistanceZero()
{
    const auto metrics = surfaceDistance(cubeAt(2, 2, 2), cubeAt(2, 2, 2), kLabel);
    QCOMPARE(metrics.hd95, 0.0);
    QCOMPARE(metrics.nsd, 1.0);
}

void TestSurfaceDistance::aShiftedCube_isAsFarAsTheShift_inMillimeters_data()
{
    QTest::addColumn<int>("axis");
    QTest::addColumn<double>("spacing");
    QTest::newRow("thick slices along z") << 0 << 2.5;
    QTest::newRow("along y") << 1 << 0.7;
    QTest::newRow("along x") << 2 << 1.0;
}

void TestSurfaceDistance::aShiftedCube_isAsFarAsTheShift_inMillimeters()
{
    QFETCH(const int, axis);
    QFETCH(const double, spacing);
    seg::Spacing mm;
    mm.mm[static_cast<std::size_t>(axis)] = spacing;
    std::array<std::int64_t, 3> at{2, 2, 2};
    at[static_cast<std::size_t>(axis)] += 3; // three voxels away, so that the far face lies 3 * spacing off
    const auto metrics =
        surfaceDistance(cubeAt(at[0], at[1], at[2], mm), cubeAt(2, 2, 2, mm), kLabel, 0.5 * spacing);
    QCOMPARE(metrics.hd95, 3.0 * spacing); // the far face holds 16 of 56 surface voxels, more than 5 %
    QVERIFY(metrics.nsd > 0.0 && metrics.nsd < 1.0);
}

void TestSurfaceDistance::distancesEqualThoseByBruteForce()
{
    // Two single voxels: the distance is that between their centers, along every axis at once.
    LabelMap a = cubeAt(0, 0, 0, {{3.0, 0.5, 0.8}});
    LabelMap b = a;
    std::fill(a.values.begin(), a.values.end(), std::int16_t{0});
    std::fill(b.values.begin(), b.values.end(), std::int16_t{0});
    a.values[static_cast<std::size_t>(a.geometry.extent.index(1, 2, 3))] = 1;
    b.values[static_cast<std::size_t>(b.geometry.extent.index(5, 12, 9))] = 1;
    const double expected = std::sqrt(std::pow(4 * 3.0, 2) + std::pow(10 * 0.5, 2) + std::pow(6 * 0.8, 2));
    QCOMPARE(surfaceDistance(a, b, kLabel).hd95, expected);
    QCOMPARE(surfaceDistance(a, b, kLabel, expected + 1e-9).nsd, 1.0);
    QCOMPARE(surfaceDistance(a, b, kLabel, expected - 1e-9).nsd, 0.0);
}

void TestSurfaceDistance::anEmptyMask_isNotANumber()
{
    LabelMap empty = cubeAt(2, 2, 2);
    std::fill(empty.values.begin(), empty.values.end(), std::int16_t{0});
    QVERIFY(std::isnan(surfaceDistance(empty, cubeAt(2, 2, 2), kLabel).hd95));
    QVERIFY(std::isnan(surfaceDistance(cubeAt(2, 2, 2), empty, kLabel).nsd));
    QVERIFY(std::isnan(surfaceDistance(empty, empty, kLabel).hd95));
}

QTEST_APPLESS_MAIN(TestSurfaceDistance)
#include "tst_SurfaceDistance.moc"
