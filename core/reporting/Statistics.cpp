// SPDX-License-Identifier: Apache-2.0
#include "core/reporting/Statistics.h"

#include "core/base/Random.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace seg::reporting {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint64_t kBootstrapSeed = 2000;

std::vector<double> finite(std::span<const double> values)
{
    std::vector<double> kept;
    std::copy_if(values.begin(), values.end(), std::back_inserter(kept),
                 [](double v) { return std::isfinite(v); });
    return kept;
}

double sum(const std::vector<double>& values)
{
    return std::accumulate(values.begin(), values.end(), 0.0);
}

double sortedQuantile(const std::vector<double>& sorted, double fraction)
{
    if (sorted.empty()) {
        return kNone;
    }
    const double position = fraction * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(position);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (position - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

std::vector<double> finiteSorted(std::span<const double> values)
{
    std::vector<double> kept = finite(values);
    std::sort(kept.begin(), kept.end());
    return kept;
}

} // namespace

double mean(std::span<const double> values)
{
    const std::vector<double> kept = finite(values);
    return kept.empty() ? kNone : sum(kept) / static_cast<double>(kept.size());
}

double deviation(std::span<const double> values)
{
    const std::vector<double> kept = finite(values);
    if (kept.size() < 2) {
        return kept.empty() ? kNone : 0.0;
    }
    const double center = sum(kept) / static_cast<double>(kept.size());
    double squares = 0.0;
    for (const double value : kept) {
        squares += (value - center) * (value - center);
    }
    return std::sqrt(squares / static_cast<double>(kept.size() - 1));
}

double quantile(std::span<const double> values, double fraction)
{
    return sortedQuantile(finiteSorted(values), std::clamp(fraction, 0.0, 1.0));
}

double largest(std::span<const double> values)
{
    return quantile(values, 1.0);
}

double smallest(std::span<const double> values)
{
    return quantile(values, 0.0);
}

Interval bootstrapMean(std::span<const double> values)
{
    const std::vector<double> kept = finite(values);
    if (kept.empty()) {
        return {kNone, kNone};
    }
    RandomStream random(kBootstrapSeed);
    std::vector<double> means;
    means.reserve(kBootstrapSamples);
    for (int sample = 0; sample < kBootstrapSamples; ++sample) {
        double total = 0.0;
        for (std::size_t i = 0; i < kept.size(); ++i) {
            total += kept[static_cast<std::size_t>(random.below(kept.size()))];
        }
        means.push_back(total / static_cast<double>(kept.size()));
    }
    std::sort(means.begin(), means.end());
    return {sortedQuantile(means, 0.025), sortedQuantile(means, 0.975)};
}

Interval limitsOfAgreement(std::span<const double> differences)
{
    const double center = mean(differences);
    const double reach = 1.96 * deviation(differences);
    return {center - reach, center + reach};
}

Box boxOf(std::span<const double> values)
{
    const std::vector<double> sorted = finiteSorted(values);
    if (sorted.empty()) {
        return {kNone, kNone, kNone, kNone, kNone};
    }
    Box box{0.0, sortedQuantile(sorted, 0.25), sortedQuantile(sorted, 0.5), sortedQuantile(sorted, 0.75),
            0.0};
    const double reach = 1.5 * (box.thirdQuartile - box.firstQuartile);
    box.low =
        *std::find_if(sorted.begin(), sorted.end(), [&](double v) { return v >= box.firstQuartile - reach; });
    box.high = *std::find_if(sorted.rbegin(), sorted.rend(),
                             [&](double v) { return v <= box.thirdQuartile + reach; });
    return box;
}

} // namespace seg::reporting
