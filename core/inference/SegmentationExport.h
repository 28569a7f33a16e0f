// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Task.h"
#include "core/dataset/LabelScheme.h"
#include "core/imaging/Volume.h"
#include "core/planning/Plan.h"
#include "core/preprocessing/PreprocessedStore.h"

#include <ATen/core/Tensor.h>

namespace seg::inference {

/// Turns logits on the network's grid into labels on the scan's own grid: resamples them to the extent before
/// resampling (linear; nearest along a thick axis), takes the largest class or the region rule, puts the
/// result back into the uncropped extent and undoes the transposition.
///
/// Works slice by slice: besides the logits and the result no array of the volume's size is held.
///
/// \param logits      float32 [K, Z, Y, X] on the CPU, extent properties.extentAfterResampling.
/// \param properties  of the preprocessed case.
/// \return            labels with geometry properties.source.
/// \throws seg::Error  InvalidArgument when extents or the number of channels disagree; Cancelled.
/// \par Source  nnunet-v2 §1.3, §4.4, §10.6. Deviation: no rounding of resampled logits to float16.
[[nodiscard]] LabelMap labelsFromLogits(const at::Tensor& logits,
                                        const preprocessing::CaseProperties& properties,
                                        const planning::Plan& plan,
                                        const planning::Configuration& configuration,
                                        const dataset::LabelScheme& labels, const TaskContext& context = {});

/// The class probabilities (softmax, or sigmoid for regions) on the scan's own grid.
/// \return  [K, Z, Y, X], geometry properties.source. Outside the crop box: background 1, others 0; regions
/// all 0. \throws seg::Error  as labelsFromLogits; OutOfMemory.
[[nodiscard]] Volume
probabilitiesFromLogits(const at::Tensor& logits, const preprocessing::CaseProperties& properties,
                        const planning::Plan& plan, const planning::Configuration& configuration,
                        const dataset::LabelScheme& labels, const TaskContext& context = {});

} // namespace seg::inference
