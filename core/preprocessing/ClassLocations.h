// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Task.h"
#include "core/dataset/LabelScheme.h"
#include "core/preprocessing/PreprocessedStore.h"

#include <cstdint>
#include <span>
#include <vector>

namespace seg::preprocessing {

/// The label sets whose voxels are remembered: foreground regions, else foreground labels; with an ignore
/// label also the annotated area, -1 and all labels (nnunet-v2 §4.1 step 7).
[[nodiscard]] std::vector<std::vector<int>> sampledClasses(const dataset::LabelScheme& labels);

/// Draws voxels of each class without replacement: all up to 10 000, at least 1 % of them.
/// \param label    [Z, Y, X] of `extent`, preprocessed.
/// \param classes  labels of each class, in the order in which a region lists them.
/// \return  one entry per class, also for absent ones.
/// \throws seg::Error  InvalidArgument: 2^32 voxels or more; Cancelled.
/// \par Source  nnU-Net v2 `_sample_foreground_locations`, RandomState(1234). Deviation: none.
[[nodiscard]] std::vector<ClassLocations> sampleClassLocations(std::span<const std::int16_t> label,
                                                               const Extent& extent,
                                                               const std::vector<std::vector<int>>& classes,
                                                               const TaskContext& context = {});

} // namespace seg::preprocessing
