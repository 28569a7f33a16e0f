// SPDX-License-Identifier: Apache-2.0
#include "core/preprocessing/AxisTaps.h"

#include <algorithm>
#include <cmath>

namespace seg::preprocessing {

namespace {

const double kPole = std::sqrt(3.0) - 2.0;
constexpr std::size_t kPoleReach = 64; // |pole| ^ 64 is 1e-37: nothing is left of a sample that far away

void startCausal(double* lines, std::size_t count) noexcept
{
    const double poleAtEnd = std::pow(kPole, static_cast<double>(count));
    std::array<double, kSplineLanes> sum;
    for (std::size_t lane = 0; lane < kSplineLanes; ++lane) {
        sum[lane] = lines[lane] + poleAtEnd * lines[(count - 1) * kSplineLanes + lane];
    }
    double power = kPole;
    for (std::size_t i = 1; i < std::min(count, kPoleReach); ++i) {
        const double* near = lines + i * kSplineLanes;
        const double* far = lines + (count - 1 - i) * kSplineLanes;
        for (std::size_t lane = 0; lane < kSplineLanes; ++lane) {
            sum[lane] += power * (near[lane] + poleAtEnd * far[lane]);
        }
        power *= kPole;
    }
    const double scale = kPole / (1.0 - poleAtEnd * poleAtEnd);
    for (std::size_t lane = 0; lane < kSplineLanes; ++lane) {
        lines[lane] += sum[lane] * scale;
    }
}

std::array<double, 4> bSplineWeights(double t) noexcept
{
    const double s = 1.0 - t;
    return {s * s * s / 6.0, (4.0 - 6.0 * t * t + 3.0 * t * t * t) / 6.0,
            (4.0 - 6.0 * s * s + 3.0 * s * s * s) / 6.0, t * t * t / 6.0};
}

std::array<double, 4> catmullRomWeights(double t) noexcept
{
    return {((-0.5 * t + 1.0) * t - 0.5) * t, (1.5 * t - 2.5) * t * t + 1.0, ((-1.5 * t + 2.0) * t + 0.5) * t,
            (0.5 * t - 0.5) * t * t};
}

} // namespace

double sourceCoordinate(std::int64_t k, std::int64_t in, std::int64_t out) noexcept
{
    const double ratio = static_cast<double>(in) / static_cast<double>(out);
    return (static_cast<double>(k) + 0.5) * ratio - 0.5;
}

std::int64_t nearestIndex(std::int64_t k, std::int64_t in, std::int64_t out) noexcept
{
    const double clamped = std::clamp(sourceCoordinate(k, in, out), 0.0, static_cast<double>(in - 1));
    return static_cast<std::int64_t>(std::floor(clamped + 0.5));
}

std::vector<std::int64_t> nearestIndices(std::int64_t in, std::int64_t out)
{
    std::vector<std::int64_t> indices(static_cast<std::size_t>(out));
    for (std::int64_t k = 0; k < out; ++k) {
        indices[static_cast<std::size_t>(k)] = nearestIndex(k, in, out);
    }
    return indices;
}

std::vector<LinearTap> linearTaps(std::int64_t in, std::int64_t out)
{
    std::vector<LinearTap> taps;
    for (std::int64_t k = 0; k < out; ++k) {
        const double x = sourceCoordinate(k, in, out);
        const double floor = std::floor(x);
        const double t = x - floor;
        const auto low = static_cast<std::int64_t>(floor);
        taps.push_back({std::max<std::int64_t>(low, 0), std::min(low + 1, in - 1), 1.0 - t, t});
    }
    return taps;
}

std::vector<CubicTap> cubicTaps(std::int64_t in, std::int64_t out, CubicKernel kernel)
{
    std::vector<CubicTap> taps;
    for (std::int64_t k = 0; k < out; ++k) {
        const double x = sourceCoordinate(k, in, out) + static_cast<double>(kSplinePadding);
        const double floor = std::floor(x);
        taps.push_back({static_cast<std::int64_t>(floor) - 1, kernel == CubicKernel::BSpline
                                                                  ? bSplineWeights(x - floor)
                                                                  : catmullRomWeights(x - floor)});
    }
    return taps;
}

void filterSplineLines(double* lines, std::size_t count) noexcept
{
    const double gain = (1.0 - kPole) * (1.0 - 1.0 / kPole);
    const double pole = kPole;
    for (std::size_t i = 0; i < count * kSplineLanes; ++i) {
        lines[i] *= gain;
    }
    startCausal(lines, count);
    for (std::size_t i = 1; i < count; ++i) {
        const double* before = lines + (i - 1) * kSplineLanes;
        double* line = lines + i * kSplineLanes;
        for (std::size_t lane = 0; lane < kSplineLanes; ++lane) {
            line[lane] += pole * before[lane];
        }
    }
    double* last = lines + (count - 1) * kSplineLanes;
    for (std::size_t lane = 0; lane < kSplineLanes; ++lane) {
        last[lane] *= pole / (pole - 1.0);
    }
    for (std::size_t i = count - 1; i-- > 0;) {
        double* line = lines + i * kSplineLanes;
        const double* after = line + kSplineLanes;
        for (std::size_t lane = 0; lane < kSplineLanes; ++lane) {
            line[lane] = pole * (after[lane] - line[lane]);
        }
    }
}

} // namespace seg::preprocessing
