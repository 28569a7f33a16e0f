// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/network/ConvBlock.h"

#include <vector>

namespace seg::network {

/// Rows of a specification as LibTorch wants them.
[[nodiscard]] std::vector<std::int64_t> row(const std::vector<int>& values);

/// The upward half that both networks share: transposed convolution, concatenation [upsampled, skip],
/// convolutions, and a 1×1 output at every resolution (nnunet-v2 §7.2).
class UNetDecoder {
public:
    UNetDecoder(ParameterList& parameters, const planning::ArchitectureSpec& architecture, int heads);

    /// \param skips    outputs of the encoder's stages, finest first; emptied on the way.
    /// \param outputs  how many resolutions to give logits for, finest first.
    [[nodiscard]] std::vector<at::Tensor> forward(std::vector<at::Tensor> skips, int outputs) const;

private:
    std::vector<ConvStack> m_stages; // coarsest first, as all three
    std::vector<PlainConvolution> m_upsampling;
    std::vector<PlainConvolution> m_heads;
};

} // namespace seg::network
