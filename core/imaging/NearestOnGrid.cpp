// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/NearestOnGrid.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace seg::imaging {

namespace {

using Index = std::array<double, 3>; // (z, y, x)

/// From voxels of one grid to those of another: start + z * steps[0] + y * steps[1] + x * steps[2].
struct VoxelMap {
    Index start{};
    std::array<Index, 3> steps{};
};

VoxelMap mapBetween(const Geometry& from, const Geometry& to)
{
    VoxelMap map;
    map.start = to.voxelFromWorld(from.worldFromVoxel({0.0, 0.0, 0.0}));
    for (std::size_t axis = 0; axis < 3; ++axis) {
        Index unit{};
        unit[axis] = 1.0;
        const Index end = to.voxelFromWorld(from.worldFromVoxel(unit));
        for (std::size_t i = 0; i < 3; ++i) {
            map.steps[axis][i] = end[i] - map.start[i];
        }
    }
    return map;
}

std::int16_t valueAt(const LabelMap& labels, const Index& position)
{
    std::array<std::int64_t, 3> voxel{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const double nearest = std::round(position[axis]);
        if (!(nearest >= 0.0 && nearest < static_cast<double>(labels.geometry.extent.voxels[axis]))) {
            return 0;
        }
        voxel[axis] = static_cast<std::int64_t>(nearest);
    }
    return labels
        .values[static_cast<std::size_t>(labels.geometry.extent.index(voxel[0], voxel[1], voxel[2]))];
}

} // namespace

LabelMap nearestOnGrid(const LabelMap& labels, const Geometry& grid, const TaskContext& context)
{
    const VoxelMap map = mapBetween(grid, labels.geometry);
    LabelMap placed{grid, std::vector<std::int16_t>(static_cast<std::size_t>(grid.extent.count()))};
    std::size_t at = 0;
    for (std::int64_t z = 0; z < grid.extent.voxels[0]; ++z) {
        context.throwIfStopped();
        for (std::int64_t y = 0; y < grid.extent.voxels[1]; ++y) {
            for (std::int64_t x = 0; x < grid.extent.voxels[2]; ++x) {
                Index position = map.start;
                for (std::size_t axis = 0; axis < 3; ++axis) {
                    position[axis] += static_cast<double>(z) * map.steps[0][axis] +
                                      static_cast<double>(y) * map.steps[1][axis] +
                                      static_cast<double>(x) * map.steps[2][axis];
                }
                placed.values[at++] = valueAt(labels, position);
            }
        }
    }
    return placed;
}

} // namespace seg::imaging
