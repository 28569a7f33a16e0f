// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/augmentation/PatchSource.h"
#include "core/base/Random.h"
#include "core/preprocessing/PreprocessedStore.h"

#include <array>
#include <vector>

namespace seg::augmentation {

/// Which start positions a window may take along each axis: [low, high], both included.
struct PositionRange {
    std::array<std::int64_t, 3> low{};
    std::array<std::int64_t, 3> high{};
};

/// \param extent  of the case. \param window  initial patch. \param patch  final patch; equal to window for
/// validation. \par Source  nnunet-v2 §5.3.
[[nodiscard]] PositionRange positionRange(const Extent& extent, const Extent& window, const Extent& patch);

/// Whether sample `index` of a batch must show foreground: the last `fraction` of the batch do. nnunet-v2
/// §5.2.
[[nodiscard]] bool isForegroundForced(int index, int batchSize, double fraction);

/// Draws the first voxel of the window in the case.
/// \param forced     centre on a voxel of a class, every class of the case equally likely.
/// \param hasIgnore  the dataset has an ignore label: then unforced windows are centred on annotated voxels.
[[nodiscard]] std::array<std::int64_t, 3> drawPosition(const preprocessing::CaseProperties& properties,
                                                       const Extent& window, const Extent& patch, bool forced,
                                                       bool hasIgnore, RandomStream& random);

} // namespace seg::augmentation
