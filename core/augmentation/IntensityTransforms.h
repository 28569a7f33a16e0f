// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Random.h"

#include <span>

namespace seg::augmentation {

// Each works on one channel of one patch in place; parameters are drawn elsewhere (AugmentationDraw).

/// Adds independent normal numbers.
/// \param deviation  their standard deviation (the reference calls it variance and uses it so). nnunet-v2 §6,
/// row 4.
void addNoise(std::span<float> values, float deviation, RandomStream& random);

/// Multiplies. nnunet-v2 §6, row 6.
void multiplyBrightness(std::span<float> values, float factor);

/// Stretches about the mean by `factor` and clamps to the range the channel had. nnunet-v2 §6, row 7.
void changeContrast(std::span<float> values, float factor);

/// Raises the values, scaled to 0..1, to a power and restores range, mean and standard deviation. nnunet-v2
/// §6.4. \param invert  does so to the negative image, which bends the bright end instead of the dark one.
void changeGamma(std::span<float> values, float gamma, bool invert);

} // namespace seg::augmentation
