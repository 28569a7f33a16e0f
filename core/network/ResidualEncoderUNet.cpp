// SPDX-License-Identifier: Apache-2.0
#include "core/network/ResidualEncoderUNet.h"

#include "core/network/DeepSupervision.h"

#include <ATen/ATen.h>

namespace seg::network {

ResidualEncoderUNet::ResidualEncoderUNet(const planning::ArchitectureSpec& architecture, int inputChannels,
                                         int heads, std::uint64_t seed)
    : m_outputs(outputCount(architecture.stageCount()))
{
    ParameterList parameters(m_parameters, seed);
    const std::vector<std::int64_t> ones(static_cast<std::size_t>(architecture.dimensions()), 1);
    std::int64_t inputs = architecture.features[0];
    m_stem.emplace_back(parameters, "encoder.stem",
                        ConvBlockOptions{inputChannels, inputs, row(architecture.kernelSizes[0]), ones}, 1);
    for (std::size_t stage = 0; stage < architecture.features.size(); ++stage) {
        ConvBlockOptions options{inputs, architecture.features[stage], row(architecture.kernelSizes[stage]),
                                 row(architecture.strides[stage])};
        auto& blocks = m_encoder.emplace_back();
        for (int block = 0; block < architecture.blocksPerStage[stage]; ++block) {
            blocks.emplace_back(
                parameters, "encoder.stages." + std::to_string(stage) + ".blocks." + std::to_string(block),
                options);
            options.inputs = options.outputs;
            options.stride = ones;
        }
        inputs = architecture.features[stage];
    }
    m_decoder.emplace_back(parameters, architecture, heads);
}

std::vector<at::Tensor> ResidualEncoderUNet::forward(const at::Tensor& input, bool deepSupervision)
{
    std::vector<at::Tensor> skips;
    at::Tensor value = m_stem.front().forward(input);
    for (const auto& stage : m_encoder) {
        for (const ResidualBlock& block : stage) {
            value = block.forward(value);
        }
        skips.push_back(value);
    }
    value.reset();
    return m_decoder.front().forward(std::move(skips), deepSupervision ? m_outputs : 1);
}

} // namespace seg::network
