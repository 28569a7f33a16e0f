// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/network/ResidualBlock.h"
#include "core/network/UNetDecoder.h"

#include <vector>

namespace seg::network {

/// nnU-Net's ResidualEncoderUNet (nnunet-v2 §7.3).
class ResidualEncoderUNet final : public Network {
public:
    ResidualEncoderUNet(const planning::ArchitectureSpec& architecture, int inputChannels, int heads,
                        std::uint64_t seed);
    [[nodiscard]] std::vector<at::Tensor> forward(const at::Tensor& input, bool deepSupervision) override;

private:
    int m_outputs; // with deep supervision
    std::vector<ConvStack> m_stem;
    std::vector<std::vector<ResidualBlock>> m_encoder;
    std::vector<UNetDecoder> m_decoder;
};

} // namespace seg::network
