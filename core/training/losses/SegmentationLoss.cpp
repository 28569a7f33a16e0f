// SPDX-License-Identifier: Apache-2.0
#include "core/training/losses/SegmentationLoss.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <numeric>
#include <optional>

namespace seg::training {

namespace {

constexpr double kSmooth = 1e-5;
constexpr double kSmallest = 1e-8;

/// Axes to sum over: space, and the samples too when the batch counts as one volume.
std::vector<std::int64_t> summedAxes(const at::Tensor& logits, bool batchDice)
{
    std::vector<std::int64_t> axes(static_cast<std::size_t>(logits.dim() - 2));
    std::iota(axes.begin(), axes.end(), 2);
    if (batchDice) {
        axes.insert(axes.begin(), 0);
    }
    return axes;
}

/// \param probabilities, truth  [N, K, …]; \param valid  [N, 1, …] or undefined.
at::Tensor softDiceLoss(const at::Tensor& probabilities, const at::Tensor& truth, const at::Tensor& valid,
                        bool batchDice)
{
    const auto axes = summedAxes(probabilities, batchDice);
    const at::Tensor expected = valid.defined() ? truth * valid : truth;
    const at::Tensor predicted = valid.defined() ? probabilities * valid : probabilities;
    const at::Tensor both = (probabilities * expected).sum(axes); // [N, K] or [K], like the next two
    const at::Tensor sizes = predicted.sum(axes) + expected.sum(axes);
    return -((2.0 * both + kSmooth) / (sizes + kSmooth).clamp_min(kSmallest)).mean();
}

at::Tensor labelLoss(const at::Tensor& logits, const at::Tensor& target, const LossOptions& options)
{
    const std::int64_t heads = logits.size(1);
    const at::Tensor labels = target.squeeze(1).to(at::kLong); // [N, …]
    const at::Tensor logProbabilities = at::log_softmax(logits, 1);
    at::Tensor valid;          // [N, 1, …]
    at::Tensor known = labels; // with 0 in place of the ignore label
    if (options.hasIgnore) {
        const at::Tensor isValid = labels != heads;
        known = labels.masked_fill(isValid.logical_not(), 0);
        valid = isValid.unsqueeze(1).to(logits.scalar_type());
    }
    at::Tensor crossEntropy = -logProbabilities.gather(1, known.unsqueeze(1)); // [N, 1, …]
    crossEntropy =
        valid.defined() ? (crossEntropy * valid).sum() / valid.sum().clamp_min(1.0) : crossEntropy.mean();
    const at::Tensor truth = at::zeros_like(logProbabilities).scatter_(1, known.unsqueeze(1), 1.0);
    const at::Tensor dice = softDiceLoss(logProbabilities.exp().narrow(1, 1, heads - 1),
                                         truth.narrow(1, 1, heads - 1), valid, options.batchDice);
    return dice + crossEntropy;
}

at::Tensor regionLoss(const at::Tensor& logits, const at::Tensor& target, const LossOptions& options)
{
    const std::int64_t heads = logits.size(1);
    const at::Tensor truth = target.narrow(1, 0, heads).to(logits.scalar_type());
    at::Tensor valid; // [N, 1, …]
    if (options.hasIgnore) {
        valid = target.narrow(1, heads, 1).logical_not().to(logits.scalar_type());
    }
    const at::Tensor voxelwise =
        at::binary_cross_entropy_with_logits(logits, truth, {}, {}, at::Reduction::None);
    // With ignored voxels the reference divides by the valid voxels alone, not by the number of regions
    // (§8.2).
    const at::Tensor crossEntropy =
        valid.defined() ? (voxelwise * valid).sum() / valid.sum().clamp_min(kSmallest) : voxelwise.mean();
    return softDiceLoss(logits.sigmoid(), truth, valid, options.batchDice) + crossEntropy;
}

/// [3, classes] from hard predictions and truth, bool [N, classes, …].
at::Tensor countOverlap(const at::Tensor& predicted, const at::Tensor& truth, const at::Tensor& valid)
{
    const auto axes = summedAxes(predicted, /*batchDice=*/true);
    const at::Tensor chosen = valid.defined() ? predicted.logical_and(valid) : predicted;
    const at::Tensor expected = valid.defined() ? truth.logical_and(valid) : truth;
    const at::Tensor right = chosen.logical_and(expected).sum(axes);
    return at::stack({right, chosen.sum(axes) - right, expected.sum(axes) - right});
}

} // namespace

LossOptions lossOptions(const dataset::LabelScheme& labels, bool batchDice)
{
    return {labels.hasRegions(), labels.ignoreLabel().has_value(), batchDice};
}

at::Tensor segmentationLoss(const at::Tensor& logits, const at::Tensor& target, const LossOptions& options)
{
    return options.regions ? regionLoss(logits, target, options) : labelLoss(logits, target, options);
}

at::Tensor deeplySupervisedLoss(const std::vector<at::Tensor>& logits, const std::vector<at::Tensor>& targets,
                                const std::vector<double>& weights, const LossOptions& options)
{
    at::Tensor total;
    for (std::size_t output = 0; output < logits.size(); ++output) {
        const at::Tensor part = weights[output] * segmentationLoss(logits[output], targets[output], options);
        total = total.defined() ? total + part : part;
    }
    return total;
}

at::Tensor overlapCounts(const at::Tensor& logits, const at::Tensor& target, const LossOptions& options)
{
    const std::int64_t heads = logits.size(1);
    if (options.regions) {
        const at::Tensor valid = options.hasIgnore ? target.narrow(1, heads, 1).logical_not() : at::Tensor();
        return countOverlap(logits > 0.0, target.narrow(1, 0, heads).to(at::kBool), valid); // sigmoid > 0.5
    }
    const at::Tensor valid = options.hasIgnore ? target != heads : at::Tensor();
    const at::Tensor classes = at::arange(1, heads, target.options()).view({1, heads - 1, 1}); // [1, K-1, 1]
    const std::vector<std::int64_t> flat{logits.size(0), 1, -1};
    const at::Tensor predicted =
        logits.argmax(1, /*keepdim=*/true).to(target.scalar_type()).view(flat) == classes;
    return countOverlap(predicted, target.reshape(flat) == classes,
                        valid.defined() ? valid.reshape(flat) : valid);
}

} // namespace seg::training
