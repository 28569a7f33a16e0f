// SPDX-License-Identifier: Apache-2.0
#include "core/augmentation/IntensityTransforms.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

namespace seg::augmentation {

namespace {

constexpr std::size_t kLanes = 8; // independent sums, so that the compiler can use vector registers

struct Statistics {
    double mean = 0.0;
    double deviation = 0.0; // unbiased; 0 for a single voxel
};

struct Range {
    float low = 0.0F;
    float high = 0.0F;
};

double sum(std::span<const float> values)
{
    std::array<double, kLanes> lanes{};
    std::size_t i = 0;
    for (; i + kLanes <= values.size(); i += kLanes) {
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            lanes[lane] += static_cast<double>(values[i + lane]);
        }
    }
    double total = 0.0;
    for (const double lane : lanes) {
        total += lane;
    }
    for (; i < values.size(); ++i) {
        total += static_cast<double>(values[i]);
    }
    return total;
}

double sumOfSquares(std::span<const float> values, double mean)
{
    std::array<double, kLanes> lanes{};
    std::size_t i = 0;
    for (; i + kLanes <= values.size(); i += kLanes) {
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            const double difference = static_cast<double>(values[i + lane]) - mean;
            lanes[lane] += difference * difference;
        }
    }
    double total = 0.0;
    for (const double lane : lanes) {
        total += lane;
    }
    for (; i < values.size(); ++i) {
        const double difference = static_cast<double>(values[i]) - mean;
        total += difference * difference;
    }
    return total;
}

Statistics statistics(std::span<const float> values)
{
    const auto count = static_cast<double>(values.size());
    Statistics result;
    result.mean = sum(values) / count;
    if (values.size() > 1) {
        result.deviation = std::sqrt(sumOfSquares(values, result.mean) / (count - 1.0));
    }
    return result;
}

Range range(std::span<const float> values)
{
    std::array<float, kLanes> low;
    std::array<float, kLanes> high;
    low.fill(values[0]);
    high.fill(values[0]);
    std::size_t i = 0;
    for (; i + kLanes <= values.size(); i += kLanes) {
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            low[lane] = values[i + lane] < low[lane] ? values[i + lane] : low[lane];
            high[lane] = values[i + lane] > high[lane] ? values[i + lane] : high[lane];
        }
    }
    Range result{*std::ranges::min_element(low), *std::ranges::max_element(high)};
    for (; i < values.size(); ++i) {
        result.low = std::min(result.low, values[i]);
        result.high = std::max(result.high, values[i]);
    }
    return result;
}

// base^exponent for base in 0..1 and exponent 0.5..1.9, to 5e-7 absolute; without branches, so that it
// vectorizes.
float powerOfFraction(float base, float exponent)
{
    constexpr float kTiny =
        1e-19F; // keeps the logarithm finite and the result normal; lost in any larger base
    const auto bits = std::bit_cast<std::int32_t>(base + kTiny);
    const std::int32_t shifted = bits - 0x3F3504F3; // sqrt(1/2): the mantissa comes to lie about 1
    const std::int32_t octave = shifted >> 23;
    const float mantissa = std::bit_cast<float>((shifted & 0x007FFFFF) + 0x3F3504F3);
    const float s = (mantissa - 1.0F) / (mantissa + 1.0F); // ln m = 2 artanh s
    const float s2 = s * s;
    const float series =
        s * (1.0F + s2 * (1.0F / 3.0F + s2 * (1.0F / 5.0F + s2 * (1.0F / 7.0F + s2 * (1.0F / 9.0F)))));
    const float log2 = static_cast<float>(octave) + 2.885390082F * series; // 2 / ln 2
    const float power = exponent * log2;
    const auto whole = static_cast<std::int32_t>(power - 0.5F); // power <= 0 up to rounding: nearest integer
    const float x = (power - static_cast<float>(whole)) * 0.693147181F;
    const float fraction =
        1.0F + x * (1.0F + x * (0.5F + x * (1.0F / 6.0F +
                                            x * (1.0F / 24.0F + x * (1.0F / 120.0F + x * (1.0F / 720.0F))))));
    return fraction * std::bit_cast<float>((whole + 127) << 23);
}

void negate(std::span<float> values)
{
    for (float& value : values) {
        value = -value;
    }
}

} // namespace

void addNoise(std::span<float> values, float deviation, RandomStream& random)
{
    std::array<float, 256> noise; // NOLINT(cppcoreguidelines-pro-type-member-init): filled before it is read
    for (std::size_t start = 0; start < values.size(); start += noise.size()) {
        const std::size_t count = std::min(noise.size(), values.size() - start);
        random.fillNormal(noise.data(), count, deviation);
        for (std::size_t i = 0; i < count; ++i) {
            values[start + i] += noise[i];
        }
    }
}

void multiplyBrightness(std::span<float> values, float factor)
{
    for (float& value : values) {
        value *= factor;
    }
}

void changeContrast(std::span<float> values, float factor)
{
    if (values.empty()) {
        return;
    }
    const auto mean = static_cast<float>(sum(values) / static_cast<double>(values.size()));
    const Range before = range(values);
    for (float& value : values) {
        const float stretched = (value - mean) * factor + mean;
        const float raised = stretched < before.low ? before.low : stretched;
        value = raised > before.high ? before.high : raised;
    }
}

void changeGamma(std::span<float> values, float gamma, bool invert)
{
    constexpr float kSmallest = 1e-7F;
    if (values.empty()) {
        return;
    }
    if (invert) {
        negate(values);
    }
    const Statistics before = statistics(values);
    const Range bounds = range(values);
    const float width = bounds.high - bounds.low;
    const float inverseWidth = 1.0F / std::max(width, kSmallest);
    for (float& value : values) {
        value = powerOfFraction((value - bounds.low) * inverseWidth, gamma) * width + bounds.low;
    }
    const Statistics after = statistics(values);
    const auto mean = static_cast<float>(after.mean);
    const auto factor =
        static_cast<float>(before.deviation / std::max(after.deviation, static_cast<double>(kSmallest)));
    const auto shift = static_cast<float>(before.mean);
    for (float& value : values) {
        value = (value - mean) * factor + shift;
    }
    if (invert) {
        negate(values);
    }
}

} // namespace seg::augmentation
