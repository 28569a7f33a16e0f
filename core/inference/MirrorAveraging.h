// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/SlidingWindow.h"

#include <span>
#include <vector>

namespace seg::inference {

/// The axes that a model trained with mirroring was mirrored along: all of its spatial axes, 0 the first.
[[nodiscard]] std::vector<int> allMirrorAxes(int dimensions);

/// Every subset of the axes, in the reference's order: none, single axes, pairs, all.
[[nodiscard]] std::vector<std::vector<int>> mirrorCombinations(std::span<const int> axes);

/// Mean of the network's logits over all mirrored variants of the windows, each flipped back: summed in the
/// network's type in the order of mirrorCombinations(), divided at the end. \param windows        [N, C, (Z,)
/// Y, X]. \param inputsPerCall  how many variants × windows one network call may get; at least 1. \param
/// between        called before each network call; may throw to stop. \return               [N, K, (Z,) Y,
/// X].
[[nodiscard]] at::Tensor mirrorAveraged(const at::Tensor& windows, std::span<const int> axes,
                                        const Forward& forward, std::int64_t inputsPerCall,
                                        const std::function<void()>& between = {});

} // namespace seg::inference
