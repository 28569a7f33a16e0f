// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/network/UNetDecoder.h"

#include <vector>

namespace seg::network {

/// nnU-Net's PlainConvUNet (nnunet-v2 §7.2).
class PlainUNet final : public Network {
public:
    PlainUNet(const planning::ArchitectureSpec& architecture, int inputChannels, int heads,
              std::uint64_t seed);
    [[nodiscard]] std::vector<at::Tensor> forward(const at::Tensor& input, bool deepSupervision) override;

private:
    int m_outputs; // with deep supervision
    std::vector<ConvStack> m_encoder;
    std::vector<UNetDecoder> m_decoder; // one; after the encoder, whose parameters come first
};

} // namespace seg::network
