// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/imaging/Geometry.h"

#include <QString>

#include <cstdint>
#include <map>
#include <string>

namespace seg::gui {

/// How measured things read in tables: always with fixed decimals, in the order x, y, z that people know from
/// viewers.
[[nodiscard]] QString extentText(const Extent& extent);    ///< "35 × 51 × 35"
[[nodiscard]] QString spacingText(const Spacing& spacing); ///< "1.00 × 1.00 × 1.00", mm
[[nodiscard]] QString intensityText(double value);         ///< whole numbers plain, small ranges with digits
[[nodiscard]] QString labelValuesText(const std::map<int, std::int64_t>& voxels); ///< "0 1 2"
[[nodiscard]] QString countText(qint64 count, const QString& one,
                                const QString& many); ///< "1 case", "200 cases"

/// "0.893"; a dash for a class that nothing was measured of.
[[nodiscard]] QString diceText(double value);

/// "Hippocampus" of "Dataset004_Hippocampus".
[[nodiscard]] QString datasetTitle(const std::string& name);

/// "No driver was found." of the engine's "no driver was found", which it sets into sentences of its own.
[[nodiscard]] QString sentenceText(QString words);

} // namespace seg::gui
