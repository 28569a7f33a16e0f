// SPDX-License-Identifier: Apache-2.0
#include "core/network/NetworkFactory.h"

#include "core/base/Error.h"
#include "core/network/PlainUNet.h"
#include "core/network/ResidualEncoderUNet.h"

#include <ATen/ATen.h>

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace seg {

namespace {

std::string shapeText(const at::Tensor& tensor)
{
    return fmt::format("{}", fmt::join(tensor.sizes().begin(), tensor.sizes().end(), "x"));
}

[[noreturn]] void refuse(const std::string& source, const std::string& reason)
{
    throw Error(
        ErrorCode::BadInput,
        fmt::format("cannot load the weights of {}: {}; it was made for another network", source, reason));
}

bool hasRows(const std::vector<std::vector<int>>& rows, std::size_t count, std::size_t length, int least)
{
    return rows.size() == count && std::ranges::all_of(rows, [&](const std::vector<int>& entries) {
               return entries.size() == length &&
                      std::ranges::all_of(entries, [&](int v) { return v >= least; });
           });
}

void check(const planning::ArchitectureSpec& spec, int inputChannels, int heads)
{
    const auto fail = [](const std::string& reason) {
        throw Error(ErrorCode::InvalidArgument, "cannot build the network: " + reason);
    };
    const std::size_t stages = spec.features.size();
    const auto dimensions = static_cast<std::size_t>(spec.dimensions());
    const auto positive = [](int value) { return value >= 1; };
    if (stages < 2) {
        fail(fmt::format("it needs at least 2 stages, the plan has {}", stages));
    }
    if (dimensions != 2 && dimensions != 3) {
        fail(fmt::format("strides must have 2 or 3 entries, not {}", dimensions));
    }
    if (inputChannels < 1 || heads < 1) {
        fail(fmt::format("{} input channels and {} output channels; both must be at least 1", inputChannels,
                         heads));
    }
    if (!hasRows(spec.kernelSizes, stages, dimensions, 1) || !hasRows(spec.strides, stages, dimensions, 1)) {
        fail("kernel sizes and strides must have a row of positive numbers per stage, all of one length");
    }
    if (spec.blocksPerStage.size() != stages || spec.decoderConvolutions.size() != stages - 1 ||
        !std::ranges::all_of(spec.features, positive) ||
        !std::ranges::all_of(spec.blocksPerStage, positive) ||
        !std::ranges::all_of(spec.decoderConvolutions, positive)) {
        fail("features and blocks need a positive number per stage, the decoder one less");
    }
}

} // namespace

std::int64_t Network::parameterCount() const
{
    std::int64_t count = 0;
    for (const NamedTensor& parameter : m_parameters) {
        count += parameter.tensor.numel();
    }
    return count;
}

at::Device Network::device() const
{
    return m_parameters.front().tensor.device();
}

void Network::moveTo(at::Device device)
{
    for (NamedTensor& parameter : m_parameters) {
        parameter.tensor.set_data(parameter.tensor.detach().to(device));
    }
}

void Network::load(const std::vector<NamedTensor>& values, const std::string& source)
{
    std::map<std::string, at::Tensor> byName;
    for (const NamedTensor& value : values) {
        byName.emplace(value.name, value.tensor);
    }
    for (const NamedTensor& parameter : m_parameters) {
        const auto found = byName.find(parameter.name);
        if (found == byName.end()) {
            refuse(source, fmt::format("{} is missing", parameter.name));
        }
        if (found->second.sizes() != parameter.tensor.sizes()) {
            refuse(source, fmt::format("{} is {} there but {} here", parameter.name, shapeText(found->second),
                                       shapeText(parameter.tensor)));
        }
    }
    if (byName.size() != m_parameters.size()) {
        const auto isKnown = [&](const auto& entry) {
            return std::ranges::any_of(m_parameters,
                                       [&](const NamedTensor& own) { return own.name == entry.first; });
        };
        refuse(source, fmt::format("{} is unknown", std::ranges::find_if_not(byName, isKnown)->first));
    }
    const at::NoGradGuard guard;
    for (NamedTensor& parameter : m_parameters) {
        parameter.tensor.copy_(byName.at(parameter.name));
    }
}

namespace network {

std::shared_ptr<Network> makeNetwork(const planning::ArchitectureSpec& architecture, int inputChannels,
                                     int heads, std::uint64_t seed)
{
    check(architecture, inputChannels, heads);
    if (architecture.residualEncoder) {
        return std::make_shared<ResidualEncoderUNet>(architecture, inputChannels, heads, seed);
    }
    return std::make_shared<PlainUNet>(architecture, inputChannels, heads, seed);
}

} // namespace network
} // namespace seg
