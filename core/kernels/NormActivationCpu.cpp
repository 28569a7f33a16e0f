// SPDX-License-Identifier: Apache-2.0
#include "core/kernels/NormActivationCpu.h"

#include "core/kernels/TargetClones.h"

#include <algorithm>

namespace seg::kernels::detail {

// Every inner loop runs over channels, which lie side by side: the compiler makes vectors of them without
// changing the order of a sum.

SEG_TARGET_CLONES
void blockMoments(const float* __restrict input, std::int64_t voxels, std::int64_t channels,
                  float* __restrict mean, float* __restrict squares) noexcept
{
    std::fill_n(mean, channels, 0.0F);
    std::fill_n(squares, channels, 0.0F);
    for (std::int64_t voxel = 0; voxel < voxels; ++voxel) {
        const float* x = input + voxel * channels;
        for (std::int64_t channel = 0; channel < channels; ++channel) {
            mean[channel] += x[channel] - input[channel]; // against the first voxel: small numbers to sum
        }
    }
    const float share = 1.0F / static_cast<float>(voxels);
    for (std::int64_t channel = 0; channel < channels; ++channel) {
        mean[channel] = input[channel] + mean[channel] * share;
    }
    for (std::int64_t voxel = 0; voxel < voxels; ++voxel) {
        const float* x = input + voxel * channels;
        for (std::int64_t channel = 0; channel < channels; ++channel) {
            const float deviation = x[channel] - mean[channel];
            squares[channel] += deviation * deviation;
        }
    }
}

SEG_TARGET_CLONES
void blockForward(const float* __restrict input, float* __restrict output, std::int64_t voxels,
                  std::int64_t channels, const float* __restrict factor, const float* __restrict offset,
                  float slope) noexcept
{
    for (std::int64_t voxel = 0; voxel < voxels; ++voxel) {
        const float* x = input + voxel * channels;
        float* y = output + voxel * channels;
        for (std::int64_t channel = 0; channel < channels; ++channel) {
            const float value = x[channel] * factor[channel] + offset[channel];
            y[channel] = value > 0.0F ? value : value * slope;
        }
    }
}

SEG_TARGET_CLONES
void blockGradientSums(const float* __restrict input, const float* __restrict outputGradient,
                       std::int64_t voxels, std::int64_t channels, const ChannelTerms& terms, float slope,
                       float* __restrict sum, float* __restrict weightedSum) noexcept
{
    const float* __restrict mean = terms.mean;
    const float* __restrict factor = terms.factor;
    const float* __restrict offset = terms.offset;
    std::fill_n(sum, channels, 0.0F);
    std::fill_n(weightedSum, channels, 0.0F);
    for (std::int64_t voxel = 0; voxel < voxels; ++voxel) {
        const float* x = input + voxel * channels;
        const float* dy = outputGradient + voxel * channels;
        for (std::int64_t channel = 0; channel < channels; ++channel) {
            const float gradient =
                x[channel] * factor[channel] + offset[channel] > 0.0F ? dy[channel] : dy[channel] * slope;
            sum[channel] += gradient;
            weightedSum[channel] += gradient * (x[channel] - mean[channel]);
        }
    }
}

SEG_TARGET_CLONES
void blockBackward(const float* __restrict input, const float* __restrict outputGradient,
                   float* __restrict inputGradient, std::int64_t voxels, std::int64_t channels,
                   const ChannelTerms& terms, const float* __restrict constant,
                   const float* __restrict linear, float slope) noexcept
{
    const float* __restrict mean = terms.mean;
    const float* __restrict factor = terms.factor;
    const float* __restrict offset = terms.offset;
    for (std::int64_t voxel = 0; voxel < voxels; ++voxel) {
        const float* x = input + voxel * channels;
        const float* dy = outputGradient + voxel * channels;
        float* dx = inputGradient + voxel * channels;
        for (std::int64_t channel = 0; channel < channels; ++channel) {
            const float gradient =
                x[channel] * factor[channel] + offset[channel] > 0.0F ? dy[channel] : dy[channel] * slope;
            dx[channel] = factor[channel] * gradient - constant[channel] -
                          (x[channel] - mean[channel]) * linear[channel];
        }
    }
}

} // namespace seg::kernels::detail
