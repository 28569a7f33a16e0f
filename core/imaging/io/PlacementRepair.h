// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/imaging/Geometry.h"

#include <string>

/// What is done about headers whose spacing, origin or direction cannot be as they say. Every repair is
/// noted.
namespace seg::imaging {

/// nnU-Net's third spacing of a 2-D scan, times the larger of the two.
inline constexpr double kFlatSpacingFactor = 999.0;

/// Cosine between two voxel axes above which they count as skewed.
inline constexpr double kSkewTolerance = 1e-3;

/// Appends a sentence to a note.
void appendNote(std::string& note, const std::string& sentence);

/// The orthonormal matrix nearest to one whose columns have length 1.
[[nodiscard]] Matrix3 nearestOrthonormal(const Matrix3& matrix);

/// Largest absolute cosine between two columns of length 1.
[[nodiscard]] double skewOf(const Matrix3& matrix) noexcept;

/// Whether three columns of length 1 lie, all but, in one plane and so place nothing.
[[nodiscard]] bool isFlat(const Matrix3& matrix) noexcept;

/// Makes a geometry usable: spacings positive and finite, the direction's columns of length 1 and
/// perpendicular, the origin finite. What was already so stays as it is, to the bit.
void repairPlacement(Geometry& geometry, std::string& note);

} // namespace seg::imaging
