// SPDX-License-Identifier: Apache-2.0
#include "core/planning/NonzeroBox.h"

#include <algorithm>

namespace seg::planning {

namespace {

/// First and one past the last entry of a row that counts; {n, 0} when there is none.
struct RowRange {
    std::int64_t low;
    std::int64_t high;
};

template <class Counts> RowRange rangeOf(const float* row, std::int64_t n, Counts counts)
{
    const float* end = row + n;
    const float* first = std::find_if(row, end, counts);
    if (first == end) {
        return {n, 0};
    }
    while (!counts(end[-1])) {
        --end;
    }
    return {first - row, end - row};
}

void include(Box& box, std::int64_t z, std::int64_t y, RowRange range)
{
    box.low = {std::min(box.low[0], z), std::min(box.low[1], y), std::min(box.low[2], range.low)};
    box.high = {std::max(box.high[0], z + 1), std::max(box.high[1], y + 1),
                std::max(box.high[2], range.high)};
}

template <class Counts> Box boxOf(const Volume& volume, Counts counts)
{
    const Extent& extent = volume.geometry.extent;
    const std::int64_t rowLength = extent.voxels[2];
    Box box{extent.voxels, {0, 0, 0}};
    for (std::int64_t c = 0; c < volume.channels; ++c) {
        const float* row = volume.channel(c).data();
        for (std::int64_t z = 0; z < extent.voxels[0]; ++z) {
            for (std::int64_t y = 0; y < extent.voxels[1]; ++y, row += rowLength) {
                const RowRange range = rangeOf(row, rowLength, counts);
                if (range.high > 0) {
                    include(box, z, y, range);
                }
            }
        }
    }
    return box.high[0] == 0 ? Box{{0, 0, 0}, extent.voxels} : box;
}

} // namespace

Box nonzeroBox(const Volume& volume)
{
    return boxOf(volume, [](float value) { return value != 0.0F; });
}

Box positiveBox(const Volume& volume)
{
    return boxOf(volume, [](float value) { return value > 0.0F; });
}

} // namespace seg::planning
