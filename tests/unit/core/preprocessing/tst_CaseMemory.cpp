// SPDX-License-Identifier: Apache-2.0
#include "core/preprocessing/CaseMemory.h"

#include <QtTest>

using namespace seg;
using preprocessing::preprocessingMemory;

namespace {

constexpr std::uint64_t kMiB = 1U << 20U;

Geometry scanOf(std::int64_t z, std::int64_t y, std::int64_t x)
{
    Geometry geometry;
    geometry.extent = {{z, y, x}};
    return geometry;
}

planning::Configuration configurationAt(double spacing)
{
    planning::Configuration configuration;
    configuration.patchSize = {8, 8, 8};
    configuration.spacing = {spacing, spacing, spacing};
    return configuration;
}

} // namespace

class TestCaseMemory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void holdsTheScanAsReadAndItsLabel();
    void growsWithTheResampledExtent();
    void countsEveryChannel();
    void turnedAxesNeedASecondCopy();
};

void TestCaseMemory::holdsTheScanAsReadAndItsLabel()
{
    const std::uint64_t voxels = 100 * 200 * 200;
    const std::uint64_t bytes =
        preprocessingMemory(scanOf(100, 200, 200), 1, planning::Plan{}, configurationAt(1.0));
    QVERIFY(bytes >= voxels * (4 + 2));
    QVERIFY(bytes <= voxels * 20 + 32 * kMiB);
}

void TestCaseMemory::growsWithTheResampledExtent()
{
    const Geometry scan = scanOf(100, 100, 100);
    const auto fine = preprocessingMemory(scan, 1, planning::Plan{}, configurationAt(0.5));
    const auto same = preprocessingMemory(scan, 1, planning::Plan{}, configurationAt(1.0));
    QVERIFY(fine >= 8'000'000 * 6);
    QVERIFY(fine > 4 * (same - 16 * kMiB));
}

void TestCaseMemory::countsEveryChannel()
{
    const Geometry scan = scanOf(100, 100, 100);
    const auto one = preprocessingMemory(scan, 1, planning::Plan{}, configurationAt(1.0));
    const auto four = preprocessingMemory(scan, 4, planning::Plan{}, configurationAt(1.0));
    QVERIFY(four - one >= 3 * 4'000'000);
}

void TestCaseMemory::turnedAxesNeedASecondCopy()
{
    planning::Plan turned;
    turned.transposeForward = {2, 0, 1};
    const Geometry scan = scanOf(100, 100, 100);
    QVERIFY(preprocessingMemory(scan, 4, turned, configurationAt(1.0)) >
            preprocessingMemory(scan, 4, planning::Plan{}, configurationAt(1.0)));
}

QTEST_APPLESS_MAIN(TestCaseMemory)
#include "tst_CaseMemory.moc"
