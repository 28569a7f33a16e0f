// SPDX-License-Identifier: Apache-2.0
#include "core/network/PlainUNet.h"

#include "core/network/DeepSupervision.h"

#include <ATen/ATen.h>

namespace seg::network {

PlainUNet::PlainUNet(const planning::ArchitectureSpec& architecture, int inputChannels, int heads,
                     std::uint64_t seed)
    : m_outputs(outputCount(architecture.stageCount()))
{
    ParameterList parameters(m_parameters, seed);
    std::int64_t inputs = inputChannels;
    for (std::size_t stage = 0; stage < architecture.features.size(); ++stage) {
        m_encoder.emplace_back(parameters, "encoder.stages." + std::to_string(stage) + ".0",
                               ConvBlockOptions{inputs, architecture.features[stage],
                                                row(architecture.kernelSizes[stage]),
                                                row(architecture.strides[stage])},
                               architecture.blocksPerStage[stage]);
        inputs = architecture.features[stage];
    }
    m_decoder.emplace_back(parameters, architecture, heads);
}

std::vector<at::Tensor> PlainUNet::forward(const at::Tensor& input, bool deepSupervision)
{
    std::vector<at::Tensor> skips;
    at::Tensor value = input;
    for (const ConvStack& stage : m_encoder) {
        value = stage.forward(value);
        skips.push_back(value);
    }
    value.reset();
    return m_decoder.front().forward(std::move(skips), deepSupervision ? m_outputs : 1);
}

} // namespace seg::network
