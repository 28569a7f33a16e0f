// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/Orientation.h"

#include "core/base/Error.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace seg::imaging {

namespace {

/// Which world axis (x, y, z of LPS) a letter names, and whether it points towards growing numbers.
struct WorldDirection {
    std::size_t axis = 0;
    bool positive = true;
};

std::array<WorldDirection, 3> parseCode(std::string_view code)
{
    constexpr std::string_view kPositive = "LPS";
    constexpr std::string_view kNegative = "RAI";
    std::array<WorldDirection, 3> directions{};
    std::array<int, 3> seen{0, 0, 0};
    for (std::size_t i = 0; i < 3 && code.size() == 3; ++i) {
        const std::size_t up = kPositive.find(code[i]);
        const std::size_t down = kNegative.find(code[i]);
        if (up != std::string_view::npos || down != std::string_view::npos) {
            directions[i] = {std::min(up, down), up != std::string_view::npos};
            ++seen[directions[i].axis];
        }
    }
    if (seen != std::array<int, 3>{1, 1, 1}) {
        throw Error(
            ErrorCode::InvalidArgument,
            fmt::format(
                "\"{}\" names no orientation: three letters are wanted, one each of L or R, P or A, S or "
                "I, such as RAS",
                code));
    }
    return directions;
}

/// Which of the letters L/R, P/A, S/I the code of a geometry has at an axis.
std::size_t positionOf(std::string_view code, std::size_t worldAxis)
{
    constexpr std::array<std::string_view, 3> kLetters{"LR", "PA", "SI"};
    return code.find_first_of(kLetters[worldAxis]);
}

template <typename Value>
std::vector<Value> arrangedValues(const std::vector<Value>& values, const Extent& from, const Extent& to,
                                  std::int64_t channels, const AxisArrangement& arrangement)
{
    const std::array<std::int64_t, 3> strides{from.voxels[1] * from.voxels[2], from.voxels[2], 1};
    std::array<std::int64_t, 3> step{};
    std::int64_t start = 0;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const std::size_t source = arrangement.source[axis];
        step[axis] = arrangement.reversed[axis] ? -strides[source] : strides[source];
        start += arrangement.reversed[axis] ? (from.voxels[source] - 1) * strides[source] : 0;
    }
    std::vector<Value> result(values.size());
    auto target = result.begin();
    for (std::int64_t channel = 0; channel < channels; ++channel) {
        const std::int64_t base = channel * from.count() + start;
        for (std::int64_t z = 0; z < to.voxels[0]; ++z) {
            for (std::int64_t y = 0; y < to.voxels[1]; ++y) {
                std::int64_t source = base + z * step[0] + y * step[1];
                for (std::int64_t x = 0; x < to.voxels[2]; ++x, source += step[2]) {
                    *target++ = values[static_cast<std::size_t>(source)];
                }
            }
        }
    }
    return result;
}

} // namespace

AxisArrangement AxisArrangement::inverse() const noexcept
{
    AxisArrangement back;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        back.source[source[axis]] = axis;
        back.reversed[source[axis]] = reversed[axis];
    }
    return back;
}

AxisArrangement arrangementTowards(const Geometry& geometry, std::string_view code)
{
    const auto wanted = parseCode(code);
    const std::string present = orientationCode(geometry); // of i, j, k
    constexpr std::string_view kPositive = "LPS";
    AxisArrangement arrangement;
    for (std::size_t i = 0; i < 3; ++i) {
        const std::size_t from = positionOf(present, wanted[i].axis);
        const bool positive = present[from] == kPositive[wanted[i].axis];
        arrangement.source[2 - i] = 2 - from; // i, j, k are the array's axes backwards
        arrangement.reversed[2 - i] = positive != wanted[i].positive;
    }
    return arrangement;
}

Geometry arranged(const Geometry& geometry, const AxisArrangement& arrangement)
{
    Geometry result = geometry;
    std::array<double, 3> first{0.0, 0.0, 0.0}; // the old index (z, y, x) of the new voxel (0, 0, 0)
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const std::size_t source = arrangement.source[axis];
        result.extent.voxels[axis] = geometry.extent.voxels[source];
        result.spacing.mm[axis] = geometry.spacing.mm[source];
        first[source] =
            arrangement.reversed[axis] ? static_cast<double>(geometry.extent.voxels[source] - 1) : 0.0;
        for (std::size_t row = 0; row < 3; ++row) {
            const double cosine = geometry.direction[row][2 - source];
            result.direction[row][2 - axis] = arrangement.reversed[axis] ? 0.0 - cosine : cosine;
        }
    }
    result.origin = geometry.worldFromVoxel(first);
    return result;
}

Volume arranged(const Volume& volume, const AxisArrangement& arrangement)
{
    Volume result;
    result.geometry = arranged(volume.geometry, arrangement);
    result.channels = volume.channels;
    result.values = arrangedValues(volume.values, volume.geometry.extent, result.geometry.extent,
                                   volume.channels, arrangement);
    return result;
}

LabelMap arranged(const LabelMap& labels, const AxisArrangement& arrangement)
{
    LabelMap result;
    result.geometry = arranged(labels.geometry, arrangement);
    result.values =
        arrangedValues(labels.values, labels.geometry.extent, result.geometry.extent, 1, arrangement);
    return result;
}

} // namespace seg::imaging
