// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/planning/Plan.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace seg {

/// A parameter under its canonical nnU-Net name, e.g. "encoder.stages.0.0.convs.0.conv.weight" (nnunet-v2
/// §7).
struct NamedTensor {
    std::string name;
    at::Tensor tensor;
};

/// A U-Net with its weights. Not thread-safe; forward() alone may run in several threads under no-grad.
class Network {
public:
    virtual ~Network() = default;

    /// \param input            float32 [N, C, (Z,) Y, X] on device(); each axis divisible by the product of
    /// its strides. \param deepSupervision  true: every output that the loss looks at, finest first (see
    /// outputCount());
    ///                         false: the finest only.
    /// \return  logits [N, K, (Z,) Y, X], one tensor per output. Records a graph unless at::NoGradGuard is
    /// active.
    [[nodiscard]] virtual std::vector<at::Tensor> forward(const at::Tensor& input, bool deepSupervision) = 0;

    /// Every parameter once, in the order of nnU-Net's optimizer. The tensors alias the network's own.
    [[nodiscard]] const std::vector<NamedTensor>& parameters() const noexcept { return m_parameters; }

    /// Number of single weights.
    [[nodiscard]] std::int64_t parameterCount() const;

    [[nodiscard]] at::Device device() const;

    /// Moves the parameters; tensors taken from parameters() before keep aliasing them.
    void moveTo(at::Device device);

    /// Copies values into the parameters. Names and shapes must be exactly those of parameters(), in any
    /// order. \param source  named in the error, usually the checkpoint's path. \throws seg::Error  BadInput
    /// naming the first parameter that is missing, unknown or of another shape; then nothing
    ///   has been copied.
    void load(const std::vector<NamedTensor>& values, const std::string& source);

protected:
    Network() = default;
    std::vector<NamedTensor> m_parameters;
};

namespace network {

/// Builds the network of a plan, on the CPU, with Kaiming-normal weights (leaky slope 0.01, fan-in), zero
/// biases and unit norm scales (nnunet-v2 §7.6). The values depend on the seed and on each parameter's name,
/// not on order or threads. \param inputChannels  channels of a scan, >= 1. \param heads          output
/// channels, LabelScheme::headCount(). \throws seg::Error  InvalidArgument for a specification whose rows do
/// not fit each other.
[[nodiscard]] std::shared_ptr<Network> makeNetwork(const planning::ArchitectureSpec& architecture,
                                                   int inputChannels, int heads, std::uint64_t seed);

} // namespace network
} // namespace seg
