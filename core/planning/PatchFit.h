// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/planning/Plan.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace seg::planning {

/// Whether a configuration can be trained with another patch, and by which network. Axes (z,) y, x.
struct PatchFit {
    std::vector<std::string> problems; ///< sentences; empty when it can
    ArchitectureSpec architecture;     ///< for this patch; the planned one when it cannot
    std::vector<std::int64_t> divisor; ///< a patch must be a multiple of, per axis
    std::vector<std::int64_t> nearest; ///< patch that can; the wanted one if it can
};

/// A network that follows nnU-Net v2's pooling rule for the configuration's own spacing and patch is planned
/// anew by this rule; another one stays.
/// \param spacing       mm, each > 0.
/// \param medianExtent  of a case at this spacing; an axis that is never halved need not keep 4 voxels where
/// this, or the planned patch, has fewer.
[[nodiscard]] PatchFit fitPatch(const Configuration& planned, std::span<const double> spacing,
                                std::span<const double> medianExtent, std::span<const std::int64_t> wanted);

/// "z", "y" or "x" of a list of 2 or 3 axes.
[[nodiscard]] std::string_view axisName(std::size_t axis, std::size_t axes) noexcept;

} // namespace seg::planning
