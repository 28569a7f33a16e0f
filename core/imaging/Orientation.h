// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/imaging/Volume.h"

#include <array>
#include <string_view>

namespace seg::imaging {

/// How the axes of one grid follow from those of another by exchanging and turning round axes: nothing is
/// resampled. Axes are counted in array order (z, y, x).
struct AxisArrangement {
    std::array<std::size_t, 3> source{0, 1, 2}; ///< which axis of the old grid becomes axis a of the new one
    std::array<bool, 3> reversed{false, false, false}; ///< whether axis a of the new grid runs the other way

    [[nodiscard]] bool isIdentity() const noexcept { return *this == AxisArrangement{}; }
    [[nodiscard]] AxisArrangement inverse() const noexcept; ///< leads back
    bool operator==(const AxisArrangement&) const = default;
};

/// The arrangement after which the voxel axes i, j, k point as near as they can to the letters, e.g. "RAS" or
/// "LPS". \throws seg::Error  InvalidArgument when the three letters do not name one direction of each axis.
/// \par Source  as ITK's OrientImageFilter and nibabel's as_closest_canonical for "RAS" (ties go to the lower
/// axis).
[[nodiscard]] AxisArrangement arrangementTowards(const Geometry& geometry, std::string_view code);

/// Applies an arrangement: every voxel keeps its value and its place in the patient.
/// arranged(arranged(v, a), a.inverse()) equals v; its geometry to rounding in the origin.
[[nodiscard]] Geometry arranged(const Geometry& geometry, const AxisArrangement& arrangement);
[[nodiscard]] Volume arranged(const Volume& volume, const AxisArrangement& arrangement);
[[nodiscard]] LabelMap arranged(const LabelMap& labels, const AxisArrangement& arrangement);

} // namespace seg::imaging
