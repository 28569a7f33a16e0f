// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

// The arithmetic of NormActivation over blocks of voxels in channels-last order: voxel after voxel, the
// channels of each side by side. `input`, `output` and their gradients are [voxels, channels]; everything
// named in the singular below is one number per channel.
namespace seg::kernels::detail {

/// Mean over a block, and the sum of the squared deviations from it.
void blockMoments(const float* input, std::int64_t voxels, std::int64_t channels, float* mean,
                  float* squares) noexcept;

/// output = leaky(input * factor + offset).
void blockForward(const float* input, float* output, std::int64_t voxels, std::int64_t channels,
                  const float* factor, const float* offset, float slope) noexcept;

/// What the gradient of a channel needs to know of the forward pass.
struct ChannelTerms {
    const float* mean;
    const float* factor; ///< scale / deviation
    const float* offset; ///< shift - mean * factor
};

/// Sums over a block of g and of g * (input - mean), where g is the gradient before the activation.
void blockGradientSums(const float* input, const float* outputGradient, std::int64_t voxels,
                       std::int64_t channels, const ChannelTerms& terms, float slope, float* sum,
                       float* weightedSum) noexcept;

/// inputGradient = factor * g - constant - (input - mean) * linear.
void blockBackward(const float* input, const float* outputGradient, float* inputGradient, std::int64_t voxels,
                   std::int64_t channels, const ChannelTerms& terms, const float* constant,
                   const float* linear, float slope) noexcept;

} // namespace seg::kernels::detail
