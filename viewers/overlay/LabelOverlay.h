// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/imaging/Volume.h"
#include "viewers/overlay/ColorTable.h"
#include "viewers/slice/SliceFrame.h"

#include <cstdint>
#include <span>
#include <vector>

namespace seg::viewers {

/// The cells of one slice as a pane shows them: row 0 at the bottom, column 0 on the left.
template <typename T> struct SliceImage {
    std::int64_t columns = 0;
    std::int64_t rows = 0;
    std::vector<T> values; ///< rows * columns

    [[nodiscard]] T at(std::int64_t column, std::int64_t row) const
    {
        return values[static_cast<std::size_t>(row * columns + column)];
    }
    bool operator==(const SliceImage&) const = default;
};

/// Copies slice `slice` of a voxel array [Z, Y, X] in pane order.
[[nodiscard]] SliceImage<float> extractSlice(std::span<const float> voxels, const SliceFrame& frame,
                                             std::int64_t slice);
[[nodiscard]] SliceImage<std::int16_t> extractSlice(std::span<const std::int16_t> voxels,
                                                    const SliceFrame& frame, std::int64_t slice);

/// Grey values 0..255 of a slice: `level` in the middle, `window` from black to white; opaque RGBA. NaN is
/// black.
[[nodiscard]] std::vector<std::uint8_t> windowedRgba(const SliceImage<float>& slice, double window,
                                                     double level);

/// RGBA of the visible labels, background and hidden labels transparent.
/// \param opacity  0..1 of a filled voxel.
[[nodiscard]] std::vector<std::uint8_t> fillRgba(const SliceImage<std::int16_t>& slice,
                                                 const ColorTable& colors, double opacity);

/// A straight piece of a label's outline along voxel edges, in cells (corner 0, 0 is the left bottom of the
/// slice).
struct OutlineSegment {
    std::int64_t fromColumn, fromRow, toColumn, toRow;
    int label; ///< whose color it has; where two labels touch, the higher one's
    bool operator==(const OutlineSegment&) const = default;
};

/// Outlines of the visible labels, neighbouring pieces of one label joined.
[[nodiscard]] std::vector<OutlineSegment> outlines(const SliceImage<std::int16_t>& slice,
                                                   const ColorTable& colors);

} // namespace seg::viewers
