// SPDX-License-Identifier: Apache-2.0
#include "database/CheckJson.h"

#include "core/base/Error.h"

namespace seg::database {

namespace {

Json geometryToJson(const Geometry& geometry)
{
    return {{"extent", geometry.extent.voxels},
            {"spacing", geometry.spacing.mm},
            {"origin", geometry.origin},
            {"direction", geometry.direction}};
}

Geometry geometryFromJson(const Json& json)
{
    Geometry geometry;
    json.at("extent").get_to(geometry.extent.voxels);
    json.at("spacing").get_to(geometry.spacing.mm);
    json.at("origin").get_to(geometry.origin);
    json.at("direction").get_to(geometry.direction);
    return geometry;
}

Json imageToJson(const imaging::ImageInfo& image)
{
    return {{"geometry", geometryToJson(image.geometry)},
            {"channels", image.channels},
            {"format", image.format},
            {"type", image.voxelType},
            {"qform", image.qformCode},
            {"sform", image.sformCode},
            {"forms_disagree", image.formsDisagree},
            {"note", image.note}};
}

imaging::ImageInfo imageFromJson(const Json& json)
{
    imaging::ImageInfo image;
    image.geometry = geometryFromJson(json.at("geometry"));
    json.at("channels").get_to(image.channels);
    json.at("format").get_to(image.format);
    json.at("type").get_to(image.voxelType);
    json.at("qform").get_to(image.qformCode);
    json.at("sform").get_to(image.sformCode);
    json.at("forms_disagree").get_to(image.formsDisagree);
    json.at("note").get_to(image.note);
    return image;
}

} // namespace

Json caseFactsToJson(const dataset::CaseCheck& check)
{
    Json labels = Json::object();
    for (const auto& [label, voxels] : check.labelVoxels) {
        labels[std::to_string(label)] = voxels;
    }
    return {{"image", imageToJson(check.image)},
            {"minimum", check.minimum},
            {"maximum", check.maximum},
            {"label_voxels", labels}};
}

dataset::CaseCheck caseFactsFromJson(const CaseId& id, const Json& json)
{
    try {
        dataset::CaseCheck check;
        check.id = id;
        check.image = imageFromJson(json.at("image"));
        json.at("minimum").get_to(check.minimum);
        json.at("maximum").get_to(check.maximum);
        for (const auto& [label, voxels] : json.at("label_voxels").items()) {
            check.labelVoxels[std::stoi(label)] = voxels.get<std::int64_t>();
        }
        return check;
    } catch (const Json::exception& error) {
        throw Error(ErrorCode::Database, "cannot read the stored check of case " + id.name + " (" +
                                             error.what() + "): check the dataset again");
    }
}

} // namespace seg::database
