// SPDX-License-Identifier: Apache-2.0
#include "viewers/overlay/LabelOverlay.h"

#include <algorithm>
#include <cmath>

namespace seg::viewers {

namespace {

template <typename T>
SliceImage<T> extract(std::span<const T> voxels, const SliceFrame& frame, std::int64_t slice)
{
    SliceImage<T> image{frame.columns(), frame.rows(), {}};
    image.values.resize(static_cast<std::size_t>(image.columns * image.rows));
    const auto corner = static_cast<std::int64_t>(frame.indexOf(frame.voxelAt(0, 0, slice)));
    const std::int64_t acrossColumns = frame.stride(0);
    const std::int64_t acrossRows = frame.stride(1);
    T* out = image.values.data();
    for (std::int64_t row = 0; row < image.rows; ++row) {
        std::int64_t offset = corner + row * acrossRows;
        for (std::int64_t column = 0; column < image.columns; ++column, offset += acrossColumns) {
            *out++ = voxels[static_cast<std::size_t>(offset)];
        }
    }
    return image;
}

/// The label whose color the edge between two cells gets; 0 for no edge.
int edgeLabel(int one, int other, const ColorTable& colors)
{
    if (one == other) {
        return 0;
    }
    const int first = colors.isVisible(one) ? one : 0;
    const int second = colors.isVisible(other) ? other : 0;
    return std::max(first, second);
}

/// Joins edges of one label that follow each other along a line of `count` cells.
template <typename LabelAt, typename Emit>
void joinRuns(std::int64_t count, const LabelAt& labelAt, const Emit& emitRun)
{
    std::int64_t start = 0;
    int current = 0;
    for (std::int64_t position = 0; position <= count; ++position) {
        const int label = position < count ? labelAt(position) : 0;
        if (label == current) {
            continue;
        }
        if (current != 0) {
            emitRun(start, position, current);
        }
        start = position;
        current = label;
    }
}

} // namespace

SliceImage<float> extractSlice(std::span<const float> voxels, const SliceFrame& frame, std::int64_t slice)
{
    return extract(voxels, frame, slice);
}

SliceImage<std::int16_t> extractSlice(std::span<const std::int16_t> voxels, const SliceFrame& frame,
                                      std::int64_t slice)
{
    return extract(voxels, frame, slice);
}

std::vector<std::uint8_t> windowedRgba(const SliceImage<float>& slice, double window, double level)
{
    std::vector<std::uint8_t> rgba(slice.values.size() * 4);
    const auto low = static_cast<float>(level - window / 2.0);
    const auto scale = static_cast<float>(255.0 / std::max(window, 1e-6));
    std::uint8_t* out = rgba.data();
    for (const float value : slice.values) {
        const float grey = (value - low) * scale;
        const auto byte =
            grey > 0.0F ? static_cast<std::uint8_t>(std::min(grey + 0.5F, 255.0F)) : std::uint8_t{0};
        out[0] = out[1] = out[2] = byte; // NaN fails the comparison above
        out[3] = 255;
        out += 4;
    }
    return rgba;
}

std::vector<std::uint8_t> fillRgba(const SliceImage<std::int16_t>& slice, const ColorTable& colors,
                                   double opacity)
{
    std::vector<std::uint8_t> rgba(slice.values.size() * 4, 0);
    const auto alpha = static_cast<std::uint8_t>(std::lround(std::clamp(opacity, 0.0, 1.0) * 255.0));
    int known = 0; // the label whose color is in `color`; neighbours are mostly alike
    Rgb color{};
    bool visible = false;
    std::uint8_t* out = rgba.data();
    for (const std::int16_t label : slice.values) {
        if (label != known) {
            known = label;
            visible = colors.isVisible(label);
            color = colors.color(label);
        }
        if (label != 0 && visible) {
            std::copy(color.begin(), color.end(), out);
            out[3] = alpha;
        }
        out += 4;
    }
    return rgba;
}

std::vector<OutlineSegment> outlines(const SliceImage<std::int16_t>& slice, const ColorTable& colors)
{
    std::vector<OutlineSegment> segments;
    const auto labelAt = [&slice](std::int64_t column, std::int64_t row) -> int {
        const bool inside = column >= 0 && row >= 0 && column < slice.columns && row < slice.rows;
        return inside ? slice.at(column, row) : 0;
    };
    for (std::int64_t row = 0; row <= slice.rows; ++row) {
        joinRuns(
            slice.columns,
            [&](std::int64_t column) {
                return edgeLabel(labelAt(column, row - 1), labelAt(column, row), colors);
            },
            [&](std::int64_t from, std::int64_t to, int label) {
                segments.push_back({from, row, to, row, label});
            });
    }
    for (std::int64_t column = 0; column <= slice.columns; ++column) {
        joinRuns(
            slice.rows,
            [&](std::int64_t row) {
                return edgeLabel(labelAt(column - 1, row), labelAt(column, row), colors);
            },
            [&](std::int64_t from, std::int64_t to, int label) {
                segments.push_back({column, from, column, to, label});
            });
    }
    return segments;
}

} // namespace seg::viewers
