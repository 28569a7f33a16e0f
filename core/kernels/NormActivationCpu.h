// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace seg::kernels::detail {

/// One channel of one sample: `count` voxels that follow each other in memory.
struct PlaneStatistics {
    float mean = 0.0F;
    float inverseDeviation = 0.0F;
};

/// Mean and 1 / sqrt(variance + epsilon) of a plane, the variance with divisor `count`.
[[nodiscard]] PlaneStatistics planeStatistics(const float* input, std::int64_t count,
                                              double epsilon) noexcept;

/// output = leaky(input * factor + offset).
void planeForward(const float* input, float* output, std::int64_t count, float factor, float offset,
                  float slope) noexcept;

/// Sums over a plane of g and of g * normalized input, where g is the gradient before the activation.
struct PlaneGradient {
    double shift = 0.0;
    double scale = 0.0;
};

[[nodiscard]] PlaneGradient planeGradient(const float* input, const float* outputGradient, std::int64_t count,
                                          const PlaneStatistics& statistics, float scale, float shift,
                                          float slope) noexcept;

/// inputGradient = factor * (g - sums.shift / count - normalized * sums.scale / count).
void planeBackward(const float* input, const float* outputGradient, float* inputGradient, std::int64_t count,
                   const PlaneStatistics& statistics, const PlaneGradient& sums, float scale, float shift,
                   float slope) noexcept;

} // namespace seg::kernels::detail
