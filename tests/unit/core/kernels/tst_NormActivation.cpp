// SPDX-License-Identifier: Apache-2.0
#include "core/kernels/NormActivation.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/autograd.h>

#include <QTest>

using namespace seg;

namespace {

struct Outcome {
    at::Tensor output, inputGradient, scaleGradient, shiftGradient;
};

template <typename Operation>
Outcome run(const Operation& operation, const at::Tensor& input, const at::Tensor& scale,
            const at::Tensor& shift, const at::Tensor& outputGradient)
{
    const at::Tensor x = input.detach().clone().requires_grad_(true);
    const at::Tensor gamma = scale.detach().clone().requires_grad_(true);
    const at::Tensor beta = shift.detach().clone().requires_grad_(true);
    const at::Tensor y = operation(x, gamma, beta);
    const auto gradients = torch::autograd::grad({y}, {x, gamma, beta}, {outputGradient});
    return {y.detach(), gradients[0], gradients[1], gradients[2]};
}

/// Largest difference relative to the largest value.
double distance(const at::Tensor& a, const at::Tensor& b)
{
    return ((a.to(at::kDouble) - b.to(at::kDouble)).abs().max() /
            b.to(at::kDouble).abs().max().clamp_min(1e-12))
        .item<double>();
}

at::Tensor plain(const at::Tensor& input, const at::Tensor& scale, const at::Tensor& shift, double slope)
{
    return at::leaky_relu(at::instance_norm(input, scale, shift, {}, {}, true, 0.0, 1e-5, false), slope);
}

} // namespace

class TestNormActivation final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsTheTwoOperatorsInDoublePrecision_data();
    void equalsTheTwoOperatorsInDoublePrecision();
    void losesNoDigits_whenTheMeanIsLargeAgainstTheDeviation();
    void isTheSameForAnyNumberOfThreads();
    void takesInputsOfAnyMemoryOrder();
};

void TestNormActivation::equalsTheTwoOperatorsInDoublePrecision_data()
{
    QTest::addColumn<std::vector<std::int64_t>>("shape");
    QTest::addColumn<double>("slope");
    using Shape = std::vector<std::int64_t>;
    QTest::newRow("3d, more than one block") << Shape{2, 5, 20, 28, 20} << 0.01;
    QTest::newRow("3d, fewer voxels than a vector") << Shape{3, 4, 2, 3, 4} << 0.01;
    QTest::newRow("3d, one channel") << Shape{2, 1, 20, 30, 30} << 0.01;
    QTest::newRow("2d, odd sizes") << Shape{3, 7, 33, 41} << 0.01;
    QTest::newRow("without activation") << Shape{2, 3, 9, 8, 7} << 1.0;
}

void TestNormActivation::equalsTheTwoOperatorsInDoublePrecision()
{
    QFETCH(const std::vector<std::int64_t>, shape);
    QFETCH(const double, slope);
    at::manual_seed(3);
    const at::Tensor input = at::randn(shape) * 2.0 + 0.5;
    const at::Tensor scale = at::randn({shape[1]});
    const at::Tensor shift = at::randn({shape[1]});
    const at::Tensor gradient = at::randn(shape);

    const auto own = run([&](const auto& x, const auto& g,
                             const auto& b) { return kernels::normActivation(x, g, b, 1e-5, slope); },
                         input, scale, shift, gradient);
    const auto expected =
        run([&](const auto& x, const auto& g, const auto& b) { return plain(x, g, b, slope); },
            input.to(at::kDouble), scale.to(at::kDouble), shift.to(at::kDouble), gradient.to(at::kDouble));

    QVERIFY(distance(own.output, expected.output) < 1e-5);
    QVERIFY(distance(own.inputGradient, expected.inputGradient) < 1e-5);
    QVERIFY(distance(own.scaleGradient, expected.scaleGradient) < 1e-5);
    QVERIFY(distance(own.shiftGradient, expected.shiftGradient) < 1e-5);
}

void TestNormActivation::losesNoDigits_whenTheMeanIsLargeAgainstTheDeviation()
{
    at::manual_seed(4);
    const at::Tensor input = at::randn({1, 2, 30, 30, 30}) + 1000.0;
    const at::Tensor ones = at::ones({2});
    const at::Tensor own = kernels::normActivation(input, ones, at::zeros({2}), 1e-5, 1.0);
    const at::Tensor expected =
        plain(input.to(at::kDouble), ones.to(at::kDouble), at::zeros({2}, at::kDouble), 1.0);
    QVERIFY(distance(own, expected) < 1e-4); // the input itself has only 2^-14 of a deviation to offer
}

void TestNormActivation::isTheSameForAnyNumberOfThreads()
{
    const int threads = at::get_num_threads();
    const at::Tensor input = at::randn({2, 6, 24, 24, 24});
    const at::Tensor scale = at::rand({6}) + 0.5;
    const at::Tensor shift = at::randn({6});
    const at::Tensor gradient = at::randn_like(input);
    const auto fused = [](const auto& x, const auto& g, const auto& b) {
        return kernels::normActivation(x, g, b);
    };
    const auto many = run(fused, input, scale, shift, gradient);
    at::set_num_threads(1);
    const auto one = run(fused, input, scale, shift, gradient);
    at::set_num_threads(threads);
    QVERIFY(at::equal(many.output, one.output));
    QVERIFY(at::equal(many.inputGradient, one.inputGradient));
    QVERIFY(at::equal(many.scaleGradient, one.scaleGradient));
}

void TestNormActivation::takesInputsOfAnyMemoryOrder()
{
    const at::Tensor input = at::randn({2, 8, 6, 6, 6});
    const at::Tensor last = input.contiguous(at::MemoryFormat::ChannelsLast3d);
    const at::Tensor sliced = at::randn({2, 8, 6, 6, 12}).slice(4, 0, 12, 2).copy_(input);
    const at::Tensor scale = at::ones({8});
    const at::Tensor shift = at::zeros({8});
    const at::Tensor expected = kernels::normActivation(input, scale, shift);
    QVERIFY(at::equal(kernels::normActivation(last, scale, shift), expected));
    QVERIFY(at::equal(kernels::normActivation(sliced, scale, shift), expected));
}

QTEST_APPLESS_MAIN(TestNormActivation)
#include "tst_NormActivation.moc"
