// SPDX-License-Identifier: Apache-2.0
#include "core/preprocessing/PlaneResizer.h"

#include <algorithm>
#include <cstddef>

namespace seg::preprocessing {

namespace {

constexpr auto kLanes = static_cast<std::int64_t>(kSplineLanes);

/// Room for lines of n samples side by side, with the padding at both ends.
double* paddedLines(std::vector<double>& lines, std::int64_t n)
{
    lines.assign(static_cast<std::size_t>((n + 2 * kSplinePadding) * kLanes), 0.0);
    return lines.data();
}

/// Repeats the first and last samples into the padding; for B-splines turns samples into coefficients.
void padAndFilter(double* lines, std::int64_t n, CubicKernel kernel)
{
    const double* first = lines + kSplinePadding * kLanes;
    const double* last = lines + (kSplinePadding + n - 1) * kLanes;
    for (std::int64_t i = 0; i < kSplinePadding; ++i) {
        std::copy_n(first, kLanes, lines + i * kLanes);
        std::copy_n(last, kLanes, lines + (kSplinePadding + n + i) * kLanes);
    }
    if (kernel == CubicKernel::BSpline) {
        filterSplineLines(lines, static_cast<std::size_t>(n + 2 * kSplinePadding));
    }
}

void evaluate(const double* lines, const CubicTap& tap, double* out)
{
    const double* c = lines + tap.first * kLanes;
    for (std::int64_t lane = 0; lane < kLanes; ++lane) {
        out[lane] = tap.weights[0] * c[lane] + tap.weights[1] * c[kLanes + lane] +
                    tap.weights[2] * c[2 * kLanes + lane] + tap.weights[3] * c[3 * kLanes + lane];
    }
}

float clamped(double value, ValueRange range)
{
    return static_cast<float>(
        std::min(std::max(value, static_cast<double>(range.low)), static_cast<double>(range.high)));
}

std::vector<VolumeResizer::PlaneGroup> groupsOf(const std::vector<std::int64_t>& nearest)
{
    std::vector<VolumeResizer::PlaneGroup> groups;
    for (std::size_t k = 0; k < nearest.size(); ++k) {
        const auto plane = static_cast<std::int64_t>(k);
        if (k > 0 && nearest[k] == nearest[k - 1]) {
            groups.back().last = plane + 1;
        } else {
            groups.push_back({plane, plane + 1});
        }
    }
    return groups;
}

} // namespace

ValueRange rangeOf(std::span<const float> values) noexcept
{
    if (values.empty()) {
        return {};
    }
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    return {*low, *high};
}

PlaneResizer::PlaneResizer(std::int64_t fromY, std::int64_t fromX, std::int64_t toY, std::int64_t toX,
                           int order, CubicKernel kernel)
    : m_fromY(fromY), m_fromX(fromX), m_toY(toY), m_toX(toX), m_order(order), m_kernel(kernel)
{
    if (order == 0) {
        m_nearestY = nearestIndices(fromY, toY);
        m_nearestX = nearestIndices(fromX, toX);
    } else if (order == 1) {
        m_linearY = linearTaps(fromY, toY);
        m_linearX = linearTaps(fromX, toX);
    } else {
        m_cubicY = cubicTaps(fromY, toY, kernel);
        m_cubicX = cubicTaps(fromX, toX, kernel);
    }
}

void PlaneResizer::resize(ResizeScratch& scratch, ValueRange range, float* out) const
{
    if (m_fromY == m_toY && m_fromX == m_toX) {
        std::transform(
            scratch.plane.begin(), scratch.plane.begin() + m_fromY * m_fromX, out,
            [&](double value) { return m_order == 3 ? clamped(value, range) : static_cast<float>(value); });
    } else if (m_order == 0) {
        resizeNearest(scratch.plane.data(), out);
    } else if (m_order == 1) {
        resizeLinear(scratch, out);
    } else {
        resizeCubic(scratch, range, out);
    }
}

void PlaneResizer::resizeNearest(const double* in, float* out) const
{
    for (const std::int64_t y : m_nearestY) {
        for (const std::int64_t x : m_nearestX) {
            *out++ = static_cast<float>(in[y * m_fromX + x]);
        }
    }
}

void PlaneResizer::resizeLinear(ResizeScratch& scratch, float* out) const
{
    scratch.rows.resize(static_cast<std::size_t>(m_fromX));
    double* row = scratch.rows.data();
    for (const LinearTap& y : m_linearY) {
        const double* low = scratch.plane.data() + y.low * m_fromX;
        const double* high = scratch.plane.data() + y.high * m_fromX;
        for (std::int64_t x = 0; x < m_fromX; ++x) {
            row[x] = low[x] * y.lowWeight + high[x] * y.highWeight;
        }
        for (const LinearTap& x : m_linearX) {
            *out++ = static_cast<float>(row[x.low] * x.lowWeight + row[x.high] * x.highWeight);
        }
    }
}

void PlaneResizer::resizeCubic(ResizeScratch& scratch, ValueRange range, float* out) const
{
    if (m_fromY != m_toY) {
        cubicAlongY(scratch);
    } else {
        std::swap(scratch.plane, scratch.rows);
    }
    if (m_fromX != m_toX) {
        cubicAlongX(scratch, scratch.rows.data(), range, out);
    } else {
        std::transform(scratch.rows.begin(), scratch.rows.begin() + m_toY * m_toX, out,
                       [&](double value) { return clamped(value, range); });
    }
}

void PlaneResizer::cubicAlongY(ResizeScratch& scratch) const
{
    scratch.rows.resize(static_cast<std::size_t>(m_toY * m_fromX));
    std::array<double, kSplineLanes> values;
    for (std::int64_t x = 0; x < m_fromX; x += kLanes) {
        const std::int64_t lanes = std::min(kLanes, m_fromX - x);
        double* lines = paddedLines(scratch.lines, m_fromY);
        for (std::int64_t y = 0; y < m_fromY; ++y) {
            std::copy_n(scratch.plane.data() + y * m_fromX + x, lanes, lines + (kSplinePadding + y) * kLanes);
        }
        padAndFilter(lines, m_fromY, m_kernel);
        for (std::int64_t y = 0; y < m_toY; ++y) {
            evaluate(lines, m_cubicY[static_cast<std::size_t>(y)], values.data());
            std::copy_n(values.data(), lanes, scratch.rows.data() + y * m_fromX + x);
        }
    }
}

void PlaneResizer::cubicAlongX(ResizeScratch& scratch, const double* rows, ValueRange range, float* out) const
{
    std::array<double, kSplineLanes> values;
    for (std::int64_t y = 0; y < m_toY; y += kLanes) {
        const std::int64_t lanes = std::min(kLanes, m_toY - y);
        double* lines = paddedLines(scratch.lines, m_fromX);
        for (std::int64_t lane = 0; lane < lanes; ++lane) {
            const double* row = rows + (y + lane) * m_fromX;
            for (std::int64_t x = 0; x < m_fromX; ++x) {
                lines[(kSplinePadding + x) * kLanes + lane] = row[x];
            }
        }
        padAndFilter(lines, m_fromX, m_kernel);
        for (std::int64_t x = 0; x < m_toX; ++x) {
            evaluate(lines, m_cubicX[static_cast<std::size_t>(x)], values.data());
            for (std::int64_t lane = 0; lane < lanes; ++lane) {
                out[(y + lane) * m_toX + x] = clamped(values[static_cast<std::size_t>(lane)], range);
            }
        }
    }
}

VolumeResizer::VolumeResizer(const Extent& from, const Extent& to, bool separate, int order,
                             CubicKernel kernel)
    : m_from(from), m_to(to), m_separate(separate), m_order(order), m_kernel(kernel),
      m_cubicAlongZ(!separate && order == 3 && from.voxels[0] != to.voxels[0]),
      m_resizer(from.voxels[1], from.voxels[2], to.voxels[1], to.voxels[2], order, kernel)
{
    const std::int64_t fromZ = m_cubicAlongZ ? to.voxels[0] : from.voxels[0];
    if (!separate && order == 1) {
        m_linearZ = linearTaps(fromZ, to.voxels[0]);
        for (std::int64_t k = 0; k < to.voxels[0]; ++k) {
            m_groups.push_back({k, k + 1});
        }
        return;
    }
    m_nearestZ = nearestIndices(fromZ, to.voxels[0]);
    m_groups = groupsOf(m_nearestZ);
}

void VolumeResizer::prepareColumns(const float* channel, std::int64_t firstColumn, std::int64_t lastColumn,
                                   ResizeScratch& scratch, float* out) const
{
    const std::int64_t columns = m_from.voxels[1] * m_from.voxels[2];
    const std::vector<CubicTap> taps = cubicTaps(m_from.voxels[0], m_to.voxels[0], m_kernel);
    std::array<double, kSplineLanes> values;
    for (std::int64_t column = firstColumn; column < lastColumn; column += kLanes) {
        const std::int64_t lanes = std::min(kLanes, lastColumn - column);
        double* lines = paddedLines(scratch.lines, m_from.voxels[0]);
        for (std::int64_t z = 0; z < m_from.voxels[0]; ++z) {
            std::copy_n(channel + z * columns + column, lanes, lines + (kSplinePadding + z) * kLanes);
        }
        padAndFilter(lines, m_from.voxels[0], m_kernel);
        for (std::int64_t z = 0; z < m_to.voxels[0]; ++z) {
            evaluate(lines, taps[static_cast<std::size_t>(z)], values.data());
            std::transform(values.begin(), values.begin() + lanes, out + z * columns + column,
                           [](double value) { return static_cast<float>(value); });
        }
    }
}

void VolumeResizer::plane(const float* channel, std::int64_t index, ValueRange range, ResizeScratch& scratch,
                          float* out) const
{
    const std::int64_t count = m_from.voxels[1] * m_from.voxels[2];
    const auto k = static_cast<std::size_t>(index);
    scratch.plane.resize(static_cast<std::size_t>(count));
    if (!m_linearZ.empty()) {
        const LinearTap& tap = m_linearZ[k];
        const float* low = channel + tap.low * count;
        const float* high = channel + tap.high * count;
        for (std::int64_t i = 0; i < count; ++i) {
            scratch.plane[static_cast<std::size_t>(i)] =
                static_cast<double>(low[i]) * tap.lowWeight + static_cast<double>(high[i]) * tap.highWeight;
        }
    } else {
        const float* slice = channel + m_nearestZ[k] * count;
        std::copy_n(slice, count, scratch.plane.begin());
        if (m_separate && m_order == 3) {
            range = rangeOf({slice, static_cast<std::size_t>(count)});
        }
    }
    m_resizer.resize(scratch, range, out);
}

} // namespace seg::preprocessing
