// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/preprocessing/Resampling.h"

namespace seg::preprocessing {

/// resampleData() for ResamplingKind::Torch and extents that differ. \param axis  0 when it is separate, else
/// none.
[[nodiscard]] std::vector<float> resampleDataAsTorch(std::span<const float> values, std::int64_t channels,
                                                     const Extent& from, const Extent& to,
                                                     std::optional<int> axis, const ResampleOptions& options,
                                                     const TaskContext& context);

/// resampleLabels() for ResamplingKind::Torch and extents that differ. \param axis  0 when it is separate,
/// else none.
[[nodiscard]] std::vector<std::int16_t>
resampleLabelsAsTorch(std::span<const std::int16_t> labels, const Extent& from, const Extent& to,
                      std::optional<int> axis, const ResampleOptions& options, const TaskContext& context);

} // namespace seg::preprocessing
