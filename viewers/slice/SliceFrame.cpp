// SPDX-License-Identifier: Apache-2.0
#include "viewers/slice/SliceFrame.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace seg::viewers {

namespace {

/// World axis (0 = x, L; 1 = y, P; 2 = z, S) and sign that a pane direction stands for.
struct WorldAxis {
    std::size_t axis;
    double sign;
};

/// Directions to the right, up and through the slices.
std::array<WorldAxis, 3> paneDirections(Plane plane)
{
    switch (plane) {
    case Plane::Coronal:
        return {{{0, 1.0}, {2, 1.0}, {1, -1.0}}};
    case Plane::Sagittal:
        return {{{1, 1.0}, {2, 1.0}, {0, 1.0}}};
    case Plane::Axial:
        break;
    }
    return {{{0, 1.0}, {1, -1.0}, {2, 1.0}}};
}

/// For each world axis the voxel axis (0 = i, 1 = j, 2 = k) nearest to it, every voxel axis used once.
std::array<std::size_t, 3> nearestVoxelAxes(const Matrix3& direction)
{
    std::array<std::size_t, 3> order{0, 1, 2};
    std::array<std::size_t, 3> best = order;
    double bestSum = -1.0;
    do {
        double sum = 0.0;
        for (std::size_t world = 0; world < 3; ++world) {
            sum += std::abs(direction[world][order[world]]);
        }
        if (sum > bestSum + 1e-9) {
            bestSum = sum;
            best = order;
        }
    } while (std::next_permutation(order.begin(), order.end()));
    return best;
}

char letterOf(const WorldAxis& towards, bool opposite)
{
    constexpr std::array<char, 3> positive{'L', 'P', 'S'};
    constexpr std::array<char, 3> negative{'R', 'A', 'I'};
    const bool isPositive = (towards.sign > 0.0) != opposite;
    return isPositive ? positive[towards.axis] : negative[towards.axis];
}

} // namespace

const char* planeName(Plane plane) noexcept
{
    switch (plane) {
    case Plane::Coronal:
        return "Coronal";
    case Plane::Sagittal:
        return "Sagittal";
    case Plane::Axial:
        break;
    }
    return "Axial";
}

SliceFrame::SliceFrame(const Geometry& geometry, Plane plane) : m_geometry(geometry), m_plane(plane)
{
    const auto voxelAxes = nearestVoxelAxes(geometry.direction);
    const auto directions = paneDirections(plane);
    for (std::size_t pane = 0; pane < 3; ++pane) {
        const WorldAxis& towards = directions[pane];
        const std::size_t voxelAxis = voxelAxes[towards.axis]; // 0 = i
        m_axis[pane] = 2 - voxelAxis;                          // array order: 0 = z
        m_reversed[pane] = geometry.direction[towards.axis][voxelAxis] * towards.sign < 0.0;
    }
    m_letters = {letterOf(directions[0], true), letterOf(directions[0], false), letterOf(directions[1], true),
                 letterOf(directions[1], false)};
}

VoxelIndex SliceFrame::voxelAt(std::int64_t column, std::int64_t row, std::int64_t slice) const noexcept
{
    const std::array<std::int64_t, 3> cell{column, row, slice};
    VoxelIndex voxel{};
    for (std::size_t pane = 0; pane < 3; ++pane) {
        const std::size_t axis = m_axis[pane];
        voxel[axis] = m_reversed[pane] ? m_geometry.extent.voxels[axis] - 1 - cell[pane] : cell[pane];
    }
    return voxel;
}

std::array<std::int64_t, 3> SliceFrame::cellOf(const VoxelIndex& voxel) const noexcept
{
    std::array<std::int64_t, 3> cell{};
    for (std::size_t pane = 0; pane < 3; ++pane) {
        const std::size_t axis = m_axis[pane];
        cell[pane] = m_reversed[pane] ? m_geometry.extent.voxels[axis] - 1 - voxel[axis] : voxel[axis];
    }
    return cell;
}

std::int64_t SliceFrame::stride(int paneAxis) const noexcept
{
    const auto pane = static_cast<std::size_t>(paneAxis);
    const auto& voxels = m_geometry.extent.voxels;
    const std::array<std::int64_t, 3> strides{voxels[1] * voxels[2], voxels[2], 1};
    return m_reversed[pane] ? -strides[m_axis[pane]] : strides[m_axis[pane]];
}

std::array<double, 2> SliceFrame::positionOf(const VoxelIndex& voxel) const noexcept
{
    const auto cell = cellOf(voxel);
    return {(static_cast<double>(cell[0]) + 0.5) * columnSpacing(),
            (static_cast<double>(cell[1]) + 0.5) * rowSpacing()};
}

Point SliceFrame::worldAt(double x, double y, std::int64_t slice) const noexcept
{
    const std::array<double, 3> cell{x / columnSpacing() - 0.5, y / rowSpacing() - 0.5,
                                     static_cast<double>(slice)};
    std::array<double, 3> voxel{};
    for (std::size_t pane = 0; pane < 3; ++pane) {
        const std::size_t axis = m_axis[pane];
        const auto last = static_cast<double>(m_geometry.extent.voxels[axis] - 1);
        voxel[axis] = m_reversed[pane] ? last - cell[pane] : cell[pane];
    }
    return m_geometry.worldFromVoxel(voxel);
}

std::string SliceFrame::offsetText(const VoxelIndex& voxel) const
{
    const Point world = m_geometry.worldFromVoxel(
        {static_cast<double>(voxel[0]), static_cast<double>(voxel[1]), static_cast<double>(voxel[2])});
    const std::size_t axis = paneDirections(m_plane)[2].axis;
    const double offset =
        std::round(world[axis] * 10.0) / 10.0; // before the letter is chosen: no "R 0.0" beside "L 0.0"
    return fmt::format("{} {:.1f} mm", letterOf({axis, 1.0}, offset < 0.0), std::abs(offset));
}

} // namespace seg::viewers
