// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace seg::reporting {

// All functions leave NaN and infinite values out, and give NaN when nothing is left.

[[nodiscard]] double mean(std::span<const double> values);
/// Sample standard deviation (n - 1); 0 for one value.
[[nodiscard]] double deviation(std::span<const double> values);
/// Linear interpolation between order statistics, as numpy.percentile. \param fraction  0..1
[[nodiscard]] double quantile(std::span<const double> values, double fraction);
[[nodiscard]] double largest(std::span<const double> values);
[[nodiscard]] double smallest(std::span<const double> values);

struct Interval {
    double low = 0.0;
    double high = 0.0;
};

inline constexpr int kBootstrapSamples = 2000;

/// 95 % interval of the mean: percentile bootstrap over the values, kBootstrapSamples times, always the same
/// random numbers.
[[nodiscard]] Interval bootstrapMean(std::span<const double> values);

/// Mean difference -/+ 1.96 standard deviations (Bland and Altman).
[[nodiscard]] Interval limitsOfAgreement(std::span<const double> differences);

/// The numbers of a box plot; whiskers reach the farthest values within 1.5 box lengths.
struct Box {
    double low = 0.0;
    double firstQuartile = 0.0;
    double median = 0.0;
    double thirdQuartile = 0.0;
    double high = 0.0;
};

[[nodiscard]] Box boxOf(std::span<const double> values);

} // namespace seg::reporting
