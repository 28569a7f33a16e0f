// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/inference/SegmentationExport.h"

#include <ATen/ATen.h>

#include <QTest>

#include <cmath>

using namespace seg;
using namespace seg::inference;

namespace {

// A scan of 6 x 4 x 5 voxels (z, y, x) whose plan puts axis 2 first; cropped by one voxel there and half as
// fine in y.
struct Fixture {
    Fixture()
    {
        plan.transposeForward = {2, 0, 1};
        plan.transposeBackward = {1, 2, 0};
        configuration.patchSize = {4, 6, 4};
        configuration.spacing = {1.0, 1.0, 2.0}; // of (x, z, y)
        properties.id = {"scan"};
        properties.source.extent = {{6, 4, 5}};
        properties.source.spacing = {{1.0, 1.0, 1.0}};
        properties.source.origin = {3.0, -4.0, 5.0};
        properties.extentBeforeCropping = {{5, 6, 4}};
        properties.cropBox = {{1, 0, 0}, {5, 6, 4}};
        properties.extentAfterCropping = {{4, 6, 4}};
        properties.extentAfterResampling = {{4, 6, 2}};
    }

    planning::Plan plan;
    planning::Configuration configuration;
    preprocessing::CaseProperties properties;
};

dataset::LabelScheme labelsWithGap()
{
    return dataset::LabelScheme({{"background", {0}, false}, {"a", {2}, false}, {"b", {5}, false}});
}

dataset::LabelScheme regions()
{
    return dataset::LabelScheme({{"background", {0}, false}, {"whole", {1, 2}, true}, {"core", {2}, true}},
                                {1, 2});
}

// Class k wins in network planes x = k + 1; background elsewhere.
at::Tensor logitsByPlane(std::int64_t heads)
{
    at::Tensor logits = at::zeros({heads, 4, 6, 2});
    logits[0].fill_(1.0);
    for (std::int64_t k = 1; k < heads; ++k) {
        logits[k][k].fill_(3.0);
    }
    return logits;
}

} // namespace

class TestSegmentationExport final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void labelsLieInTheScansOwnAxes();
    void laterRegionsOverwriteEarlierOnes();
    void probabilitiesSumToOne_andAreBackgroundOutsideTheBox();
    void regionProbabilitiesAreZeroOutsideTheBox();
    void probabilitiesAgreeWithLabels();
    void refusesLogitsOfAnotherExtent();
};

void TestSegmentationExport::labelsLieInTheScansOwnAxes()
{
    const Fixture fixture;
    const LabelMap labels = labelsFromLogits(logitsByPlane(3), fixture.properties, fixture.plan,
                                             fixture.configuration, labelsWithGap());
    QCOMPARE(labels.geometry, fixture.properties.source);
    for (std::int64_t z = 0; z < 6; ++z) {
        for (std::int64_t y = 0; y < 4; ++y) {
            for (std::int64_t x = 0; x < 5;
                 ++x) { // network plane x - 1; class 1 is label 2, class 2 is label 5
                const int expected = x == 2 ? 2 : (x == 3 ? 5 : 0);
                QCOMPARE(static_cast<int>(
                             labels.values[static_cast<std::size_t>(labels.geometry.extent.index(z, y, x))]),
                         expected);
            }
        }
    }
}

void TestSegmentationExport::laterRegionsOverwriteEarlierOnes()
{
    const Fixture fixture;
    at::Tensor logits = at::full({2, 4, 6, 2}, -1.0);
    logits[0][1].fill_(2.0); // whole alone
    logits[0][2].fill_(2.0); // whole and core
    logits[1][2].fill_(0.5);
    logits[1][3].fill_(0.5); // core alone
    logits[0][0].fill_(0.0); // exactly one half is not above it
    const LabelMap labels =
        labelsFromLogits(logits, fixture.properties, fixture.plan, fixture.configuration, regions());
    const std::array<int, 5> expected{0, 0, 1, 2, 2};
    for (std::int64_t x = 0; x < 5; ++x) {
        QCOMPARE(
            static_cast<int>(labels.values[static_cast<std::size_t>(labels.geometry.extent.index(3, 2, x))]),
            expected[static_cast<std::size_t>(x)]);
    }
}

void TestSegmentationExport::probabilitiesSumToOne_andAreBackgroundOutsideTheBox()
{
    const Fixture fixture;
    at::manual_seed(3);
    const Volume volume = probabilitiesFromLogits(at::randn({3, 4, 6, 2}) * 4, fixture.properties,
                                                  fixture.plan, fixture.configuration, labelsWithGap());
    QCOMPARE(volume.channels, 3);
    QCOMPARE(volume.geometry, fixture.properties.source);
    for (std::size_t i = 0; i < 120; ++i) {
        QVERIFY(std::abs(volume.values[i] + volume.values[120 + i] + volume.values[240 + i] - 1.0F) < 1e-5F);
        if (i % 5 == 0) { // x = 0 was cropped away
            QCOMPARE(volume.values[i], 1.0F);
        }
    }
}

void TestSegmentationExport::regionProbabilitiesAreZeroOutsideTheBox()
{
    const Fixture fixture;
    const Volume volume = probabilitiesFromLogits(at::full({2, 4, 6, 2}, 2.0), fixture.properties,
                                                  fixture.plan, fixture.configuration, regions());
    for (std::size_t i = 0; i < volume.values.size(); ++i) {
        const float expected = i % 5 == 0 ? 0.0F : 1.0F / (1.0F + std::exp(-2.0F));
        QVERIFY(std::abs(volume.values[i] - expected) < 1e-6F);
    }
}

void TestSegmentationExport::probabilitiesAgreeWithLabels()
{
    const Fixture fixture;
    at::manual_seed(5);
    const at::Tensor logits = at::randn({3, 4, 6, 2});
    const LabelMap labels =
        labelsFromLogits(logits, fixture.properties, fixture.plan, fixture.configuration, labelsWithGap());
    const Volume volume = probabilitiesFromLogits(logits, fixture.properties, fixture.plan,
                                                  fixture.configuration, labelsWithGap());
    const std::array<int, 3> label{0, 2, 5};
    for (std::size_t i = 0; i < 120; ++i) {
        std::size_t best = 0;
        for (std::size_t k = 1; k < 3; ++k) {
            best = volume.values[k * 120 + i] > volume.values[best * 120 + i] ? k : best;
        }
        QCOMPARE(static_cast<int>(labels.values[i]), label[best]);
    }
}

void TestSegmentationExport::refusesLogitsOfAnotherExtent()
{
    const Fixture fixture;
    for (const at::Tensor& logits :
         {at::zeros({3, 4, 6, 4}), at::zeros({2, 4, 6, 2}), at::zeros({4, 6, 2})}) {
        try {
            static_cast<void>(labelsFromLogits(logits, fixture.properties, fixture.plan,
                                               fixture.configuration, labelsWithGap()));
            QFAIL("accepted logits that do not fit");
        } catch (const Error& error) {
            QVERIFY(error.code() == ErrorCode::InvalidArgument);
        }
    }
}

QTEST_APPLESS_MAIN(TestSegmentationExport)
#include "tst_SegmentationExport.moc"
