// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>

namespace seg::kernels {

/// Instance normalization followed by LeakyReLU, with gradients: `leaky_relu(instance_norm(input) * scale +
/// shift)`.
///
/// On the CPU in float32 one vectorized kernel in channels-last order reads the input twice and writes once,
/// and only the input and four numbers per channel are kept for the backward pass; elsewhere LibTorch's own
/// operators do it. Both agree to 1e-5 relative. Deterministic: each channel of each sample is summed in a
/// fixed order whatever the number of threads.
///
/// \param input  [N, C, (Z,) Y, X]; more than one voxel per channel.
/// \param scale  [C]; \param shift [C].
/// \param epsilon  added to the variance. \param slope  of the negative half, > 0; 1 leaves the activation
/// out. \return  the same shape, dense; on the CPU in channels-last order.
[[nodiscard]] at::Tensor normActivation(const at::Tensor& input, const at::Tensor& scale,
                                        const at::Tensor& shift, double epsilon = 1e-5, double slope = 0.01);

} // namespace seg::kernels
