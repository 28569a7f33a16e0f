// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/planning/AxisOrder.h"
#include "core/preprocessing/Preprocessor.h"
#include "core/preprocessing/SourceGrid.h"

#include <QtTest>

using namespace seg;
using namespace seg::preprocessing;

namespace {

planning::Plan planWithOrder(const planning::AxisOrder& forward)
{
    planning::Plan plan;
    plan.transposeForward = forward;
    plan.transposeBackward = planning::inverse(forward);
    plan.intensities.resize(1);
    return plan;
}

planning::Configuration configurationAt(std::vector<double> spacing)
{
    planning::Configuration configuration;
    configuration.patchSize.assign(spacing.size(), 8);
    configuration.spacing = std::move(spacing);
    configuration.normalization = {planning::NormalizationScheme::NoNormalization};
    configuration.useMaskForNormalization = {false};
    return configuration;
}

/// A scan whose every non-zero voxel is its own index, with a margin of zeros.
Volume numberedScan()
{
    Volume volume;
    volume.geometry.extent = {{4, 5, 6}};
    volume.geometry.spacing = {{1, 1, 3}};
    volume.geometry.origin = {10, 20, 30};
    volume.values.assign(120, 0.0F);
    for (std::int64_t z = 1; z < 4; ++z) {
        for (std::int64_t y = 0; y < 4; ++y) {
            for (std::int64_t x = 2; x < 6; ++x) {
                const std::int64_t index = volume.geometry.extent.index(z, y, x);
                volume.values[static_cast<std::size_t>(index)] = static_cast<float>(index);
            }
        }
    }
    return volume;
}

} // namespace

class TestSourceGrid : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void labelsReturnToWhereTheyCameFrom_data();
    void labelsReturnToWhereTheyCameFrom();
    void probabilitiesOutsideTheBoxAreBackground();
    void regionsOutsideTheBoxAreZero();
    void targetOf2dKeepsTheCasesSlices();
    void logitsAreResampledToTheCroppedScan();
    void paddingIsCutOffFirst();
    void ordersOfThePlanAreTaken();
    void otherSizesAreRefused();
};

void TestSourceGrid::labelsReturnToWhereTheyCameFrom_data()
{
    QTest::addColumn<QList<int>>("forward");
    QTest::newRow("unchanged axes") << QList<int>{0, 1, 2};
    QTest::newRow("last axis first") << QList<int>{2, 0, 1};
    QTest::newRow("middle axis first") << QList<int>{1, 0, 2};
    QTest::newRow("rotated the other way") << QList<int>{1, 2, 0};
}

void TestSourceGrid::labelsReturnToWhereTheyCameFrom()
{
    QFETCH(QList<int>, forward);
    const planning::Plan plan = planWithOrder({forward[0], forward[1], forward[2]});
    const Volume scan = numberedScan();
    const Spacing turned = planning::transposed(scan.geometry.spacing, plan.transposeForward);
    const auto configuration = configurationAt({turned.mm[0], turned.mm[1], turned.mm[2]});
    const PreprocessedCase item = preprocessCase({"scan"}, scan, nullptr, plan, configuration, {});
    const std::vector<std::int16_t> labels(item.image.begin(), item.image.end());
    const LabelMap restored = restoreLabels(labels, item.properties, plan);
    QVERIFY(restored.geometry == scan.geometry);
    QVERIFY(std::equal(restored.values.begin(), restored.values.end(), scan.values.begin(), scan.values.end(),
                       [](std::int16_t label, float value) { return static_cast<float>(label) == value; }));
}

void TestSourceGrid::probabilitiesOutsideTheBoxAreBackground()
{
    const planning::Plan plan = planWithOrder({2, 0, 1});
    const PreprocessedCase item =
        preprocessCase({"scan"}, numberedScan(), nullptr, plan, configurationAt({3, 1, 1}), {});
    const auto count = static_cast<std::size_t>(item.properties.extentAfterCropping.count());
    const std::vector<float> probabilities(2 * count, 0.5F);
    const Volume restored = restoreProbabilities(probabilities, 2, item.properties, plan, true);
    QCOMPARE(restored.channels, std::int64_t{2});
    for (std::int64_t i = 0; i < 120; ++i) {
        const bool inside = i / 30 >= 1 && i / 6 % 5 < 4 && i % 6 >= 2;
        QCOMPARE(restored.channel(0)[static_cast<std::size_t>(i)], inside ? 0.5F : 1.0F);
        QCOMPARE(restored.channel(1)[static_cast<std::size_t>(i)], inside ? 0.5F : 0.0F);
    }
}

void TestSourceGrid::regionsOutsideTheBoxAreZero()
{
    const planning::Plan plan = planWithOrder({0, 1, 2});
    const PreprocessedCase item =
        preprocessCase({"scan"}, numberedScan(), nullptr, plan, configurationAt({1, 1, 3}), {});
    const std::vector<float> probabilities(
        static_cast<std::size_t>(item.properties.extentAfterCropping.count()), 0.25F);
    const Volume restored = restoreProbabilities(probabilities, 1, item.properties, plan, false);
    QCOMPARE(restored.values[0], 0.0F);
}

void TestSourceGrid::targetOf2dKeepsTheCasesSlices()
{
    QVERIFY(targetSpacing(configurationAt({0.5, 0.7}), {{6, 1, 1}}) == (Spacing{{6, 0.5, 0.7}}));
    QVERIFY(targetSpacing(configurationAt({2, 0.5, 0.7}), {{6, 1, 1}}) == (Spacing{{2, 0.5, 0.7}}));
}

void TestSourceGrid::logitsAreResampledToTheCroppedScan()
{
    const planning::Plan plan = planWithOrder({0, 1, 2});
    const auto configuration = configurationAt({0.5, 0.5, 1.5});
    const PreprocessedCase item = preprocessCase({"scan"}, numberedScan(), nullptr, plan, configuration, {});
    QVERIFY(item.properties.extentAfterResampling == (Extent{{6, 8, 8}}));
    std::vector<float> logits(2 * 6 * 8 * 8, 0.0F);
    std::fill(logits.begin() + 3 * 64, logits.begin() + 6 * 64, 1.0F);  // channel 0 wins at the end in z
    std::fill(logits.begin() + 6 * 64, logits.begin() + 9 * 64, 0.75F); // channel 1 at its begin
    const auto labels = labelsOfCroppedScan(logits, 2, item.properties, plan, configuration, {});
    QCOMPARE(labels.size(), std::size_t{3 * 4 * 4});
    QCOMPARE(labels.front(), std::int16_t{1});
    QCOMPARE(labels.back(), std::int16_t{0});
    const auto values = logitsOfCroppedScan(logits, 2, item.properties, plan, configuration, {});
    QCOMPARE(values.size(), 2 * labels.size());
    QCOMPARE(values.front(), 0.0F);
    QCOMPARE(values[16], 0.5F); // halfway in z
}

void TestSourceGrid::paddingIsCutOffFirst()
{
    const planning::Plan plan = planWithOrder({0, 1, 2});
    auto configuration = configurationAt({1, 1, 3});
    configuration.recipe = planning::PreprocessingRecipe::Nvidia;
    configuration.patchSize = {6, 8, 8};
    const Volume scan = numberedScan();
    LabelMap label;
    label.geometry = scan.geometry;
    label.values.assign(scan.values.size(), 0);
    const dataset::LabelScheme labels({{"background", {0}}, {"a", {1}}});
    const PreprocessedCase item = preprocessCase({"scan"}, scan, &label, plan, configuration, labels);
    QVERIFY(item.properties.extentAfterResampling == (Extent{{6, 8, 8}}));
    const auto values = logitsOfCroppedScan(item.image, 1, item.properties, plan, configuration, {});
    const PreprocessedCase bare = preprocessCase({"scan"}, scan, nullptr, plan, configuration, labels);
    QVERIFY(values == bare.image);
    std::vector<float> logits = item.image;
    logits.insert(logits.end(), item.image.size(), 50.0F);
    const auto winners = labelsOfCroppedScan(logits, 2, item.properties, plan, configuration, {});
    QCOMPARE(winners.size(), bare.image.size());
}

void TestSourceGrid::ordersOfThePlanAreTaken()
{
    const planning::Plan plan = planWithOrder({0, 1, 2});
    auto configuration = configurationAt({0.5, 0.5, 1.5});
    configuration.probabilityResampling.order = 0;
    const PreprocessedCase item = preprocessCase({"scan"}, numberedScan(), nullptr, plan, configuration, {});
    std::vector<float> logits(6 * 8 * 8, 0.0F);
    std::fill(logits.begin() + 3 * 64, logits.begin() + 6 * 64, 1.0F);
    const auto values = logitsOfCroppedScan(logits, 1, item.properties, plan, configuration, {});
    QVERIFY(std::all_of(values.begin(), values.end(),
                        [](float value) { return value == 0.0F || value == 1.0F; }));
}

void TestSourceGrid::otherSizesAreRefused()
{
    const planning::Plan plan = planWithOrder({0, 1, 2});
    const PreprocessedCase item =
        preprocessCase({"scan"}, numberedScan(), nullptr, plan, configurationAt({1, 1, 3}), {});
    QVERIFY_EXCEPTION_THROWN(
        static_cast<void>(restoreLabels(std::vector<std::int16_t>(7), item.properties, plan)), Error);
}

QTEST_APPLESS_MAIN(TestSourceGrid)
#include "tst_SourceGrid.moc"
