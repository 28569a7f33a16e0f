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
/// Beyond the ends both are the last sample, with weights that add up to 1: as scipy has it, whose sums of
/// label scores then round alike.
struct LinearTap {
    std::int64_t low;
    std::int64_t high;
    double lowWeight;
    double highWeight;
};
[[nodiscard]] std::vector<LinearTap> linearTaps(std::int64_t in, std::int64_t out);

/// What order 3 means along an axis.
enum class CubicKernel {
    BSpline,   ///< through filtered coefficients: smooth, reaches every sample of the axis
    CatmullRom ///< through the samples themselves (Keys' convolution, a = -0.5): reaches 4 of them
};

/// Cubic interpolation along one axis that is padded by kSplinePadding at both ends: on coefficients
/// (B-spline) or on the samples (Catmull-Rom).
struct CubicTap {
    std::int64_t first; ///< of 4 consecutive padded entries
    std::array<double, 4> weights;
};
constexpr std::int64_t kSplinePadding = 12;
[[nodiscard]] std::vector<CubicTap> cubicTaps(std::int64_t in, std::int64_t out,
                                              CubicKernel kernel = CubicKernel::BSpline);

/// Lines that are filtered side by side, so that the recursion along a line vectorizes across lines.
constexpr std::size_t kSplineLanes = 16;

/// Turns samples into cubic B-spline coefficients, in place.
/// \param lines   [count][kSplineLanes] samples, padded.
/// \par Source  Unser, Aldroubi, Eden, "Fast B-spline transforms" (PAMI 1991); scipy
/// `spline_filter1d(mode="reflect")`.
void filterSplineLines(double* lines, std::size_t count) noexcept;

} // namespace seg::preprocessing
