// SPDX-License-Identifier: Apache-2.0
#include "core/preprocessing/LabelClosing.h"

#include <algorithm>

namespace seg::preprocessing {

namespace {

/// Equally spaced lines of a slice.
struct Lines {
    std::int64_t count;
    std::int64_t distance; ///< from one line to the next
    std::int64_t length;
    std::int64_t step; ///< from one voxel of a line to the next
};

/// Each voxel becomes what `pick` takes of itself and its neighbours on the line.
template <class Pick> void pickAlong(std::int16_t* slice, const Lines& lines, Pick pick)
{
    for (std::int64_t line = 0; line < lines.count; ++line) {
        std::int16_t* voxel = slice + line * lines.distance;
        std::int16_t before = *voxel;
        for (std::int64_t i = 0; i < lines.length; ++i, voxel += lines.step) {
            const std::int16_t here = *voxel;
            const std::int16_t after = i + 1 < lines.length ? voxel[lines.step] : here;
            *voxel = pick(pick(before, here), after);
            before = here;
        }
    }
}

template <class Pick> void pickAround(std::int16_t* slice, const Extent& extent, Pick pick)
{
    const auto [z, rows, columns] = extent.voxels;
    pickAlong(slice, {rows, columns, columns, 1}, pick);
    pickAlong(slice, {columns, 1, rows, columns}, pick);
}

} // namespace

void closeLabels(std::vector<std::int16_t>& label, const Extent& extent, const TaskContext& context)
{
    const std::int64_t voxels = extent.voxels[1] * extent.voxels[2];
    for (std::int64_t z = 0; z < extent.voxels[0]; ++z) {
        context.throwIfStopped();
        std::int16_t* slice = label.data() + z * voxels;
        pickAround(slice, extent, [](std::int16_t a, std::int16_t b) { return std::max(a, b); });
        pickAround(slice, extent, [](std::int16_t a, std::int16_t b) { return std::min(a, b); });
    }
}

} // namespace seg::preprocessing
