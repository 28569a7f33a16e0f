// SPDX-License-Identifier: Apache-2.0
#include "core/network/ConvBlock.h"

#include "core/kernels/ChannelsLast.h"
#include "core/kernels/NormActivation.h"

#include <ATen/ATen.h>

#include <functional>
#include <numeric>

namespace seg::network {

namespace {

std::int64_t productOf(const std::vector<std::int64_t>& values)
{
    return std::accumulate(values.begin(), values.end(), std::int64_t{1}, std::multiplies<>());
}

std::vector<std::int64_t> weightShape(std::int64_t first, std::int64_t second,
                                      const std::vector<std::int64_t>& kernel)
{
    std::vector<std::int64_t> shape{first, second};
    shape.insert(shape.end(), kernel.begin(), kernel.end());
    return shape;
}

at::Tensor convolve(const at::Tensor& input, const at::Tensor& weight, const at::Tensor& bias,
                    const std::vector<std::int64_t>& stride, const std::vector<std::int64_t>& padding,
                    bool transposed)
{
    const std::vector<std::int64_t> ones(stride.size(), 1);
    const std::vector<std::int64_t> zeros(stride.size(), 0);
    const at::Tensor ordered = input.device().is_cpu() ? kernels::channelsLast(input) : input;
    return at::convolution(ordered, weight, bias.defined() ? std::optional(bias) : std::nullopt, stride,
                           padding,
                           /*dilation=*/ones, transposed, /*output_padding=*/zeros, /*groups=*/1);
}

} // namespace

ConvBlock::ConvBlock(ParameterList& parameters, const std::string& name, const ConvBlockOptions& options)
    : m_options(options)
{
    for (const std::int64_t size : options.kernel) {
        m_padding.push_back((size - 1) / 2);
    }
    m_weight = parameters.kaiming(name + ".conv.weight",
                                  weightShape(options.outputs, options.inputs, options.kernel),
                                  options.inputs * productOf(options.kernel));
    if (options.bias) {
        m_bias = parameters.constant(name + ".conv.bias", {options.outputs}, 0.0);
    }
    m_scale = parameters.constant(name + ".norm.weight", {options.outputs}, 1.0);
    m_shift = parameters.constant(name + ".norm.bias", {options.outputs}, 0.0);
}

at::Tensor ConvBlock::forward(const at::Tensor& input) const
{
    const at::Tensor sum =
        convolve(input, m_weight, m_bias, m_options.stride, m_padding, /*transposed=*/false);
    return kernels::normActivation(sum, m_scale, m_shift, /*epsilon=*/1e-5,
                                   m_options.activation ? 0.01 : 1.0);
}

PlainConvolution::PlainConvolution(ParameterList& parameters, const std::string& name, std::int64_t inputs,
                                   std::int64_t outputs, const std::vector<std::int64_t>& kernel,
                                   bool transposed)
    : m_stride(transposed ? kernel : std::vector<std::int64_t>(kernel.size(), 1)), m_transposed(transposed)
{
    // torch counts the fan-in of a transposed convolution from its output channels (nnunet-v2 §7.6).
    const std::int64_t fanIn = (transposed ? outputs : inputs) * productOf(kernel);
    const auto shape =
        transposed ? weightShape(inputs, outputs, kernel) : weightShape(outputs, inputs, kernel);
    m_weight = parameters.kaiming(name + ".weight", shape, fanIn);
    m_bias = parameters.constant(name + ".bias", {outputs}, 0.0);
}

at::Tensor PlainConvolution::forward(const at::Tensor& input) const
{
    return convolve(input, m_weight, m_bias, m_stride, std::vector<std::int64_t>(m_stride.size(), 0),
                    m_transposed);
}

ConvStack::ConvStack(ParameterList& parameters, const std::string& name, const ConvBlockOptions& first,
                     int count)
{
    ConvBlockOptions options = first;
    for (int index = 0; index < count; ++index) {
        m_blocks.emplace_back(parameters, name + ".convs." + std::to_string(index), options);
        options.inputs = options.outputs;
        options.stride.assign(options.stride.size(), 1);
    }
}

at::Tensor ConvStack::forward(at::Tensor value) const
{
    for (const ConvBlock& block : m_blocks) {
        value = block.forward(value);
    }
    return value;
}

} // namespace seg::network
