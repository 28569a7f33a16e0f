// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/planning/Plan.h"

#include <cstdint>
#include <vector>

namespace seg::network {

/// Weights of the loss at the decoder's outputs, finest first, without those that are zero (nnunet-v2 §8.3):
/// 1, 1/2, 1/4 … with the coarsest dropped, normalized to sum 1. A network of two stages has the one weight
/// 1, where the reference divides zero by zero.
[[nodiscard]] std::vector<double> deepSupervisionWeights(int stages);

/// Number of outputs that deep supervision looks at: the length of deepSupervisionWeights().
[[nodiscard]] int outputCount(int stages);

/// Voxels of each such output for a patch, finest first, order (z,) y, x.
[[nodiscard]] std::vector<std::vector<std::int64_t>>
outputExtents(const planning::ArchitectureSpec& architecture, const std::vector<std::int64_t>& patchSize);

} // namespace seg::network
