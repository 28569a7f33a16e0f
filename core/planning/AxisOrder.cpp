// SPDX-License-Identifier: Apache-2.0
#include "core/planning/AxisOrder.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace seg::planning {

namespace {

template <class Values> Values reordered(const Values& values, const AxisOrder& forward) noexcept
{
    Values result{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        result[axis] = values[static_cast<std::size_t>(forward[axis])];
    }
    return result;
}

} // namespace

AxisOrder coarsestAxisFirst(const Spacing& spacing) noexcept
{
    const auto coarsest = static_cast<int>(
        std::distance(spacing.mm.begin(), std::max_element(spacing.mm.begin(), spacing.mm.end())));
    AxisOrder order{coarsest, 0, 0};
    std::size_t next = 1;
    for (int axis = 0; axis < 3; ++axis) {
        if (axis != coarsest) {
            order[next++] = axis;
        }
    }
    return order;
}

AxisOrder inverse(const AxisOrder& forward) noexcept
{
    AxisOrder backward{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        backward[static_cast<std::size_t>(forward[axis])] = static_cast<int>(axis);
    }
    return backward;
}

bool isAxisOrder(const AxisOrder& order) noexcept
{
    AxisOrder sorted = order;
    std::sort(sorted.begin(), sorted.end());
    return sorted == AxisOrder{0, 1, 2};
}

Spacing transposed(const Spacing& spacing, const AxisOrder& forward) noexcept
{
    return {reordered(spacing.mm, forward)};
}

Extent transposed(const Extent& extent, const AxisOrder& forward) noexcept
{
    return {reordered(extent.voxels, forward)};
}

Box transposed(const Box& box, const AxisOrder& forward) noexcept
{
    return {reordered(box.low, forward), reordered(box.high, forward)};
}

} // namespace seg::planning
