// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/network/NetworkFactory.h"

#include <cstdint>
#include <string>
#include <vector>

namespace seg::network {

/// Makes the parameters of a network in the order in which the blocks ask for them.
class ParameterList {
public:
    ParameterList(std::vector<NamedTensor>& target, std::uint64_t seed) : m_target(target), m_seed(seed) {}

    /// Normal numbers with the deviation sqrt(2 / (1 + 0.01²) / fanIn), a function of seed and name alone.
    at::Tensor kaiming(const std::string& name, const std::vector<std::int64_t>& shape, std::int64_t fanIn);
    at::Tensor constant(const std::string& name, const std::vector<std::int64_t>& shape, double value);

private:
    at::Tensor add(const std::string& name, at::Tensor tensor);

    std::vector<NamedTensor>& m_target; // of the network under construction
    std::uint64_t m_seed;
};

} // namespace seg::network
