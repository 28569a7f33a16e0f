// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/LabelColors.h"
#include "core/imaging/Volume.h"
#include "core/reporting/PngWriter.h"

#include <cstdint>

namespace seg::reporting {

/// The axial slice of a case that has the most voxels in which prediction and truth differ (the one with the
/// most truth when they agree), cut out around the labels, seen as radiologists do: patient right on the
/// left, anterior up. Prediction filled in the label colors with outline, truth as a white outline over it.
///
/// \param image       the first channel is shown, its 1 % to 99 % percentiles from black to white.
/// \param prediction, truth  on the grid of `image`.
/// \param height      pixels of the result; the width follows from the millimetres.
/// \param colors      chosen for the labels.
/// \return            an empty picture when neither mask has a voxel.
/// \throws seg::Error  InvalidArgument when the extents differ.
[[nodiscard]] Picture worstSlice(const Volume& image, const LabelMap& prediction, const LabelMap& truth,
                                 int height, const dataset::LabelColors& colors = {});

/// Index of that slice along the array axis that runs most nearly from feet to head.
struct SliceChoice {
    int axis = 0; ///< of the array, 0 is z
    std::int64_t index = 0;
    std::int64_t differing = 0; ///< voxels
};
[[nodiscard]] SliceChoice chooseSlice(const LabelMap& prediction, const LabelMap& truth);

} // namespace seg::reporting
