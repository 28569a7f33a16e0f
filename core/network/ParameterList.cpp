// SPDX-License-Identifier: Apache-2.0
#include "core/network/ParameterList.h"

#include "core/base/Random.h"

#include <ATen/ATen.h>

#include <cmath>
#include <string_view>

namespace seg::network {

namespace {

/// FNV-1a: turns a parameter's name into the key of its random numbers.
std::uint64_t hashOf(std::string_view text) noexcept
{
    std::uint64_t hash = 0xCBF29CE484222325ULL;
    for (const char letter : text) {
        hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001B3ULL;
    }
    return hash;
}

constexpr std::uint32_t kInitializationStream = 0x494E4954U; // keeps these numbers apart from augmentation's
constexpr double kLeakySlope = 0.01;

} // namespace

at::Tensor ParameterList::kaiming(const std::string& name, const std::vector<std::int64_t>& shape,
                                  std::int64_t fanIn)
{
    at::Tensor tensor = at::empty(shape, at::kFloat);
    const std::uint64_t hash = hashOf(name);
    RandomStream random(m_seed, {static_cast<std::uint32_t>(hash), static_cast<std::uint32_t>(hash >> 32),
                                 kInitializationStream});
    const double deviation = std::sqrt(2.0 / (1.0 + kLeakySlope * kLeakySlope) / static_cast<double>(fanIn));
    random.fillNormal(tensor.mutable_data_ptr<float>(), static_cast<std::size_t>(tensor.numel()),
                      static_cast<float>(deviation));
    return add(name, std::move(tensor));
}

at::Tensor ParameterList::constant(const std::string& name, const std::vector<std::int64_t>& shape,
                                   double value)
{
    return add(name, at::full(shape, value, at::kFloat));
}

at::Tensor ParameterList::add(const std::string& name, at::Tensor tensor)
{
    tensor.set_requires_grad(true);
    m_target.push_back({name, tensor});
    return tensor;
}

} // namespace seg::network
