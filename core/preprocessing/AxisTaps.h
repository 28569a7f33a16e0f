// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace seg::preprocessing {

/// Where sample k of `out` lies on an axis of `in` samples, in samples; may lie half a sample outside.
/// The quotient is formed first, as scikit-image does: the other order moves exact halves.
[[nodiscard]] double sourceCoordinate(std::int64_t k, std::int64_t in, std::int64_t out) noexcept;

/// The nearest source sample, half up, clamped to the axis.
[[nodiscard]] std::int64_t nearestIndex(std::int64_t k, std::int64_t in, std::int64_t out) noexcept;

/// Nearest source sample of every target sample of one axis.
[[nodiscard]] std::vector<std::int64_t> nearestIndices(std::int64_t in, std::int64_t out);

/// Linear interpolation along one axis: target k = source[low] * lowWeight + source[high] * highWeight.
struct LinearTap {
    std::int64_t low;
    std::int64_t high;
    double lowWeight;
    double highWeight;
};
[[nodiscard]] std::vector<LinearTap> linearTaps(std::int64_t in, std::int64_t out);

/// Cubic B-spline along one axis, on coefficients of the axis padded by kSplinePadding at both ends.
struct CubicTap {
    std::int64_t first; ///< of 4 consecutive padded coefficients
    std::array<double, 4> weights;
};
constexpr std::int64_t kSplinePadding = 12;
[[nodiscard]] std::vector<CubicTap> cubicTaps(std::int64_t in, std::int64_t out);

/// Lines that are filtered side by side, so that the recursion along a line vectorizes across lines.
constexpr std::size_t kSplineLanes = 16;

/// Turns samples into cubic B-spline coefficients, in place.
/// \param lines   [count][kSplineLanes] samples, padded.
/// \par Source  Unser, Aldroubi, Eden, "Fast B-spline transforms" (PAMI 1991); scipy
/// `spline_filter1d(mode="reflect")`.
void filterSplineLines(double* lines, std::size_t count) noexcept;

} // namespace seg::preprocessing
