// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/imaging/Volume.h"
#include "core/planning/Plan.h"
#include "core/preprocessing/PreprocessedStore.h"

#include <cstdint>
#include <span>

namespace seg::preprocessing {

/// The spacing a case is resampled to: the configuration's, for 2d with the case's own distance of slices in
/// front. \param caseSpacing  of the scan in transposed axes, mm.
[[nodiscard]] Spacing targetSpacing(const planning::Configuration& configuration, const Spacing& caseSpacing);

/// The scan's own spacing in the plan's (transposed) axes.
[[nodiscard]] Spacing transposedSpacing(const CaseProperties& properties, const planning::Plan& plan);

/// Arg-max of logits on the network's grid, resampled to the cropped scan (nnunet-v2 §10.6 steps 1 and 2, no
/// regions). \param logits  [K, Z, Y, X] of `properties.extentAfterResampling`. \return        [Z, Y, X] of
/// `properties.extentAfterCropping`; values 0..K-1.
[[nodiscard]] std::vector<std::int16_t> labelsOfCroppedScan(std::span<const float> logits, std::int64_t heads,
                                                            const CaseProperties& properties,
                                                            const planning::Plan& plan,
                                                            const planning::Configuration& configuration,
                                                            const TaskContext& context);

/// Logits on the network's grid, resampled to the cropped scan (nnunet-v2 §10.6 step 1).
/// \return  [K, Z, Y, X] of `properties.extentAfterCropping`.
[[nodiscard]] std::vector<float> logitsOfCroppedScan(std::span<const float> logits, std::int64_t heads,
                                                     const CaseProperties& properties,
                                                     const planning::Plan& plan,
                                                     const planning::Configuration& configuration,
                                                     const TaskContext& context);

/// Puts labels of the cropped scan into the scan's own grid: zeros outside the crop box, axes in the scan's
/// order. \param labels  [Z, Y, X] of `properties.extentAfterCropping`, transposed axes. \throws seg::Error
/// InvalidArgument when the number of labels does not fit.
[[nodiscard]] LabelMap restoreLabels(std::span<const std::int16_t> labels, const CaseProperties& properties,
                                     const planning::Plan& plan);

/// Puts probabilities of the cropped scan into the scan's own grid. Outside the crop box all are 0, except
/// that channel 0 (background) is 1 there when `channelZeroIsBackground`, which is false for regions. \param
/// probabilities  [K, Z, Y, X] of `properties.extentAfterCropping`, transposed axes.
[[nodiscard]] Volume restoreProbabilities(std::span<const float> probabilities, std::int64_t heads,
                                          const CaseProperties& properties, const planning::Plan& plan,
                                          bool channelZeroIsBackground);

} // namespace seg::preprocessing
