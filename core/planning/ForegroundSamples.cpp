// SPDX-License-Identifier: Apache-2.0
#include "core/planning/ForegroundSamples.h"

#include "core/planning/Percentile.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

namespace seg::planning {

namespace {

/// Unsigned number that orders as the float does.
std::uint32_t orderedBits(float value) noexcept
{
    const auto bits = std::bit_cast<std::uint32_t>(value);
    return (bits & 0x80000000U) != 0 ? ~bits : bits | 0x80000000U;
}

float floatOfOrderedBits(std::uint32_t ordered) noexcept
{
    return std::bit_cast<float>((ordered & 0x80000000U) != 0 ? ordered & 0x7FFFFFFFU : ~ordered);
}

std::uint64_t drawsUpTo(const ForegroundSamples& samples, float value)
{
    const auto after = std::upper_bound(samples.values.begin(), samples.values.end(), value);
    return after == samples.values.begin()
               ? 0
               : samples.drawnUpTo[static_cast<std::size_t>(after - samples.values.begin()) - 1];
}

/// The draw of that rank (0 is the smallest) among all cases, by bisection over the floats.
float orderStatistic(std::span<const ForegroundSamples> cases, std::uint64_t rank)
{
    std::uint32_t low = 0;
    std::uint32_t high = 0xFFFFFFFFU;
    while (low < high) {
        const std::uint32_t middle = low + (high - low) / 2;
        std::uint64_t upTo = 0;
        for (const ForegroundSamples& samples : cases) {
            upTo += drawsUpTo(samples, floatOfOrderedBits(middle));
        }
        if (upTo > rank) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return floatOfOrderedBits(low) + 0.0F; // -0 becomes 0
}

template <class Visit> void forEachValue(std::span<const ForegroundSamples> cases, Visit visit)
{
    for (const ForegroundSamples& samples : cases) {
        std::uint64_t before = 0;
        for (std::size_t i = 0; i < samples.values.size(); ++i) {
            visit(static_cast<double>(samples.values[i]), static_cast<double>(samples.drawnUpTo[i] - before));
            before = samples.drawnUpTo[i];
        }
    }
}

/// numpy subtracts neighbours in the type of the samples and does the rest in double.
double percentileOf(std::span<const ForegroundSamples> cases, std::uint64_t count, double percent,
                    bool isFloat)
{
    const double position = percent / 100.0 * static_cast<double>(count - 1);
    const auto rank = static_cast<std::uint64_t>(std::floor(position));
    const float low = orderStatistic(cases, rank);
    const float high = orderStatistic(cases, std::min(rank + 1, count - 1));
    const double difference =
        isFloat ? static_cast<double>(high - low) : static_cast<double>(high) - static_cast<double>(low);
    return interpolated(low, high, difference, position - std::floor(position));
}

/// How often each of `count` entries comes up in `draws` draws, as NumpyRandom::interval(count - 1) gives
/// them. Numbers beyond the last entry are rejected there; here they are counted aside, which spares a branch
/// that cannot be predicted.
std::vector<std::uint32_t> drawCounts(std::size_t count, std::uint64_t draws, NumpyRandom& random)
{
    if (count == 1) {
        return {static_cast<std::uint32_t>(draws)};
    }
    const auto last = static_cast<std::uint32_t>(count - 1);
    const std::uint32_t mask = ~std::uint32_t{0} >> std::countl_zero(last);
    std::vector<std::uint32_t> drawn(std::size_t{mask} + 1, 0);
    for (std::uint64_t accepted = 0; accepted < draws;) {
        const std::uint32_t value = random.bits() & mask;
        ++drawn[value];
        accepted += value <= last ? 1 : 0;
    }
    drawn.resize(count);
    return drawn;
}

} // namespace

ForegroundSamples drawSamples(std::span<const float> foreground, std::uint64_t draws, NumpyRandom& random)
{
    ForegroundSamples samples;
    if (foreground.empty() || draws == 0) {
        return samples;
    }
    const std::vector<std::uint32_t> drawn = drawCounts(foreground.size(), draws, random);
    std::vector<std::pair<std::uint32_t, std::uint32_t>> counted; // value as ordered bits, draws
    for (std::size_t i = 0; i < drawn.size(); ++i) {
        if (drawn[i] > 0) {
            counted.emplace_back(orderedBits(foreground[i] + 0.0F), drawn[i]); // -0 becomes 0
        }
    }
    std::sort(counted.begin(), counted.end());
    std::uint64_t total = 0;
    for (const auto& [bits, times] : counted) {
        total += times;
        const float value = floatOfOrderedBits(bits);
        if (samples.values.empty() || samples.values.back() != value) {
            samples.values.push_back(value);
            samples.drawnUpTo.push_back(total);
        } else {
            samples.drawnUpTo.back() = total;
        }
    }
    return samples;
}

IntensityStatistics intensityStatistics(std::span<const ForegroundSamples> cases)
{
    std::uint64_t count = 0;
    bool isFloat = true;
    for (const ForegroundSamples& samples : cases) {
        count += samples.count();
        isFloat = isFloat && samples.count() > 0;
    }
    IntensityStatistics statistics;
    if (count == 0) {
        return statistics;
    }
    const auto number = static_cast<double>(count);
    const auto rounded = [&](double value) {
        return isFloat ? static_cast<double>(static_cast<float>(value)) : value;
    };
    double sum = 0.0;
    forEachValue(cases, [&](double value, double times) { sum += value * times; });
    const double mean = sum / number;
    double squares = 0.0;
    forEachValue(cases,
                 [&](double value, double times) { squares += (value - mean) * (value - mean) * times; });
    statistics.mean = rounded(mean);
    statistics.deviation = rounded(std::sqrt(squares / number));
    statistics.minimum = orderStatistic(cases, 0);
    statistics.maximum = orderStatistic(cases, count - 1);
    const double lower = orderStatistic(cases, (count - 1) / 2);
    const double upper = orderStatistic(cases, count / 2);
    statistics.median = rounded((lower + upper) / 2.0);
    statistics.percentile005 = percentileOf(cases, count, 0.5, isFloat);
    statistics.percentile995 = percentileOf(cases, count, 99.5, isFloat);
    return statistics;
}

} // namespace seg::planning
