// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/imaging/Geometry.h"

#include <array>

namespace seg::planning {

/// `forward[i]` is the scan's axis that becomes axis i: transposed[i] = original[forward[i]].
using AxisOrder = std::array<int, 3>;

/// The axis with the largest spacing first (the first of equals), the others in ascending order (nnunet-v2
/// §3.3).
[[nodiscard]] AxisOrder coarsestAxisFirst(const Spacing& spacing) noexcept;

/// The order that undoes `forward`.
[[nodiscard]] AxisOrder inverse(const AxisOrder& forward) noexcept;

/// Whether it names each of the axes 0, 1, 2 once.
[[nodiscard]] bool isAxisOrder(const AxisOrder& order) noexcept;

[[nodiscard]] Spacing transposed(const Spacing& spacing, const AxisOrder& forward) noexcept;
[[nodiscard]] Extent transposed(const Extent& extent, const AxisOrder& forward) noexcept;
[[nodiscard]] Box transposed(const Box& box, const AxisOrder& forward) noexcept;

} // namespace seg::planning
