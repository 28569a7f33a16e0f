// SPDX-License-Identifier: Apache-2.0
#include "core/kernels/NormActivationCpu.h"

#include "core/kernels/TargetClones.h"

#include <algorithm>
#include <cmath>

namespace seg::kernels::detail {

namespace {

constexpr int kLanes = 32; // independent sums, so that the compiler may use vectors without reordering
constexpr std::int64_t kBlock =
    4096; // voxels summed in float before the sum goes on in double: 16 KiB, stays in L1

inline float laneSum(const float (&lanes)[kLanes])
{
    float sums[kLanes];
    std::copy(lanes, lanes + kLanes, sums);
    for (int width = kLanes / 2; width > 0; width /= 2) {
        for (int lane = 0; lane < width; ++lane) {
            sums[lane] += sums[lane + width];
        }
    }
    return sums[0];
}

} // namespace

// Per block the mean, then the squared deviations from it while the block is in the cache; blocks are merged
// in double (Chan et al. 1983), which loses no digits when the mean is large against the deviation.
SEG_TARGET_CLONES
PlaneStatistics planeStatistics(const float* input, std::int64_t count, double epsilon) noexcept
{
    double mean = 0.0;
    double squares = 0.0;
    for (std::int64_t begin = 0; begin < count; begin += kBlock) {
        const std::int64_t length = std::min(kBlock, count - begin);
        const float* block = input + begin;
        const std::int64_t whole = length / kLanes * kLanes;
        float lanes[kLanes] = {};
        for (std::int64_t i = 0; i < whole; i += kLanes) {
            for (int lane = 0; lane < kLanes; ++lane) {
                lanes[lane] += block[i + lane];
            }
        }
        double sum = laneSum(lanes);
        for (std::int64_t i = whole; i < length; ++i) {
            sum += block[i];
        }
        const double blockMean = sum / static_cast<double>(length);
        const auto center = static_cast<float>(blockMean);
        float deviations[kLanes] = {};
        for (std::int64_t i = 0; i < whole; i += kLanes) {
            for (int lane = 0; lane < kLanes; ++lane) {
                const float deviation = block[i + lane] - center;
                deviations[lane] += deviation * deviation;
            }
        }
        double blockSquares = laneSum(deviations);
        for (std::int64_t i = whole; i < length; ++i) {
            const double deviation = block[i] - center;
            blockSquares += deviation * deviation;
        }
        const auto before = static_cast<double>(begin);
        const double total = before + static_cast<double>(length);
        const double difference = blockMean - mean;
        squares += blockSquares + difference * difference * before * static_cast<double>(length) / total;
        mean += difference * static_cast<double>(length) / total;
    }
    const double variance = squares / static_cast<double>(count);
    return {static_cast<float>(mean), static_cast<float>(1.0 / std::sqrt(variance + epsilon))};
}

SEG_TARGET_CLONES
void planeForward(const float* input, float* output, std::int64_t count, float factor, float offset,
                  float slope) noexcept
{
    for (std::int64_t i = 0; i < count; ++i) {
        const float value = input[i] * factor + offset;
        output[i] = value > 0.0F ? value : value * slope;
    }
}

SEG_TARGET_CLONES
PlaneGradient planeGradient(const float* input, const float* outputGradient, std::int64_t count,
                            const PlaneStatistics& statistics, float scale, float shift, float slope) noexcept
{
    const float inverse = statistics.inverseDeviation;
    const float center = statistics.mean;
    PlaneGradient sums;
    for (std::int64_t begin = 0; begin < count; begin += kBlock) {
        const std::int64_t length = std::min(kBlock, count - begin);
        const float* x = input + begin;
        const float* dy = outputGradient + begin;
        const std::int64_t whole = length / kLanes * kLanes;
        float shifts[kLanes] = {};
        float scales[kLanes] = {};
        for (std::int64_t i = 0; i < whole; i += kLanes) {
            for (int lane = 0; lane < kLanes; ++lane) {
                const float normalized = (x[i + lane] - center) * inverse;
                const float gradient =
                    normalized * scale + shift > 0.0F ? dy[i + lane] : dy[i + lane] * slope;
                shifts[lane] += gradient;
                scales[lane] += gradient * normalized;
            }
        }
        double shiftSum = laneSum(shifts);
        double scaleSum = laneSum(scales);
        for (std::int64_t i = whole; i < length; ++i) {
            const float normalized = (x[i] - center) * inverse;
            const float gradient = normalized * scale + shift > 0.0F ? dy[i] : dy[i] * slope;
            shiftSum += gradient;
            scaleSum += gradient * normalized;
        }
        sums.shift += shiftSum;
        sums.scale += scaleSum;
    }
    return sums;
}

SEG_TARGET_CLONES
void planeBackward(const float* input, const float* outputGradient, float* inputGradient, std::int64_t count,
                   const PlaneStatistics& statistics, const PlaneGradient& sums, float scale, float shift,
                   float slope) noexcept
{
    const float inverse = statistics.inverseDeviation;
    const float center = statistics.mean;
    const float factor = scale * inverse;
    const auto meanShift = static_cast<float>(sums.shift / static_cast<double>(count));
    const auto meanScale = static_cast<float>(sums.scale / static_cast<double>(count));
    for (std::int64_t i = 0; i < count; ++i) {
        const float normalized = (input[i] - center) * inverse;
        const float gradient =
            normalized * scale + shift > 0.0F ? outputGradient[i] : outputGradient[i] * slope;
        inputGradient[i] = factor * (gradient - meanShift - normalized * meanScale);
    }
}

} // namespace seg::kernels::detail
