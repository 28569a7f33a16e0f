// SPDX-License-Identifier: Apache-2.0
#include "core/training/losses/SegmentationLoss.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <QTest>

using namespace seg;
using training::LossOptions;

namespace {

/// The test vector of nnunet-v2 §8.5: logits [2, 3, 2, 2].
at::Tensor goldenLogits()
{
    const at::Tensor index = at::arange(24, at::kLong);
    return (((7 * index).remainder(11) - 5).to(at::kFloat) / 2.0).view({2, 3, 2, 2});
}

at::Tensor goldenLabels() // [2, 1, 2, 2]
{
    return at::tensor({0, 1, 2, 1, 2, 0, 0, 0}, at::kShort).view({2, 1, 2, 2});
}

bool near(double value, double expected)
{
    return std::abs(value - expected) < 2e-6; // float32 sums against the printed seven digits
}

} // namespace

class TestSegmentationLoss final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsTheReference_forLabels_data();
    void equalsTheReference_forLabels();
    void equalsTheReference_forRegions_data();
    void equalsTheReference_forRegions();
    void isFinite_whenEveryVoxelIsIgnored();
    void ignoredVoxelsHaveNoGradient();
    void gradientEqualsFiniteDifferences_data();
    void gradientEqualsFiniteDifferences();
    void weighsTheOutputs();
    void countsHardOverlap();
    void countsRegions_withoutIgnoredVoxels();
};

void TestSegmentationLoss::equalsTheReference_forLabels_data()
{
    QTest::addColumn<bool>("ignore");
    QTest::addColumn<bool>("batchDice");
    QTest::addColumn<double>("expected");
    QTest::newRow("Dice per sample") << false << false << 1.9031274;
    QTest::newRow("Dice of the batch") << false << true << 1.8805467;
    QTest::newRow("one voxel ignored, per sample") << true << false << 1.7475802;
    QTest::newRow("one voxel ignored, batch") << true << true << 1.7221045;
}

void TestSegmentationLoss::equalsTheReference_forLabels()
{
    QFETCH(const bool, ignore);
    QFETCH(const bool, batchDice);
    QFETCH(const double, expected);
    at::Tensor labels = goldenLabels();
    if (ignore) {
        labels[0][0][0][0] = 3;
    }
    const double loss =
        training::segmentationLoss(goldenLogits(), labels, {false, ignore, batchDice}).item<double>();
    QVERIFY2(near(loss, expected), qPrintable(QString::number(loss, 'g', 9)));
}

void TestSegmentationLoss::equalsTheReference_forRegions_data()
{
    QTest::addColumn<bool>("ignore");
    QTest::addColumn<bool>("batchDice");
    QTest::addColumn<double>("expected");
    QTest::newRow("Dice per sample") << false << false << -0.4677275 + 0.7879859;
    QTest::newRow("Dice of the batch") << false << true << -0.4918607 + 0.7879859;
    QTest::newRow("one voxel ignored, per sample") << true << false << 1.1464239;
    QTest::newRow("one voxel ignored, batch") << true << true << 1.1345440;
}

void TestSegmentationLoss::equalsTheReference_forRegions()
{
    QFETCH(const bool, ignore);
    QFETCH(const bool, batchDice);
    QFETCH(const double, expected);
    const at::Tensor labels = goldenLabels();
    at::Tensor ignored = at::zeros({2, 1, 2, 2}, at::kBool);
    ignored[0][0][0][0] = true;
    at::Tensor target = at::cat({labels > 0, labels == 2}, 1); // [2, 2, 2, 2]
    if (ignore) {
        target = at::cat({target, ignored}, 1);
    }
    const at::Tensor logits = goldenLogits().narrow(1, 0, 2);
    const double loss = training::segmentationLoss(logits, target, {true, ignore, batchDice}).item<double>();
    QVERIFY2(near(loss, expected), qPrintable(QString::number(loss, 'g', 9)));
}

void TestSegmentationLoss::isFinite_whenEveryVoxelIsIgnored()
{
    const at::Tensor logits = at::randn({2, 2, 4, 4}).requires_grad_(true);
    const at::Tensor loss =
        training::segmentationLoss(logits, at::full({2, 1, 4, 4}, 2, at::kShort), {false, true, false});
    QCOMPARE(loss.item<double>(), -1.0); // cross entropy 0; an absent, not predicted class has Dice 1
    const auto gradient = torch::autograd::grad({loss}, {logits});
    QCOMPARE(gradient[0].abs().max().item<double>(), 0.0);
}

void TestSegmentationLoss::ignoredVoxelsHaveNoGradient()
{
    const at::Tensor logits = at::randn({1, 3, 4, 4, 4}).requires_grad_(true);
    at::Tensor target = at::randint(0, 3, {1, 1, 4, 4, 4}, at::kShort);
    target[0][0][1] = 3;
    const auto gradient =
        torch::autograd::grad({training::segmentationLoss(logits, target, {false, true, true})}, {logits})[0];
    QCOMPARE(gradient.select(2, 1).abs().max().item<double>(), 0.0);
    QVERIFY(gradient.select(2, 0).abs().min().item<double>() > 0.0);
}

void TestSegmentationLoss::gradientEqualsFiniteDifferences_data()
{
    QTest::addColumn<bool>("regions");
    QTest::addColumn<bool>("ignore");
    QTest::addColumn<bool>("batchDice");
    for (const bool regions : {false, true}) {
        for (const bool ignore : {false, true}) {
            for (const bool batchDice : {false, true}) {
                QTest::addRow("%s%s%s", regions ? "regions" : "labels", ignore ? ", ignore" : "",
                              batchDice ? ", batch" : "")
                    << regions << ignore << batchDice;
            }
        }
    }
}

void TestSegmentationLoss::gradientEqualsFiniteDifferences()
{
    QFETCH(const bool, regions);
    QFETCH(const bool, ignore);
    QFETCH(const bool, batchDice);
    const LossOptions options{regions, ignore, batchDice};
    at::manual_seed(11);
    const at::Tensor logits = at::randn({2, 3, 3, 4, 5}, at::kFloat).requires_grad_(true);
    const at::Tensor target = regions ? at::rand({2, ignore ? 4 : 3, 3, 4, 5}) > 0.6
                                      : at::randint(0, ignore ? 4 : 3, {2, 1, 3, 4, 5}, at::kShort);
    const at::Tensor direction = at::randn_like(logits);
    const auto gradient =
        torch::autograd::grad({training::segmentationLoss(logits, target, options)}, {logits})[0];
    const double analytic = (gradient * direction).sum().item<double>();
    const at::NoGradGuard guard;
    const double step = 1e-3;
    const auto at = [&](double sign) {
        return training::segmentationLoss((logits + sign * step * direction).to(at::kDouble), target, options)
            .item<double>();
    };
    const double numeric = (at(1.0) - at(-1.0)) / (2.0 * step);
    QVERIFY2(std::abs(analytic - numeric) < 1e-4 * std::max(1.0, std::abs(numeric)),
             qPrintable(QString("%1 against %2").arg(analytic).arg(numeric)));
}

void TestSegmentationLoss::weighsTheOutputs()
{
    const at::Tensor fine = at::randn({1, 2, 8, 8});
    const at::Tensor coarse = at::randn({1, 2, 4, 4});
    const at::Tensor fineTarget = at::randint(0, 2, {1, 1, 8, 8}, at::kShort);
    const at::Tensor coarseTarget = at::randint(0, 2, {1, 1, 4, 4}, at::kShort);
    const at::Tensor unused = at::zeros({1, 1, 2, 2}, at::kShort);
    const double both =
        training::deeplySupervisedLoss({fine, coarse}, {fineTarget, coarseTarget, unused}, {0.75, 0.25}, {})
            .item<double>();
    const double expected = 0.75 * training::segmentationLoss(fine, fineTarget, {}).item<double>() +
                            0.25 * training::segmentationLoss(coarse, coarseTarget, {}).item<double>();
    QVERIFY(near(both, expected));
}

void TestSegmentationLoss::countsHardOverlap()
{
    // Predicted classes 0 1 2 2 against 0 1 1 3 (ignored).
    const at::Tensor logits = at::tensor({9, 0, 0, 0, 0, 9, 0, 0, 0, 0, 9, 9}, at::kFloat).view({1, 3, 1, 4});
    const at::Tensor target = at::tensor({0, 1, 1, 3}, at::kShort).view({1, 1, 1, 4});
    const at::Tensor counts = training::overlapCounts(logits, target, {false, true, false});
    QVERIFY(
        at::equal(counts, at::tensor({1, 0, 0, 1, 1, 0}, at::kLong).view({3, 2}))); // TP, FP, FN × class 1, 2
}

void TestSegmentationLoss::countsRegions_withoutIgnoredVoxels()
{
    const at::Tensor logits = at::tensor({1, 1, -1, 1, /**/ -1, 1, 1, 1}, at::kFloat).view({1, 2, 1, 4});
    const at::Tensor target = at::tensor({1, 0, 1, 1, /**/ 0, 1, 0, 1, /* ignored */ 0, 0, 0, 1}, at::kByte)
                                  .to(at::kBool)
                                  .view({1, 3, 1, 4});
    const at::Tensor counts = training::overlapCounts(logits, target, {true, true, false});
    QVERIFY(at::equal(counts, at::tensor({1, 1, 1, 1, 1, 0}, at::kLong).view({3, 2})));
}

QTEST_APPLESS_MAIN(TestSegmentationLoss)
#include "tst_SegmentationLoss.moc"
