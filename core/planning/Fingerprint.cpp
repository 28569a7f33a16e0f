// SPDX-License-Identifier: Apache-2.0
#include "core/planning/Fingerprint.h"

#include "core/planning/JsonFields.h"

namespace seg::planning {

namespace {

template <class Number>
std::vector<std::array<Number, 3>> readTriples(const JsonFields& fields, const char* key)
{
    const auto rows = fields.get<std::vector<std::vector<Number>>>(key);
    std::vector<std::array<Number, 3>> triples;
    for (const auto& row : rows) {
        if (row.size() != 3) {
            throw Error(ErrorCode::BadInput, "cannot read " + fields.where() + ": an entry of \"" + key +
                                                 "\" has " + std::to_string(row.size()) +
                                                 " values instead of 3");
        }
        triples.push_back({row[0], row[1], row[2]});
    }
    return triples;
}

} // namespace

Json intensitiesToJson(const std::vector<IntensityStatistics>& intensities)
{
    Json json = Json::object();
    for (std::size_t c = 0; c < intensities.size(); ++c) {
        const IntensityStatistics& channel = intensities[c];
        json[std::to_string(c)] = Json{{"max", channel.maximum},
                                       {"mean", channel.mean},
                                       {"median", channel.median},
                                       {"min", channel.minimum},
                                       {"percentile_00_5", channel.percentile005},
                                       {"percentile_99_5", channel.percentile995},
                                       {"std", channel.deviation}};
    }
    return json;
}

std::vector<IntensityStatistics> intensitiesFromJson(const Json& json, const std::string& source)
{
    const JsonFields channels(json, source + ", intensity properties");
    std::vector<IntensityStatistics> intensities;
    for (std::size_t c = 0; c < json.size(); ++c) {
        const std::string key = std::to_string(c);
        const JsonFields fields(channels.at(key.c_str()), channels.where() + " of channel " + key);
        intensities.push_back({.maximum = fields.get<double>("max"),
                               .mean = fields.get<double>("mean"),
                               .median = fields.get<double>("median"),
                               .minimum = fields.get<double>("min"),
                               .percentile005 = fields.get<double>("percentile_00_5"),
                               .percentile995 = fields.get<double>("percentile_99_5"),
                               .deviation = fields.get<double>("std")});
    }
    return intensities;
}

Json fingerprintToJson(const Fingerprint& fingerprint)
{
    Json shapes = Json::array();
    for (const Extent& extent : fingerprint.extentsAfterCrop) {
        shapes.push_back(extent.voxels);
    }
    Json spacings = Json::array();
    for (const Spacing& spacing : fingerprint.spacings) {
        spacings.push_back(spacing.mm);
    }
    Json json = Json::object();
    json["foreground_intensity_properties_per_channel"] = intensitiesToJson(fingerprint.intensities);
    json["median_relative_size_after_cropping"] = fingerprint.medianRelativeSizeAfterCropping;
    json["shapes_after_crop"] = std::move(shapes);
    json["spacings"] = std::move(spacings);
    return json;
}

Fingerprint fingerprintFromJson(const Json& json, const std::string& source)
{
    const JsonFields fields(json, source);
    Fingerprint fingerprint;
    const char* key = fields.has("foreground_intensity_properties_by_modality")
                          ? "foreground_intensity_properties_by_modality"
                          : "foreground_intensity_properties_per_channel";
    fingerprint.intensities = intensitiesFromJson(fields.at(key), source);
    fingerprint.medianRelativeSizeAfterCropping = fields.get<double>("median_relative_size_after_cropping");
    for (const auto& voxels : readTriples<std::int64_t>(fields, "shapes_after_crop")) {
        fingerprint.extentsAfterCrop.push_back({voxels});
    }
    for (const auto& mm : readTriples<double>(fields, "spacings")) {
        fingerprint.spacings.push_back({mm});
    }
    if (fingerprint.spacings.size() != fingerprint.extentsAfterCrop.size()) {
        throw Error(ErrorCode::BadInput, "cannot read " + source + ": it holds " +
                                             std::to_string(fingerprint.spacings.size()) + " spacings but " +
                                             std::to_string(fingerprint.extentsAfterCrop.size()) + " shapes");
    }
    return fingerprint;
}

} // namespace seg::planning
