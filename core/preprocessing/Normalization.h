// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/planning/Plan.h"
#include "core/preprocessing/RecipeRules.h"

#include <cstdint>
#include <span>

namespace seg::preprocessing {

/// Brings one channel to the scale the network is trained on, in place (nnunet-v2 §4.3).
///
/// Means and deviations are summed in double, then everything is float32 step by step as in the reference.
/// \param values     one channel of the cropped scan.
/// \param region     label of the same voxels; with `useMask` only voxels >= 0 count and change (z-score
///   alone). May be empty without `useMask`.
/// \param intensity  the dataset's foreground statistics of this channel, for CT; NVIDIA's fixed numbers in
///   its plans.
/// \param rule       which voxels a z-score is taken over; the other schemes do not depend on it.
/// \throws seg::Error  BadInput: RGB values outside 0..255.
/// \par Source  nnU-Net v2 `preprocessing/normalization`; nnunet-v1-2018 §2; nvidia-unets A.4.7. Deviation:
///   none beyond the order of summation (1e-7); CT of 2018 and NVIDIA divides by at least 1e-8, too.
void normalize(std::span<float> values, std::span<const std::int16_t> region,
               planning::NormalizationScheme scheme, bool useMask,
               const planning::IntensityStatistics& intensity, ZScoreRule rule = ZScoreRule::Region);

} // namespace seg::preprocessing
