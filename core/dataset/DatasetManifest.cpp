// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/DatasetManifest.h"

#include "core/base/Error.h"

#include <fmt/format.h>

namespace seg::dataset {

namespace {

Error bad(const std::string& source, const std::string& reason)
{
    return {ErrorCode::BadInput, fmt::format("cannot use {}: {}", source, reason)};
}

const Json& required(const Json& json, const char* key, const std::string& source)
{
    const auto entry = json.find(key);
    if (entry == json.end()) {
        throw bad(source,
                  fmt::format("the key \"{}\" is missing; add it as nnU-Net's dataset format asks", key));
    }
    return *entry;
}

/// {"0": "CT", "1": "PET"} in the order of the numbers.
std::vector<std::string> channelNames(const Json& json, const std::string& source)
{
    if (!json.is_object() || json.empty()) {
        throw bad(source, "\"channel_names\" must be an object like {\"0\": \"CT\"}");
    }
    std::vector<std::string> names;
    for (std::size_t index = 0; index < json.size(); ++index) {
        const auto entry = json.find(std::to_string(index));
        if (entry == json.end() || !entry->is_string()) {
            throw bad(source, fmt::format("\"channel_names\" lacks the name of channel \"{}\"", index));
        }
        names.push_back(entry->get<std::string>());
    }
    return names;
}

bool isKnown(const std::string& key)
{
    return key == "channel_names" || key == "modality" || key == "labels" || key == "regions_class_order" ||
           key == "numTraining" || key == "file_ending";
}

} // namespace

DatasetManifest manifestFromJson(const Json& json, const std::string& source)
{
    if (!json.is_object()) {
        throw bad(source, "it is not a JSON object");
    }
    DatasetManifest manifest;
    const char* channelKey =
        json.contains("channel_names") || !json.contains("modality") ? "channel_names" : "modality";
    manifest.channelNames = channelNames(required(json, channelKey, source), source);
    const auto order = json.find("regions_class_order");
    try {
        manifest.labels =
            labelSchemeFromJson(required(json, "labels", source), order == json.end() ? Json() : *order);
    } catch (const Error& error) {
        throw bad(source, error.what());
    }
    const Json& count = required(json, "numTraining", source);
    if (!count.is_number_integer()) {
        throw bad(source, fmt::format("\"numTraining\" is {}, not a whole number", count.dump()));
    }
    manifest.trainingCount = count.get<std::int64_t>();
    const Json& ending = required(json, "file_ending", source);
    if (!ending.is_string() || !ending.get<std::string>().starts_with('.')) {
        throw bad(source,
                  fmt::format("\"file_ending\" is {}, not an ending like \".nii.gz\"", ending.dump()));
    }
    manifest.fileEnding = ending.get<std::string>();
    for (const auto& [key, value] : json.items()) {
        if (!isKnown(key)) {
            manifest.other[key] = value;
        }
    }
    return manifest;
}

Json manifestToJson(const DatasetManifest& manifest)
{
    Json json = manifest.other;
    json["labels"] = labelsToJson(manifest.labels);
    if (!manifest.labels.regionsClassOrder().empty()) {
        json["regions_class_order"] = manifest.labels.regionsClassOrder();
    }
    json["numTraining"] = manifest.trainingCount;
    json["file_ending"] = manifest.fileEnding;
    Json channels = Json::object();
    for (std::size_t index = 0; index < manifest.channelNames.size(); ++index) {
        channels[std::to_string(index)] = manifest.channelNames[index];
    }
    json["channel_names"] = std::move(channels);
    return json;
}

} // namespace seg::dataset
