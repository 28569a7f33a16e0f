// SPDX-License-Identifier: Apache-2.0
#include "core/kernels/ChannelsLast.h"

#include <ATen/ATen.h>

namespace seg::kernels {

at::Tensor channelsLast(const at::Tensor& tensor)
{
    const auto order = tensor.dim() == 5 ? at::MemoryFormat::ChannelsLast3d : at::MemoryFormat::ChannelsLast;
    if (tensor.suggest_memory_format() == order && tensor.is_contiguous(order)) {
        return tensor;
    }
    return at::empty(tensor.sizes(), tensor.options(), order).copy_(tensor);
}

} // namespace seg::kernels
