// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/network/ConvBlock.h"

#include <optional>

namespace seg::network {

/// Two convolutions with a skip connection: nnU-Net's BasicBlockD (nnunet-v2 §7.1). The skip pools where the
/// block has a stride and projects (1×1 convolution, norm) where the number of channels changes. The second
/// norm starts at zero, so that a fresh block passes its input on.
class ResidualBlock {
public:
    ResidualBlock(ParameterList& parameters, const std::string& name, const ConvBlockOptions& options);
    [[nodiscard]] at::Tensor forward(const at::Tensor& input) const;

private:
    std::vector<std::int64_t> m_stride;
    bool m_pools;
    ConvBlock m_first;
    ConvBlock m_second;
    std::optional<ConvBlock> m_projection;
};

} // namespace seg::network
