// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace seg::inference {

/// How much each voxel of a window counts when windows are merged: a Gaussian around the patch centre with
/// sigma = patch / 8 per axis, largest value 10, rounded to half precision, nowhere zero.
/// \param patchSize  2 or 3 entries.
/// \return           one value per voxel of the patch, C order; each is exactly a float16 value.
/// \par Source  nnunet-v2 §10.4.
[[nodiscard]] std::vector<float> gaussianImportance(std::span<const std::int64_t> patchSize);

} // namespace seg::inference
