// SPDX-License-Identifier: Apache-2.0
#include "core/planning/Plan.h"

#include "core/planning/AxisOrder.h"
#include "core/planning/ConfigurationJson.h"
#include "core/planning/JsonFields.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace seg::planning {

namespace {

constexpr const char* kInherits = "inherits_from";
constexpr const char* kReasons = "segwright_reasons";

/// What a configuration says beyond its parent; nothing when it lacks what the parent has, so that it cannot
/// inherit.
std::optional<Json> differences(const Json& child, const Json& parent, const std::string& parentName)
{
    for (const auto& [key, value] : parent.items()) {
        if (!child.contains(key)) {
            return std::nullopt;
        }
    }
    Json json = Json::object();
    json[kInherits] = parentName;
    for (const auto& [key, value] : child.items()) {
        if (!parent.contains(key) || parent[key] != value) {
            json[key] = value;
        }
    }
    return json;
}

Json configurationInFile(const Configuration& configuration, const Plan& plan)
{
    Json json = configurationToJson(configuration);
    if (configuration.inheritsFrom) {
        for (const Configuration& parent : plan.configurations) {
            if (parent.name == *configuration.inheritsFrom && &parent != &configuration) {
                return differences(json, configurationToJson(parent), parent.name).value_or(json);
            }
        }
    }
    return json;
}

Json configurationsToJson(const Plan& plan)
{
    Json json = Json::object();
    for (const Configuration& configuration : plan.configurations) {
        json[configuration.name] = configurationInFile(configuration, plan);
    }
    return json;
}

/// The configuration with its parents' keys filled in (nnunet-v2 §3.11).
Json resolved(const Json& all, const std::string& name, const std::string& source,
              std::set<std::string> seen = {})
{
    const auto found = all.find(name);
    if (found == all.end() || !found->is_object()) {
        throw Error(ErrorCode::BadInput,
                    fmt::format("cannot read {}: there is no configuration {}", source, name));
    }
    if (!seen.insert(name).second) {
        throw Error(ErrorCode::BadInput,
                    fmt::format("cannot read {}: configuration {} inherits from itself", source, name));
    }
    if (!found->contains(kInherits)) {
        return *found;
    }
    const JsonFields fields(*found, source + ", configuration " + name);
    Json merged = resolved(all, fields.get<std::string>(kInherits), source, std::move(seen));
    for (const auto& [key, value] : found->items()) {
        merged[key] = value; // also whom it inherits from
    }
    return merged;
}

Json reasonsToJson(const std::vector<Reason>& reasons)
{
    Json json = Json::array();
    for (const Reason& reason : reasons) {
        json.push_back(Json{{"configuration", reason.configuration},
                            {"field", reason.field},
                            {"value", reason.value},
                            {"because", reason.because}});
    }
    return json;
}

std::vector<Reason> reasonsFromJson(const Json& json, const std::string& source)
{
    std::vector<Reason> reasons;
    for (const Json& entry : json) {
        const JsonFields fields(entry, source + ", " + kReasons);
        reasons.push_back({fields.get<std::string>("configuration"), fields.get<std::string>("field"),
                           fields.get<std::string>("value"), fields.get<std::string>("because")});
    }
    return reasons;
}

AxisOrder axisOrder(const JsonFields& fields, const char* key)
{
    const auto axes = fields.get<std::vector<int>>(key);
    if (axes.size() != 3 || !isAxisOrder({axes[0], axes[1], axes[2]})) {
        throw Error(ErrorCode::BadInput,
                    fmt::format("cannot read {}: \"{}\" must name the axes 0, 1 and 2 once each",
                                fields.where(), key));
    }
    return {axes[0], axes[1], axes[2]};
}

void readHead(Plan& plan, const JsonFields& fields)
{
    plan.datasetName = fields.get<std::string>("dataset_name");
    plan.plansName = fields.get<std::string>("plans_name");
    plan.originalMedianSpacing.mm = fields.get<std::array<double, 3>>("original_median_spacing_after_transp");
    plan.originalMedianExtent.voxels =
        fields.get<std::array<std::int64_t, 3>>("original_median_shape_after_transp");
    plan.imageReaderWriter = fields.get<std::string>("image_reader_writer", plan.imageReaderWriter);
    plan.transposeForward = axisOrder(fields, "transpose_forward");
    plan.transposeBackward = axisOrder(fields, "transpose_backward");
    if (plan.transposeBackward != inverse(plan.transposeForward)) {
        throw Error(ErrorCode::BadInput, fmt::format("cannot read {}: \"transpose_backward\" does not undo "
                                                     "\"transpose_forward\"",
                                                     fields.where()));
    }
    plan.planner = fields.get<std::string>("experiment_planner_used", plan.planner);
}

} // namespace

const Configuration& Plan::configuration(const std::string& name) const
{
    const auto found = std::find_if(configurations.begin(), configurations.end(),
                                    [&](const Configuration& candidate) { return candidate.name == name; });
    if (found != configurations.end()) {
        return *found;
    }
    std::string names;
    for (const Configuration& candidate : configurations) {
        names += (names.empty() ? "" : ", ") + candidate.name;
    }
    throw Error(ErrorCode::InvalidArgument,
                fmt::format("the plan {} of {} has no configuration {}; it has {}", plansName, datasetName,
                            name, names));
}

Json planToJson(const Plan& plan)
{
    Json json = Json::object();
    json["dataset_name"] = plan.datasetName;
    json["plans_name"] = plan.plansName;
    json["original_median_spacing_after_transp"] = plan.originalMedianSpacing.mm;
    json["original_median_shape_after_transp"] = plan.originalMedianExtent.voxels;
    json["image_reader_writer"] = plan.imageReaderWriter;
    json["transpose_forward"] = plan.transposeForward;
    json["transpose_backward"] = plan.transposeBackward;
    json["configurations"] = configurationsToJson(plan);
    json["experiment_planner_used"] = plan.planner;
    json["label_manager"] = "LabelManager";
    json["foreground_intensity_properties_per_channel"] = intensitiesToJson(plan.intensities);
    if (!plan.reasons.empty()) {
        json[kReasons] = reasonsToJson(plan.reasons);
    }
    return json;
}

Plan planFromJson(const Json& json, const std::string& source)
{
    const JsonFields fields(json, source);
    Plan plan;
    readHead(plan, fields);
    const Json& configurations = fields.at("configurations");
    for (const auto& [name, value] : configurations.items()) {
        plan.configurations.push_back(configurationFromJson(name, resolved(configurations, name, source),
                                                            source + ", configuration " + name));
    }
    constexpr const char* kIntensities = "foreground_intensity_properties_per_channel";
    constexpr const char* kOldIntensities = "foreground_intensity_properties_by_modality";
    const char* intensities =
        !fields.has(kIntensities) && fields.has(kOldIntensities) ? kOldIntensities : kIntensities;
    plan.intensities = intensitiesFromJson(fields.at(intensities), source);
    if (fields.has(kReasons)) {
        plan.reasons = reasonsFromJson(fields.at(kReasons), source);
    }
    return plan;
}

} // namespace seg::planning
