// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/training/PolyLearningRate.h"
#include "core/training/TrainingStep.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <QTest>

#include <cmath>

using namespace seg;

namespace {

planning::ArchitectureSpec tinySpec()
{
    planning::ArchitectureSpec spec;
    spec.features = {4, 8, 8};
    spec.kernelSizes.assign(3, {3, 3, 3});
    spec.strides = {{1, 1, 1}, {2, 2, 2}, {2, 2, 2}};
    spec.blocksPerStage = {1, 1, 1};
    spec.decoderConvolutions = {1, 1};
    return spec;
}

struct Example {
    at::Tensor image = at::randn({2, 1, 8, 8, 8});
    std::vector<at::Tensor> targets{(image > 0.5).to(at::kShort), at::zeros({2, 1, 4, 4, 4}, at::kShort)};
};

at::Tensor parameter(const Network& network, const std::string& name)
{
    for (const NamedTensor& item : network.parameters()) {
        if (item.name == name) {
            return item.tensor;
        }
    }
    return {};
}

} // namespace

class TestTrainingStep final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { at::set_num_threads(1); } // several would only wait for each other on 8³ voxels
    void learningRateFollowsThePolynomial();
    void updatesAsTheReferencesOptimizer_data();
    void updatesAsTheReferencesOptimizer();
    void leavesOutputsWithoutWeightAlone();
    void learnsOneBatchByHeart();
    void continuesFromRestoredMomentum_bitForBit();
    void refusesMomentumOfAnotherNetwork();
};

void TestTrainingStep::learningRateFollowsThePolynomial()
{
    QCOMPARE(training::polyLearningRate(0.01, 0, 1000, 0.9), 0.01);
    QCOMPARE(training::polyLearningRate(0.01, 1, 1000, 0.9), 0.009990999549834914);
    QCOMPARE(training::polyLearningRate(0.01, 500, 1000, 0.9), 0.005358867312681466);
    QCOMPARE(training::polyLearningRate(0.01, 999, 1000, 0.9), 1.995262314968881e-05);
}

void TestTrainingStep::updatesAsTheReferencesOptimizer_data()
{
    QTest::addColumn<double>("clip");
    QTest::newRow("the gradient is below the clip") << 1e6;
    QTest::newRow("the gradient is clipped") << 0.05;
}

// Three steps against nnunet-v2 §9.1 written out: clip, g += wd p; buf = g first, else 0.99 buf + g; p -= lr
// (g + 0.99 buf).
void TestTrainingStep::updatesAsTheReferencesOptimizer()
{
    QFETCH(const double, clip);
    training::TrainingOptions options;
    options.gradientClip = clip;
    options.weightDecay = 0.01;
    const auto net = network::makeNetwork(tinySpec(), 1, 2, 1);
    const auto mirror = network::makeNetwork(tinySpec(), 1, 2, 1);
    training::TrainingStep step(net, options, {}, 3);
    step.setLearningRate(0.02);
    std::map<std::string, at::Tensor> momentum;
    for (int iteration = 0; iteration < 3; ++iteration) {
        const Example example;
        step.train(example.image, example.targets);
        const at::Tensor loss =
            training::segmentationLoss(mirror->forward(example.image, true)[0], example.targets[0], {});
        for (const NamedTensor& item : mirror->parameters()) {
            item.tensor.mutable_grad().reset();
        }
        loss.backward();
        const at::NoGradGuard guard;
        double squares = 0.0;
        for (const NamedTensor& item : mirror->parameters()) {
            squares += item.tensor.grad().defined()
                           ? item.tensor.grad().to(at::kDouble).square().sum().item<double>()
                           : 0.0;
        }
        const double factor = std::min(1.0, clip / (std::sqrt(squares) + 1e-6));
        for (const NamedTensor& item : mirror->parameters()) {
            if (item.tensor.grad().defined()) {
                const at::Tensor gradient = item.tensor.grad() * factor + 0.01 * item.tensor;
                at::Tensor& buffer = momentum[item.name];
                buffer = buffer.defined() ? 0.99 * buffer + gradient : gradient.clone();
                item.tensor.sub_(0.02 * (gradient + 0.99 * buffer));
            }
        }
    }
    for (std::size_t index = 0; index < net->parameters().size(); ++index) {
        const NamedTensor& own = net->parameters()[index];
        const double difference =
            (own.tensor - mirror->parameters()[index].tensor).abs().max().item<double>();
        QVERIFY2(difference < 2e-6, qPrintable(QString("%1: %2").arg(own.name.c_str()).arg(difference)));
    }
}

void TestTrainingStep::leavesOutputsWithoutWeightAlone()
{
    training::TrainingOptions options;
    options.weightDecay = 0.5;
    const auto net = network::makeNetwork(tinySpec(), 1, 2, 1);
    const at::Tensor before = parameter(*net, "decoder.seg_layers.0.weight").detach().clone();
    training::TrainingStep step(net, options, {}, 3);
    const Example example;
    step.train(example.image, example.targets);
    QVERIFY(
        at::equal(parameter(*net, "decoder.seg_layers.0.weight"), before)); // no gradient: no decay either
    QCOMPARE(step.momentum().size(), net->parameters().size() - 2);
}

void TestTrainingStep::learnsOneBatchByHeart()
{
    at::manual_seed(2);
    const auto net = network::makeNetwork(tinySpec(), 1, 2, 3);
    training::TrainingStep step(net, training::TrainingOptions(), {}, 3);
    const Example example;
    const double first = step.train(example.image, example.targets).item<double>();
    for (int iteration = 0; iteration < 150; ++iteration) {
        step.train(example.image, example.targets);
    }
    const auto result = step.validate(example.image, example.targets);
    const auto counts = result.counts.to(at::kDouble);
    const double dice = (2.0 * counts[0] / (2.0 * counts[0] + counts[1] + counts[2])).item<double>();
    QVERIFY2(result.loss.item<double>() < first - 0.8,
             qPrintable(QString::number(result.loss.item<double>())));
    QVERIFY2(dice > 0.9, qPrintable(QString::number(dice)));
}

void TestTrainingStep::continuesFromRestoredMomentum_bitForBit()
{
    const std::vector<Example> examples(4);
    const auto straight = network::makeNetwork(tinySpec(), 1, 2, 1);
    training::TrainingStep straightStep(straight, training::TrainingOptions(), {}, 3);
    for (const Example& example : examples) {
        straightStep.train(example.image, example.targets);
    }
    const auto begun = network::makeNetwork(tinySpec(), 1, 2, 1);
    training::TrainingStep begunStep(begun, training::TrainingOptions(), {}, 3);
    begunStep.train(examples[0].image, examples[0].targets);
    begunStep.train(examples[1].image, examples[1].targets);
    const auto resumed = network::makeNetwork(tinySpec(), 1, 2, 9);
    training::TrainingStep resumedStep(resumed, training::TrainingOptions(), {}, 3);
    resumed->load(begun->parameters(), "a test");
    resumedStep.setMomentum(begunStep.momentum(), "a test");
    resumedStep.train(examples[2].image, examples[2].targets);
    resumedStep.train(examples[3].image, examples[3].targets);
    for (std::size_t index = 0; index < straight->parameters().size(); ++index) {
        QVERIFY(at::equal(straight->parameters()[index].tensor, resumed->parameters()[index].tensor));
    }
}

void TestTrainingStep::refusesMomentumOfAnotherNetwork()
{
    training::TrainingStep step(network::makeNetwork(tinySpec(), 1, 2, 1), training::TrainingOptions(), {},
                                3);
    try {
        step.setMomentum({{"decoder.seg_layers.1.bias", at::zeros({3})}}, "latest.pt");
        QFAIL("took momentum of another shape");
    } catch (const Error& error) {
        QCOMPARE(error.code(), ErrorCode::BadInput);
        QVERIFY(QString(error.what()).startsWith("cannot resume from latest.pt: "));
    }
}

QTEST_APPLESS_MAIN(TestTrainingStep)
#include "tst_TrainingStep.moc"
