// SPDX-License-Identifier: Apache-2.0
#include "core/network/ResidualBlock.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace seg::network {

namespace {

ConvBlockOptions secondOf(ConvBlockOptions options)
{
    options.inputs = options.outputs;
    options.stride.assign(options.stride.size(), 1);
    options.activation = false;
    return options;
}

ConvBlockOptions projectionOf(ConvBlockOptions options)
{
    options.kernel.assign(options.kernel.size(), 1);
    options.stride.assign(options.stride.size(), 1);
    options.bias = false;
    options.activation = false;
    return options;
}

at::Tensor averagePool(const at::Tensor& input, const std::vector<std::int64_t>& stride)
{
    return stride.size() == 3 ? at::avg_pool3d(input, stride, stride) : at::avg_pool2d(input, stride, stride);
}

} // namespace

ResidualBlock::ResidualBlock(ParameterList& parameters, const std::string& name,
                             const ConvBlockOptions& options)
    : m_stride(options.stride),
      m_pools(std::ranges::any_of(options.stride, [](std::int64_t step) { return step != 1; })),
      m_first(parameters, name + ".conv1", options), m_second(parameters, name + ".conv2", secondOf(options))
{
    const at::NoGradGuard guard;
    m_second.normScale().zero_();
    if (options.inputs != options.outputs) {
        m_projection.emplace(parameters, name + (m_pools ? ".skip.1" : ".skip.0"), projectionOf(options));
    }
}

at::Tensor ResidualBlock::forward(const at::Tensor& input) const
{
    at::Tensor skip = m_pools ? averagePool(input, m_stride) : input;
    if (m_projection) {
        skip = m_projection->forward(skip);
    }
    return at::leaky_relu(m_second.forward(m_first.forward(input)) + skip, 0.01);
}

} // namespace seg::network
