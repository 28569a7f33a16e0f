// SPDX-License-Identifier: Apache-2.0
#include "core/planning/ResamplingJson.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace seg::planning {

namespace {

constexpr double kUsualThreshold = 3.0;

constexpr std::array<std::pair<ResamplingKind, std::string_view>, 3> kFunctions{
    {{ResamplingKind::Default, "resample_data_or_seg_to_shape"},
     {ResamplingKind::Torch, "resample_torch_fornnunet"},
     {ResamplingKind::None, "no_resampling_hack"}}};

struct Keys {
    const char* function;
    const char* arguments;
    bool isLabel;
};

Keys keysOf(ResampledArray array)
{
    switch (array) {
    case ResampledArray::Data:
        return {"resampling_fn_data", "resampling_fn_data_kwargs", false};
    case ResampledArray::Label:
        return {"resampling_fn_seg", "resampling_fn_seg_kwargs", true};
    case ResampledArray::Probabilities:
        break;
    }
    return {"resampling_fn_probabilities", "resampling_fn_probabilities_kwargs", false};
}

[[noreturn]] void refuse(const std::string& where, const std::string& key, const Json& value)
{
    throw Error(ErrorCode::BadInput,
                fmt::format("cannot use {}: \"{}\" is {}, which this version cannot repeat", where, key,
                            value.dump()));
}

std::string_view functionName(ResamplingKind kind)
{
    return std::ranges::find(kFunctions, kind, &std::pair<ResamplingKind, std::string_view>::first)->second;
}

ResamplingKind kindOf(const JsonFields& fields, const char* key)
{
    const auto name = fields.get<std::string>(key, std::string(functionName(ResamplingKind::Default)));
    for (const auto& [kind, text] : kFunctions) {
        if (text == name) {
            return kind;
        }
    }
    refuse(fields.where(), key, name);
}

void checkKeys(const JsonFields& arguments, const Json& json, std::initializer_list<std::string_view> known)
{
    for (const auto& [key, value] : json.items()) {
        if (std::ranges::find(known, std::string_view(key)) == known.end()) {
            refuse(arguments.where(), key, value);
        }
    }
}

void readSeparateAxis(ResamplingSpec& spec, const JsonFields& arguments, const Json& json,
                      bool otherwiseAutomatic)
{
    constexpr const char* kForce = "force_separate_z";
    if (json.contains(kForce)) {
        spec.forceSeparateAxis =
            arguments.has(kForce) ? std::optional(arguments.get<bool>(kForce)) : std::nullopt;
    } else if (!otherwiseAutomatic) {
        spec.forceSeparateAxis = false;
    }
    spec.separateAxisThreshold = arguments.get<double>("separate_z_anisotropy_threshold", kUsualThreshold);
}

int splineOrder(const JsonFields& arguments, const char* key, int otherwise)
{
    const int order = arguments.get<int>(key, otherwise);
    if (order != 0 && order != 1 && order != 3) {
        refuse(arguments.where(), key, order);
    }
    return order;
}

ResamplingSpec splineArguments(const JsonFields& arguments, const Json& json)
{
    checkKeys(arguments, json,
              {"is_seg", "order", "order_z", "force_separate_z", "separate_z_anisotropy_threshold"});
    ResamplingSpec spec;
    spec.order = splineOrder(arguments, "order", 3);
    spec.orderZ = splineOrder(arguments, "order_z", 0);
    readSeparateAxis(spec, arguments, json, false);
    return spec;
}

ResamplingSpec torchArguments(const JsonFields& arguments, const Json& json)
{
    checkKeys(arguments, json,
              {"is_seg", "num_threads", "device", "memefficient_seg_resampling", "force_separate_z",
               "separate_z_anisotropy_threshold", "mode", "aniso_axis_mode"});
    const auto expect = [&](const char* key, const std::string& value) {
        if (arguments.get<std::string>(key, value) != value) {
            refuse(arguments.where(), key, arguments.at(key));
        }
    };
    expect("mode", "linear");
    expect("aniso_axis_mode", "nearest-exact");
    ResamplingSpec spec;
    spec.kind = ResamplingKind::Torch;
    spec.order = 1;
    spec.memoryEfficient = arguments.get<bool>("memefficient_seg_resampling", false);
    readSeparateAxis(spec, arguments, json, true);
    return spec;
}

Json argumentsToJson(const ResamplingSpec& spec, bool isLabel)
{
    Json json = Json::object();
    if (spec.kind == ResamplingKind::None) {
        return json;
    }
    json["is_seg"] = isLabel;
    if (spec.kind == ResamplingKind::Default) {
        json["order"] = spec.order;
        json["order_z"] = spec.orderZ;
    }
    json["force_separate_z"] = spec.forceSeparateAxis ? Json(*spec.forceSeparateAxis) : Json(nullptr);
    if (spec.kind == ResamplingKind::Torch) {
        json["memefficient_seg_resampling"] = spec.memoryEfficient;
    }
    // nnU-Net writes the threshold only where its Torch function decides by it.
    const bool decidesByIt = spec.kind == ResamplingKind::Torch && !spec.forceSeparateAxis;
    if (spec.separateAxisThreshold != kUsualThreshold) {
        json["separate_z_anisotropy_threshold"] = spec.separateAxisThreshold;
    } else if (decidesByIt) {
        json["separate_z_anisotropy_threshold"] = 3;
    }
    return json;
}

} // namespace

ResamplingSpec defaultResampling(ResampledArray array) noexcept
{
    ResamplingSpec spec;
    spec.order = array == ResampledArray::Data ? 3 : 1;
    return spec;
}

void writeResampling(Json& json, const Configuration& configuration)
{
    const Keys data = keysOf(ResampledArray::Data);
    const Keys label = keysOf(ResampledArray::Label);
    const Keys probabilities = keysOf(ResampledArray::Probabilities);
    json[data.function] = functionName(configuration.dataResampling.kind);
    json[label.function] = functionName(configuration.labelResampling.kind);
    json[data.arguments] = argumentsToJson(configuration.dataResampling, data.isLabel);
    json[label.arguments] = argumentsToJson(configuration.labelResampling, label.isLabel);
    json[probabilities.function] = functionName(configuration.probabilityResampling.kind);
    json[probabilities.arguments] =
        argumentsToJson(configuration.probabilityResampling, probabilities.isLabel);
}

ResamplingSpec readResampling(const JsonFields& configuration, ResampledArray array)
{
    const Keys keys = keysOf(array);
    const ResamplingKind kind = kindOf(configuration, keys.function);
    if (!configuration.has(keys.arguments)) {
        ResamplingSpec spec = defaultResampling(array);
        spec.kind = kind;
        spec.order = kind == ResamplingKind::Torch ? 1 : spec.order;
        return spec;
    }
    const Json& json = configuration.at(keys.arguments);
    const JsonFields arguments(json, configuration.where() + ", " + keys.arguments);
    if (kind == ResamplingKind::None) {
        checkKeys(arguments, json, {});
        return {.kind = kind, .order = defaultResampling(array).order};
    }
    if (arguments.get<bool>("is_seg", false) != keys.isLabel) {
        refuse(arguments.where(), "is_seg", !keys.isLabel);
    }
    return kind == ResamplingKind::Torch ? torchArguments(arguments, json) : splineArguments(arguments, json);
}

} // namespace seg::planning
