// SPDX-License-Identifier: Apache-2.0
#include "core/planning/ConfigurationJson.h"
#include "core/planning/ExperimentPlanner.h"
#include "core/planning/JsonFields.h"
#include "core/planning/PlanningInput.h"

#include <fmt/format.h>

#include <functional>
#include <numeric>

namespace seg::planning {

namespace {

constexpr const char* kPlain = "PlainConvUNet";
constexpr const char* kResidual = "ResidualEncoderUNet";

std::int64_t product(const std::vector<int>& values)
{
    return std::accumulate(values.begin(), values.end(), std::int64_t{1}, std::multiplies<>());
}

/// Weights and biases of a convolution and the scale and shift of the normalization after it.
std::int64_t convolutionParameters(std::int64_t in, std::int64_t out, std::int64_t kernel)
{
    return in * out * kernel + out + 2 * out;
}

std::int64_t plainStageParameters(std::int64_t in, std::int64_t out, std::int64_t kernel, int convolutions)
{
    return convolutionParameters(in, out, kernel) +
           (convolutions - 1) * convolutionParameters(out, out, kernel);
}

std::int64_t residualStageParameters(std::int64_t in, std::int64_t out, std::int64_t kernel, int blocks)
{
    std::int64_t total = 0;
    for (int block = 0; block < blocks; ++block) {
        total += plainStageParameters(in, out, kernel, 2);
        if (in != out) {
            total += in * out + 2 * out; // projection without bias, then normalization
        }
        in = out;
    }
    return total;
}

std::int64_t encoderParameters(const ArchitectureSpec& architecture, int inputChannels)
{
    std::int64_t total = 0;
    std::int64_t in = inputChannels;
    if (architecture.residualEncoder) {
        total += convolutionParameters(in, architecture.features[0], product(architecture.kernelSizes[0]));
        in = architecture.features[0];
    }
    for (std::size_t stage = 0; stage < architecture.features.size(); ++stage) {
        const auto parameters = architecture.residualEncoder ? residualStageParameters : plainStageParameters;
        total += parameters(in, architecture.features[stage], product(architecture.kernelSizes[stage]),
                            architecture.blocksPerStage[stage]);
        in = architecture.features[stage];
    }
    return total;
}

std::int64_t decoderParameters(const ArchitectureSpec& architecture, int heads)
{
    std::int64_t total = 0;
    const std::size_t stages = architecture.features.size();
    for (std::size_t step = 0; step + 1 < stages; ++step) {
        const std::size_t stage = stages - 2 - step;
        const std::int64_t out = architecture.features[stage];
        const std::int64_t below = architecture.features[stage + 1];
        total += below * out * product(architecture.strides[stage + 1]) + out; // transposed convolution
        total += plainStageParameters(2 * out, out, product(architecture.kernelSizes[stage]),
                                      architecture.decoderConvolutions[step]);
        total += out * heads + heads; // segmentation layer
    }
    return total;
}

[[noreturn]] void refuseNetwork(const std::string& network, const std::string& where)
{
    throw Error(ErrorCode::BadInput,
                fmt::format("cannot use {}: the network {} is not supported, only {} and {} are", where,
                            network, kPlain, kResidual));
}

void checkRows(const std::vector<std::vector<int>>& rows, const char* key,
               const ArchitectureSpec& architecture, const std::string& where)
{
    const auto stages = static_cast<std::size_t>(architecture.stageCount());
    bool fits = rows.size() == stages;
    for (const auto& row : rows) {
        fits = fits && row.size() == rows[0].size() && (row.size() == 2 || row.size() == 3);
    }
    if (!fits) {
        throw Error(
            ErrorCode::BadInput,
            fmt::format("cannot read {}: \"{}\" must have {} rows of 2 or 3 numbers", where, key, stages));
    }
}

void checkStages(const ArchitectureSpec& architecture, const char* kernelKey, const char* strideKey,
                 const std::string& where)
{
    checkRows(architecture.kernelSizes, kernelKey, architecture, where);
    checkRows(architecture.strides, strideKey, architecture, where);
    const std::size_t stages = architecture.features.size();
    if (stages == 0 || architecture.blocksPerStage.size() != stages ||
        architecture.decoderConvolutions.size() + 1 != stages) {
        throw Error(ErrorCode::BadInput,
                    fmt::format("cannot read {}: the lists per stage differ in length", where));
    }
}

void checkSupported(const JsonFields& arguments, int dimensions)
{
    const auto expect = [&](const char* key, const std::string& ending) {
        const auto value = arguments.get<std::string>(key);
        if (!value.ends_with(ending)) {
            throw Error(ErrorCode::BadInput,
                        fmt::format("cannot use {}: \"{}\" is {}, but only {} is supported",
                                    arguments.where(), key, value, ending));
        }
    };
    expect("conv_op", fmt::format("Conv{}d", dimensions));
    expect("norm_op", fmt::format("InstanceNorm{}d", dimensions));
    expect("nonlin", "LeakyReLU");
    if (!arguments.get<bool>("conv_bias") || arguments.has("dropout_op")) {
        throw Error(ErrorCode::BadInput,
                    fmt::format("cannot use {}: only convolutions with bias and networks without "
                                "dropout are supported",
                                arguments.where()));
    }
}

} // namespace

std::int64_t parameterCount(const ArchitectureSpec& architecture, int inputChannels, int heads)
{
    return encoderParameters(architecture, inputChannels) + decoderParameters(architecture, heads);
}

Json architectureToJson(const ArchitectureSpec& architecture)
{
    const int dimensions = architecture.dimensions();
    Json arguments = Json::object();
    arguments["n_stages"] = architecture.stageCount();
    arguments["features_per_stage"] = architecture.features;
    arguments["conv_op"] = fmt::format("torch.nn.modules.conv.Conv{}d", dimensions);
    arguments["kernel_sizes"] = architecture.kernelSizes;
    arguments["strides"] = architecture.strides;
    arguments[architecture.residualEncoder ? "n_blocks_per_stage" : "n_conv_per_stage"] =
        architecture.blocksPerStage;
    arguments["n_conv_per_stage_decoder"] = architecture.decoderConvolutions;
    arguments["conv_bias"] = true;
    arguments["norm_op"] = fmt::format("torch.nn.modules.instancenorm.InstanceNorm{}d", dimensions);
    arguments["norm_op_kwargs"] = Json{{"eps", 1e-5}, {"affine", true}};
    arguments["dropout_op"] = nullptr;
    arguments["dropout_op_kwargs"] = nullptr;
    arguments["nonlin"] = "torch.nn.LeakyReLU";
    arguments["nonlin_kwargs"] = Json{{"inplace", true}};
    Json json = Json::object();
    json["network_class_name"] = std::string("dynamic_network_architectures.architectures.unet.") +
                                 (architecture.residualEncoder ? kResidual : kPlain);
    json["arch_kwargs"] = std::move(arguments);
    json["_kw_requires_import"] = Json::array({"conv_op", "norm_op", "dropout_op", "nonlin"});
    return json;
}

ArchitectureSpec architectureFromJson(const Json& json, const std::string& where)
{
    const JsonFields fields(json, where + ", architecture");
    const auto network = fields.get<std::string>("network_class_name");
    const JsonFields arguments(fields.at("arch_kwargs"), fields.where());
    ArchitectureSpec architecture;
    architecture.residualEncoder = network.ends_with(std::string(".") + kResidual);
    if (!architecture.residualEncoder && !network.ends_with(std::string(".") + kPlain)) {
        refuseNetwork(network, where);
    }
    architecture.features = arguments.get<std::vector<int>>("features_per_stage");
    architecture.kernelSizes = arguments.get<std::vector<std::vector<int>>>("kernel_sizes");
    architecture.strides = arguments.get<std::vector<std::vector<int>>>("strides");
    architecture.blocksPerStage = arguments.get<std::vector<int>>(
        architecture.residualEncoder ? "n_blocks_per_stage" : "n_conv_per_stage");
    architecture.decoderConvolutions = arguments.get<std::vector<int>>("n_conv_per_stage_decoder");
    checkStages(architecture, "kernel_sizes", "strides", arguments.where());
    checkSupported(arguments, architecture.dimensions());
    return architecture;
}

ArchitectureSpec architectureFromOldKeys(const Json& configuration, const std::string& where)
{
    const JsonFields fields(configuration, where);
    if (!fields.has("UNet_class_name")) {
        throw Error(
            ErrorCode::BadInput,
            fmt::format("cannot read {}: it has neither an \"architecture\" nor the \"UNet_class_name\" "
                        "of plans of nnU-Net 2.2 and older",
                        where));
    }
    const auto network = fields.get<std::string>("UNet_class_name");
    if (network != kPlain && network != kResidual) {
        refuseNetwork(network, where);
    }
    ArchitectureSpec architecture;
    architecture.residualEncoder = network == kResidual;
    architecture.blocksPerStage = fields.get<std::vector<int>>("n_conv_per_stage_encoder");
    architecture.decoderConvolutions = fields.get<std::vector<int>>("n_conv_per_stage_decoder");
    architecture.kernelSizes = fields.get<std::vector<std::vector<int>>>("conv_kernel_sizes");
    architecture.strides = fields.get<std::vector<std::vector<int>>>("pool_op_kernel_sizes");
    architecture.features =
        doublingFeatures(architecture.blocksPerStage.size(), fields.get<int>("UNet_base_num_features"),
                         fields.get<int>("unet_max_num_features"));
    checkStages(architecture, "conv_kernel_sizes", "pool_op_kernel_sizes", where);
    return architecture;
}

} // namespace seg::planning
