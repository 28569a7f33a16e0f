// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reporting/ReportData.h"

#include <string>

namespace seg::reporting {

// Each gives one <svg> element in the light tokens; colors of classes are those of the labels.

/// Patch Dice of every epoch: mean bold, classes thin, moving average dashed, whole-volume validation as a
/// ring.
[[nodiscard]] std::string diceCurves(const ReportData& data, int width);
[[nodiscard]] std::string lossCurves(const ReportData& data, int width);

/// A dot per case and a box per class.
[[nodiscard]] std::string diceBoxes(const ReportData& data, int width);
/// Predicted against true volume, ml, with the line of agreement. Empty when volumes are not known.
[[nodiscard]] std::string volumeScatter(const ReportData& data, int width);

} // namespace seg::reporting
