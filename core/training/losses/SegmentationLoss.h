// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/LabelScheme.h"

#include <ATen/core/Tensor.h>

#include <vector>

namespace seg::training {

/// What the loss needs to know of the labels and the plan.
struct LossOptions {
    bool regions = false;   ///< sigmoid and one target channel per region instead of softmax and a label map
    bool hasIgnore = false; ///< voxels may be excluded: label value K, or the last target channel of regions
    bool batchDice = false; ///< Dice over the batch as one volume instead of the mean over its samples
};

[[nodiscard]] LossOptions lossOptions(const dataset::LabelScheme& labels, bool batchDice);

/// Soft Dice plus cross entropy at one resolution (nnunet-v2 §8.1-8.2).
///
/// Labels: `-mean(dice of the foreground classes) + mean cross entropy over valid voxels`; a batch without
/// valid voxels has cross entropy 0. Regions: `-mean(dice of all regions) + binary cross entropy`. \param
/// logits  float [N, K, (Z,) Y, X]. \param target  labels: int16 [N, 1, (Z,) Y, X] with 0..K-1, and K for
/// ignored voxels;
///                regions: bool [N, K (+ 1 with ignore), (Z,) Y, X].
/// \return  a scalar with gradient.
[[nodiscard]] at::Tensor segmentationLoss(const at::Tensor& logits, const at::Tensor& target,
                                          const LossOptions& options);

/// The weighted sum over the outputs of a deeply supervised network; outputs, targets and weights finest
/// first. Targets beyond the outputs are not looked at.
[[nodiscard]] at::Tensor deeplySupervisedLoss(const std::vector<at::Tensor>& logits,
                                              const std::vector<at::Tensor>& targets,
                                              const std::vector<double>& weights, const LossOptions& options);

/// Voxels per foreground class (or region) where the hard prediction is right or wrong: int64 [3, classes] in
/// the order true positive, false positive, false negative; ignored voxels count nowhere (nnunet-v2 §9.3).
[[nodiscard]] at::Tensor overlapCounts(const at::Tensor& logits, const at::Tensor& target,
                                       const LossOptions& options);

} // namespace seg::training
