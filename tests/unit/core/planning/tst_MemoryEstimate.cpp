// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/planning/ExperimentPlanner.h"
#include "core/planning/MemoryEstimate.h"

#include <QtTest>

using namespace seg;
using planning::ArchitectureSpec;

namespace {

ArchitectureSpec network(int stages, int dimensions, bool residual = false)
{
    constexpr std::array<int, 6> kFeatures{32, 64, 128, 256, 320, 320};
    constexpr std::array<int, 6> kBlocks{1, 3, 4, 6, 6, 6};
    ArchitectureSpec spec;
    spec.residualEncoder = residual;
    const auto axes = static_cast<std::size_t>(dimensions);
    for (std::size_t stage = 0; stage < static_cast<std::size_t>(stages); ++stage) {
        spec.features.push_back(kFeatures[stage]);
        spec.kernelSizes.emplace_back(axes, 3);
        spec.strides.emplace_back(axes, stage == 0 ? 1 : 2);
        spec.blocksPerStage.push_back(residual ? kBlocks[stage] : 2);
    }
    spec.decoderConvolutions.assign(static_cast<std::size_t>(stages) - 1, residual ? 1 : 2);
    return spec;
}

using Patch = std::vector<std::int64_t>;

} // namespace

class TestMemoryEstimate : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void featureMapsEqualTheReference_data();
    void featureMapsEqualTheReference();
    void parametersEqualTheReference_data();
    void parametersEqualTheReference();
    void parametersCountFlatKernels();
    void trainingMemoryGrowsWithTheBatch();
    void rejectsAPatchWithOtherAxes();
};

void TestMemoryEstimate::featureMapsEqualTheReference_data()
{
    QTest::addColumn<bool>("residual");
    QTest::addColumn<int>("stages");
    QTest::addColumn<QList<qint64>>("patch");
    QTest::addColumn<bool>("deepSupervision");
    QTest::addColumn<qint64>("expected");
    const QList<qint64> small{40, 56, 40};
    const QList<qint64> large{128, 128, 128};
    QTest::newRow("plain, 4 stages") << false << 4 << small << false << qint64{19'174'400};
    QTest::newRow("plain, 4 stages, all heads") << false << 4 << small << true << qint64{19'212'200};
    QTest::newRow("residual, 4 stages") << true << 4 << small << false << qint64{23'609'600};
    QTest::newRow("residual, 4 stages, all heads") << true << 4 << small << true << qint64{23'647'400};
    QTest::newRow("plain, 6 stages") << false << 6 << large << false << qint64{452'796'416};
    QTest::newRow("residual, 6 stages, all heads") << true << 6 << large << true << qint64{558'319'104};
    QTest::newRow("plain in 2d") << false << 4 << QList<qint64>{56, 40} << false << qint64{651'840};
}

void TestMemoryEstimate::featureMapsEqualTheReference()
{
    QFETCH(bool, residual);
    QFETCH(int, stages);
    QFETCH(QList<qint64>, patch);
    QFETCH(bool, deepSupervision);
    QFETCH(qint64, expected);
    const ArchitectureSpec spec = network(stages, static_cast<int>(patch.size()), residual);
    QCOMPARE(qint64{planning::featureMapValues(spec, Patch(patch.begin(), patch.end()), 3, deepSupervision)},
             expected);
}

void TestMemoryEstimate::parametersEqualTheReference_data()
{
    QTest::addColumn<bool>("residual");
    QTest::addColumn<int>("stages");
    QTest::addColumn<int>("dimensions");
    QTest::addColumn<int>("channels");
    QTest::addColumn<int>("heads");
    QTest::addColumn<qint64>("expected"); // counted in dynamic-network-architectures 0.4.4
    QTest::newRow("hippocampus, 3d") << false << 4 << 3 << 1 << 3 << qint64{5'603'177};
    QTest::newRow("hippocampus, 2d") << false << 4 << 2 << 1 << 3 << qint64{1'928'489};
    QTest::newRow("brain tumours, 3d") << false << 6 << 3 << 4 << 4 << qint64{31'199'796};
    QTest::newRow("residual encoder, 3d") << true << 6 << 3 << 4 << 4 << qint64{102'353'972};
}

void TestMemoryEstimate::parametersEqualTheReference()
{
    QFETCH(bool, residual);
    QFETCH(int, stages);
    QFETCH(int, dimensions);
    QFETCH(int, channels);
    QFETCH(int, heads);
    QFETCH(qint64, expected);
    QCOMPARE(qint64{planning::parameterCount(network(stages, dimensions, residual), channels, heads)},
             expected);
}

void TestMemoryEstimate::parametersCountFlatKernels()
{
    ArchitectureSpec spec = network(6, 3);
    spec.kernelSizes[0] = spec.kernelSizes[1] = {1, 3, 3};
    spec.strides = {{1, 1, 1}, {1, 2, 2}, {1, 2, 2}, {2, 2, 2}, {1, 2, 2}, {1, 2, 2}};
    QCOMPARE(qint64{planning::parameterCount(spec, 1, 4)}, qint64{30'012'884});
}

void TestMemoryEstimate::trainingMemoryGrowsWithTheBatch()
{
    planning::Configuration configuration;
    configuration.architecture = network(6, 3);
    configuration.patchSize = {128, 128, 128};
    configuration.batchSize = 2;
    const std::int64_t two = planning::estimateTrainingBytes(configuration, 4, 4);
    configuration.batchSize = 4;
    const std::int64_t four = planning::estimateTrainingBytes(configuration, 4, 4);
    const std::int64_t parameters = 3 * 4 * planning::parameterCount(configuration.architecture, 4, 4);
    QCOMPARE(qint64{four - parameters}, qint64{2 * (two - parameters)});
    const double gib = static_cast<double>(two) / (1024.0 * 1024.0 * 1024.0);
    QVERIFY2(gib > 6.5 && gib < 10.0, "this is the network that nnU-Net plans for 8 GiB");
}

void TestMemoryEstimate::rejectsAPatchWithOtherAxes()
{
    QVERIFY_EXCEPTION_THROWN(
        static_cast<void>(planning::featureMapValues(network(4, 3), Patch{40, 56}, 3, false)), Error);
}

QTEST_APPLESS_MAIN(TestMemoryEstimate)
#include "tst_MemoryEstimate.moc"
