// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/imaging/Geometry.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace seg::preprocessing {

/// The extent with one axis moved to the front, the others in order.
[[nodiscard]] inline Extent withAxisFirst(const Extent& extent, int axis)
{
    const auto& n = extent.voxels;
    return axis == 0 ? extent : axis == 1 ? Extent{{n[1], n[0], n[2]}} : Extent{{n[2], n[0], n[1]}};
}

/// Visits every voxel: its index in the array of `extent`, and in the same array with `axis` moved to the
/// front.
template <class Visit> void forEachMovedVoxel(const Extent& extent, int axis, Visit visit)
{
    const Extent moved = withAxisFirst(extent, axis);
    std::int64_t index = 0;
    for (std::int64_t z = 0; z < extent.voxels[0]; ++z) {
        for (std::int64_t y = 0; y < extent.voxels[1]; ++y) {
            for (std::int64_t x = 0; x < extent.voxels[2]; ++x, ++index) {
                visit(static_cast<std::size_t>(index),
                      static_cast<std::size_t>(axis == 1 ? moved.index(y, z, x) : moved.index(x, z, y)));
            }
        }
    }
}

/// [C, Z, Y, X] with spatial axis 1 or 2 moved to the front.
template <class T>
[[nodiscard]] std::vector<T> axisMovedFirst(std::span<const T> values, std::int64_t channels,
                                            const Extent& extent, int axis)
{
    std::vector<T> moved(values.size());
    for (std::int64_t c = 0; c < channels; ++c) {
        const auto offset = static_cast<std::size_t>(c * extent.count());
        forEachMovedVoxel(extent, axis, [&](std::size_t from, std::size_t to) {
            moved[offset + to] = values[offset + from];
        });
    }
    return moved;
}

/// Undoes axisMovedFirst(). \param extent  of the result.
template <class T>
[[nodiscard]] std::vector<T> axisMovedBack(std::span<const T> moved, std::int64_t channels,
                                           const Extent& extent, int axis)
{
    std::vector<T> values(moved.size());
    for (std::int64_t c = 0; c < channels; ++c) {
        const auto offset = static_cast<std::size_t>(c * extent.count());
        forEachMovedVoxel(extent, axis, [&](std::size_t to, std::size_t from) {
            values[offset + to] = moved[offset + from];
        });
    }
    return values;
}

/// The spacing with one axis moved to the front.
[[nodiscard]] inline Spacing withAxisFirst(const Spacing& spacing, int axis)
{
    const auto& n = spacing.mm;
    return axis == 0 ? spacing : axis == 1 ? Spacing{{n[1], n[0], n[2]}} : Spacing{{n[2], n[0], n[1]}};
}

} // namespace seg::preprocessing
