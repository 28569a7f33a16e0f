// SPDX-License-Identifier: Apache-2.0
#include "core/network/UNetDecoder.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace seg::network {

std::vector<std::int64_t> row(const std::vector<int>& values)
{
    return {values.begin(), values.end()};
}

UNetDecoder::UNetDecoder(ParameterList& parameters, const planning::ArchitectureSpec& architecture, int heads)
{
    const int stages = architecture.stageCount() - 1;
    const auto encoderStage = [&](int decoderStage) {
        return static_cast<std::size_t>(stages - 1 - decoderStage);
    };
    const auto dimensions = static_cast<std::size_t>(architecture.dimensions());
    for (int stage = 0; stage < stages; ++stage) {
        const std::size_t level = encoderStage(stage);
        const std::int64_t features = architecture.features[level];
        m_stages.emplace_back(parameters, "decoder.stages." + std::to_string(stage),
                              ConvBlockOptions{2 * features, features, row(architecture.kernelSizes[level]),
                                               std::vector<std::int64_t>(dimensions, 1)},
                              architecture.decoderConvolutions[static_cast<std::size_t>(stage)]);
    }
    for (int stage = 0; stage < stages; ++stage) {
        const std::size_t level = encoderStage(stage);
        m_upsampling.emplace_back(parameters, "decoder.transpconvs." + std::to_string(stage),
                                  architecture.features[level + 1], architecture.features[level],
                                  row(architecture.strides[level + 1]), /*transposed=*/true);
    }
    for (int stage = 0; stage < stages; ++stage) {
        m_heads.emplace_back(parameters, "decoder.seg_layers." + std::to_string(stage),
                             architecture.features[encoderStage(stage)], heads,
                             std::vector<std::int64_t>(dimensions, 1), /*transposed=*/false);
    }
}

std::vector<at::Tensor> UNetDecoder::forward(std::vector<at::Tensor> skips, int outputs) const
{
    std::vector<at::Tensor> logits;
    at::Tensor value = std::move(skips.back());
    skips.pop_back();
    for (std::size_t stage = 0; stage < m_stages.size(); ++stage) {
        const at::Tensor joined = at::cat({m_upsampling[stage].forward(value), skips.back()}, 1);
        skips.pop_back();
        value = m_stages[stage].forward(joined);
        if (m_stages.size() - stage <= static_cast<std::size_t>(outputs)) {
            logits.push_back(m_heads[stage].forward(value).contiguous());
        }
    }
    std::ranges::reverse(logits);
    return logits;
}

} // namespace seg::network
