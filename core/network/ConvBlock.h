// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/network/ParameterList.h"

#include <string>
#include <vector>

namespace seg::network {

struct ConvBlockOptions {
    std::int64_t inputs = 1;
    std::int64_t outputs = 1;
    std::vector<std::int64_t> kernel; ///< 2 or 3 entries; padding is (kernel - 1) / 2
    std::vector<std::int64_t> stride;
    bool bias = true;
    bool activation = true;
};

/// Convolution, instance normalization, LeakyReLU (nnunet-v2 §7.1).
class ConvBlock {
public:
    /// Parameters are named `<name>.conv.weight`, `.conv.bias`, `.norm.weight`, `.norm.bias`.
    ConvBlock(ParameterList& parameters, const std::string& name, const ConvBlockOptions& options);

    [[nodiscard]] at::Tensor forward(const at::Tensor& input) const; // [N, inputs, …] → [N, outputs, …]
    [[nodiscard]] at::Tensor& normScale() noexcept { return m_scale; }
    [[nodiscard]] at::Tensor& normShift() noexcept { return m_shift; }

private:
    ConvBlockOptions m_options;
    std::vector<std::int64_t> m_padding;
    at::Tensor m_weight;
    at::Tensor m_bias; // undefined without bias
    at::Tensor m_scale;
    at::Tensor m_shift;
};

/// Convolution without norm: the decoder's outputs (kernel 1) and, transposed, its upsampling (kernel =
/// stride).
class PlainConvolution {
public:
    PlainConvolution(ParameterList& parameters, const std::string& name, std::int64_t inputs,
                     std::int64_t outputs, const std::vector<std::int64_t>& kernel, bool transposed);
    [[nodiscard]] at::Tensor forward(const at::Tensor& input) const;

private:
    std::vector<std::int64_t> m_stride;
    bool m_transposed;
    at::Tensor m_weight;
    at::Tensor m_bias;
};

/// The stacked convolutions of one stage; only the first carries the stage's stride and channel change.
class ConvStack {
public:
    /// Block i is named `<name>.convs.<i>`.
    ConvStack(ParameterList& parameters, const std::string& name, const ConvBlockOptions& first, int count);
    [[nodiscard]] at::Tensor forward(at::Tensor value) const;

private:
    std::vector<ConvBlock> m_blocks;
};

} // namespace seg::network
