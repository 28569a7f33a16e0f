// SPDX-License-Identifier: Apache-2.0
#include "core/preprocessing/PreprocessedStore.h"

#include "core/base/ContentHash.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Json.h"
#include "core/preprocessing/NpyFile.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace seg::preprocessing {

namespace fs = std::filesystem;

namespace {

constexpr const char* kHashes = "hashes"; // of the arrays' contents

fs::path imageFile(const fs::path& folder, const CaseId& id)
{
    return folder / (id.name + ".npy");
}

fs::path labelFile(const fs::path& folder, const CaseId& id)
{
    return folder / (id.name + "_label.npy");
}

fs::path locationsFile(const fs::path& folder, const CaseId& id)
{
    return folder / (id.name + "_locations.npy");
}

fs::path propertiesFile(const fs::path& folder, const CaseId& id)
{
    return folder / (id.name + ".json");
}

Json geometryToJson(const Geometry& geometry)
{
    Json json = Json::object();
    json["extent"] = geometry.extent.voxels;
    json["spacing"] = geometry.spacing.mm;
    json["origin"] = geometry.origin;
    json["direction"] = geometry.direction;
    return json;
}

Geometry geometryFromJson(const Json& json)
{
    Geometry geometry;
    geometry.extent.voxels = json.at("extent").get<std::array<std::int64_t, 3>>();
    geometry.spacing.mm = json.at("spacing").get<std::array<double, 3>>();
    geometry.origin = json.at("origin").get<Point>();
    geometry.direction = json.at("direction").get<Matrix3>();
    return geometry;
}

Json boxToJson(const Box& box)
{
    return Json{{"low", box.low}, {"high", box.high}};
}

Box boxFromJson(const Json& json)
{
    return {json.at("low").get<std::array<std::int64_t, 3>>(),
            json.at("high").get<std::array<std::int64_t, 3>>()};
}

Json propertiesToJson(const CaseProperties& properties, bool hasLabel)
{
    Json classes = Json::array();
    for (const ClassLocations& entry : properties.classLocations) {
        classes.push_back(Json{{"labels", entry.labels}, {"count", entry.voxels.size()}});
    }
    Json json = Json::object();
    json["case"] = properties.id.name;
    json["source"] = geometryToJson(properties.source);
    json["source_stamp"] = properties.sourceStamp;
    json["extent_before_cropping"] = properties.extentBeforeCropping.voxels;
    json["crop_box"] = boxToJson(properties.cropBox);
    json["extent_after_cropping"] = properties.extentAfterCropping.voxels;
    json["extent_after_resampling"] = properties.extentAfterResampling.voxels;
    if (properties.scanBox) {
        json["scan_box"] = boxToJson(*properties.scanBox);
    }
    json["channels"] = properties.channels;
    json["has_label"] = hasLabel;
    json["class_locations"] = std::move(classes);
    return json;
}

CaseProperties propertiesFromJson(const Json& json)
{
    CaseProperties properties;
    properties.id.name = json.at("case").get<std::string>();
    properties.source = geometryFromJson(json.at("source"));
    properties.sourceStamp = json.at("source_stamp").get<std::string>();
    properties.extentBeforeCropping.voxels =
        json.at("extent_before_cropping").get<std::array<std::int64_t, 3>>();
    properties.cropBox = boxFromJson(json.at("crop_box"));
    if (json.contains("scan_box")) {
        properties.scanBox = boxFromJson(json["scan_box"]);
    }
    properties.extentAfterCropping.voxels =
        json.at("extent_after_cropping").get<std::array<std::int64_t, 3>>();
    properties.extentAfterResampling.voxels =
        json.at("extent_after_resampling").get<std::array<std::int64_t, 3>>();
    properties.channels = json.at("channels").get<std::int64_t>();
    return properties;
}

void expectShape(const fs::path& file, const NpyView& view, NpyType type,
                 const std::vector<std::int64_t>& shape)
{
    if (view.type != type || view.shape != shape) {
        refuseStoredFile(file, "its type or shape is not the one its properties name");
    }
}

std::vector<std::int64_t> shapeOf(const Extent& extent)
{
    return {extent.voxels.begin(), extent.voxels.end()};
}

std::vector<std::int64_t> imageShape(const CaseProperties& properties)
{
    std::vector<std::int64_t> shape = shapeOf(properties.extentAfterResampling);
    shape.insert(shape.begin(), properties.channels);
    return shape;
}

template <class T> std::span<const T> elements(const NpyView& view)
{
    return {reinterpret_cast<const T*>(view.values.data()), view.values.size() / sizeof(T)};
}

/// Fills the voxels of the classes that the properties file lists.
void readLocations(const fs::path& folder, const Json& classes, CaseProperties& properties)
{
    const fs::path file = locationsFile(folder, properties.id);
    const NpyView view = mapNpy(file);
    std::int64_t total = 0;
    for (const Json& entry : classes) {
        total += entry.at("count").get<std::int64_t>();
    }
    expectShape(file, view, NpyType::Int32, {total, 3});
    const std::byte* next = view.values.data();
    for (const Json& entry : classes) {
        ClassLocations locations{entry.at("labels").get<std::vector<int>>(), {}};
        locations.voxels.resize(entry.at("count").get<std::size_t>());
        const std::size_t bytes = locations.voxels.size() * sizeof(locations.voxels[0]);
        if (bytes > 0) {
            std::memcpy(locations.voxels.data(), next, bytes);
            next += bytes;
        }
        properties.classLocations.push_back(std::move(locations));
    }
}

using Voxels = std::vector<std::array<std::int32_t, 3>>;

Voxels joined(const std::vector<ClassLocations>& classes)
{
    Voxels all;
    for (const ClassLocations& entry : classes) {
        all.insert(all.end(), entry.voxels.begin(), entry.voxels.end());
    }
    return all;
}

/// Writes an array and returns the hash of what it holds.
template <class T>
std::string writeArray(const fs::path& file, NpyType type, const std::vector<std::int64_t>& shape,
                       const std::vector<T>& values)
{
    const std::span<const std::byte> bytes = std::as_bytes(std::span(values));
    writeNpy(file, type, shape, bytes);
    return contentHash(bytes);
}

void checkArrays(const PreprocessedCase& item)
{
    const CaseProperties& properties = item.properties;
    const auto voxels = static_cast<std::size_t>(properties.extentAfterResampling.count());
    const bool fits = item.image.size() == voxels * static_cast<std::size_t>(properties.channels) &&
                      (item.label.empty() || item.label.size() == voxels);
    if (!fits || properties.id.name.empty() || properties.id.name == "plan") {
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("cannot store the preprocessed case \"{}\": {}", properties.id.name,
                                fits ? "this name is not possible, rename the case"
                                     : "its arrays do not have the extent that its properties name"));
    }
}

} // namespace

std::vector<CaseId> PreprocessedStore::caseIds() const
{
    std::vector<CaseId> ids;
    if (!fs::is_directory(m_folder)) {
        return ids;
    }
    for (const fs::directory_entry& entry : fs::directory_iterator(m_folder)) {
        const CaseId id{entry.path().stem().string()};
        if (entry.path().extension() == ".json" && contains(id)) {
            ids.push_back(id);
        }
    }
    std::sort(ids.begin(), ids.end());
    return ids;
}

bool PreprocessedStore::contains(const CaseId& id) const
{
    return fs::exists(propertiesFile(m_folder, id)) && fs::exists(imageFile(m_folder, id));
}

MappedCase PreprocessedStore::open(const CaseId& id) const
{
    const fs::path file = propertiesFile(m_folder, id);
    if (!contains(id)) {
        throw Error(ErrorCode::NotFound,
                    fmt::format("cannot open the preprocessed case {}: it is not in {}; preprocess "
                                "the dataset first",
                                id.name, pathText(m_folder)));
    }
    try {
        const Json json = readJson(file);
        CaseProperties properties = propertiesFromJson(json);
        MappedCase item;
        const NpyView image = mapNpy(imageFile(m_folder, id));
        expectShape(imageFile(m_folder, id), image, NpyType::Float32, imageShape(properties));
        item.m_image = elements<float>(image);
        std::shared_ptr<const void> labelOwner;
        if (json.at("has_label").get<bool>()) {
            const NpyView label = mapNpy(labelFile(m_folder, id));
            expectShape(labelFile(m_folder, id), label, NpyType::Int16,
                        shapeOf(properties.extentAfterResampling));
            item.m_label = elements<std::int16_t>(label);
            labelOwner = label.owner;
            readLocations(m_folder, json.at("class_locations"), properties);
        }
        item.m_mapping =
            std::make_shared<const std::pair<std::shared_ptr<const void>, std::shared_ptr<const void>>>(
                image.owner, std::move(labelOwner));
        item.m_properties = std::make_shared<const CaseProperties>(std::move(properties));
        return item;
    } catch (const Json::exception& failure) {
        refuseStoredFile(file, failure.what());
    }
}

bool PreprocessedStore::isIntact(const CaseId& id) const
{
    const fs::path file = propertiesFile(m_folder, id);
    try {
        const Json json = readJson(file);
        if (!json.contains(kHashes)) {
            return false; // made before hashes were kept
        }
        const Json& hashes = json[kHashes];
        const bool hasLabel = json.at("has_label").get<bool>();
        const auto isSame = [&](const char* what, const fs::path& array) {
            return hashes.at(what).get<std::string>() == contentHash(mapNpy(array).values);
        };
        return isSame("image", imageFile(m_folder, id)) &&
               (!hasLabel || (isSame("label", labelFile(m_folder, id)) &&
                              isSame("locations", locationsFile(m_folder, id))));
    } catch (const Json::exception& failure) {
        refuseStoredFile(file, failure.what());
    }
}

void PreprocessedStore::write(const PreprocessedCase& item) const
{
    checkArrays(item);
    const CaseProperties& properties = item.properties;
    createFolders(m_folder);
    std::error_code failure;
    fs::remove(propertiesFile(m_folder, properties.id), failure); // from now on the case is not there
    if (failure) {
        throw ioError("replace", pathText(propertiesFile(m_folder, properties.id)), failure.value());
    }
    Json json = propertiesToJson(properties, !item.label.empty());
    Json& hashes = json[kHashes] = Json::object();
    hashes["image"] =
        writeArray(imageFile(m_folder, properties.id), NpyType::Float32, imageShape(properties), item.image);
    if (!item.label.empty()) {
        hashes["label"] = writeArray(labelFile(m_folder, properties.id), NpyType::Int16,
                                     shapeOf(properties.extentAfterResampling), item.label);
        const Voxels voxels = joined(properties.classLocations);
        hashes["locations"] = writeArray(locationsFile(m_folder, properties.id), NpyType::Int32,
                                         {static_cast<std::int64_t>(voxels.size()), 3}, voxels);
    }
    writeJson(propertiesFile(m_folder, properties.id), json);
}

} // namespace seg::preprocessing
