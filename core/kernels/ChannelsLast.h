// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>

namespace seg::kernels {

/// The tensor with its channels side by side in memory, voxel after voxel: the order in which convolutions on
/// the CPU need no rearranging before and after. Shape, values and gradients are unchanged; no copy where the
/// order is this already.
///
/// \param tensor  [N, C, (Z,) Y, X].
/// \return  the same shape, with LibTorch's strides of channels-last even where one channel or one voxel
/// leaves the choice open, since LibTorch picks a convolution's memory order by the strides.
[[nodiscard]] at::Tensor channelsLast(const at::Tensor& tensor);

} // namespace seg::kernels
