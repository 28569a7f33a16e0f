// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/viewmodels/TrainingViewModel.h"
#include "gui/widgets/CurvePlot.h"

#include <vector>

namespace seg::gui {

/// The curves of a run as the four charts show them; x is the epoch, counted from 1.
[[nodiscard]] std::vector<Curve> diceCurves(const std::vector<training::EpochMetrics>& epochs,
                                            const std::vector<LearntClass>& classes,
                                            const database::RunRecord& run);
[[nodiscard]] std::vector<Curve> lossCurves(const std::vector<training::EpochMetrics>& epochs);
[[nodiscard]] std::vector<Curve> rateCurves(const std::vector<training::EpochMetrics>& epochs);
/// Seconds on the left, memory in GiB on the right axis.
[[nodiscard]] std::vector<Curve> timeCurves(const std::vector<training::EpochMetrics>& epochs);

} // namespace seg::gui
