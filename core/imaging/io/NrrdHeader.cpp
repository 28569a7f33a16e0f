// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/io/NrrdHeader.h"

#include "core/base/Files.h"
#include "core/imaging/io/ByteReader.h"
#include "core/imaging/io/ImageErrors.h"
#include "core/imaging/io/PlacementRepair.h"
#include "core/imaging/io/TextHeader.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>

namespace seg::imaging {

namespace {

std::optional<VoxelType> nrrdTypeNamed(const std::string& name)
{
    static const std::map<std::string, VoxelType, std::less<>> kNames{
        {"signed char", VoxelType::Int8},
        {"int8", VoxelType::Int8},
        {"int8_t", VoxelType::Int8},
        {"uchar", VoxelType::UInt8},
        {"unsigned char", VoxelType::UInt8},
        {"uint8", VoxelType::UInt8},
        {"uint8_t", VoxelType::UInt8},
        {"short", VoxelType::Int16},
        {"short int", VoxelType::Int16},
        {"signed short", VoxelType::Int16},
        {"signed short int", VoxelType::Int16},
        {"int16", VoxelType::Int16},
        {"int16_t", VoxelType::Int16},
        {"ushort", VoxelType::UInt16},
        {"unsigned short", VoxelType::UInt16},
        {"unsigned short int", VoxelType::UInt16},
        {"uint16", VoxelType::UInt16},
        {"uint16_t", VoxelType::UInt16},
        {"int", VoxelType::Int32},
        {"signed int", VoxelType::Int32},
        {"int32", VoxelType::Int32},
        {"int32_t", VoxelType::Int32},
        {"uint", VoxelType::UInt32},
        {"unsigned int", VoxelType::UInt32},
        {"uint32", VoxelType::UInt32},
        {"uint32_t", VoxelType::UInt32},
        {"longlong", VoxelType::Int64},
        {"long long", VoxelType::Int64},
        {"long long int", VoxelType::Int64},
        {"signed long long", VoxelType::Int64},
        {"signed long long int", VoxelType::Int64},
        {"int64", VoxelType::Int64},
        {"int64_t", VoxelType::Int64},
        {"ulonglong", VoxelType::UInt64},
        {"unsigned long long", VoxelType::UInt64},
        {"unsigned long long int", VoxelType::UInt64},
        {"uint64", VoxelType::UInt64},
        {"uint64_t", VoxelType::UInt64},
        {"float", VoxelType::Float32},
        {"double", VoxelType::Float64},
    };
    const auto found = kNames.find(name);
    return found == kNames.end() ? std::nullopt : std::optional(found->second);
}

std::string fieldName(std::string_view text)
{
    std::string name = lowered(trimmed(text));
    std::erase(name, ' ');
    return name;
}

/// Fills the fields. \return  where the header's closing empty line ends; nothing when there is none.
std::optional<std::uint64_t> parseFields(std::string_view text, NrrdHeader& header)
{
    std::size_t at = 0;
    while (at < text.size()) {
        const auto end = std::min(text.find('\n', at), text.size());
        const std::string_view line = trimmed(text.substr(at, end - at));
        at = end + 1;
        if (line.empty()) {
            return std::min(at, text.size());
        }
        const auto colon = line.find(':');
        const bool isField =
            !line.starts_with('#') && colon != std::string_view::npos && line.substr(colon, 2) != ":=";
        if (isField) {
            header.fields[fieldName(line.substr(0, colon))] = std::string(trimmed(line.substr(colon + 1)));
        }
    }
    return std::nullopt;
}

std::string required(const NrrdHeader& header, const std::string& field)
{
    const auto found = header.fields.find(field);
    if (found == header.fields.end() || found->second.empty()) {
        throw badImage(header.file,
                       fmt::format("its NRRD header has no field \"{}\"; export it again", field));
    }
    return found->second;
}

std::string optional(const NrrdHeader& header, const std::string& field)
{
    const auto found = header.fields.find(field);
    return found == header.fields.end() ? std::string() : found->second;
}

void readSizes(NrrdHeader& header)
{
    constexpr std::int64_t kMostAxes = 16; // the format's own limit
    const auto dimension = wholeNumberOf(required(header, "dimension"));
    const auto words = wordsOf(required(header, "sizes"));
    if (!dimension || *dimension < 1 || *dimension > kMostAxes ||
        static_cast<std::size_t>(*dimension) != words.size()) {
        throw badImage(header.file,
                       fmt::format("its header is damaged: it promises {} axes and gives {} sizes",
                                   optional(header, "dimension"), words.size()));
    }
    header.sizes = axisLengths(header.file, words);
}

/// Whether axis `index` lies in the patient: it has a direction, or, without directions, a kind that says so.
bool isSpatial(const NrrdHeader& header, const std::vector<std::string>& directions,
               const std::vector<std::string>& kinds, std::size_t index)
{
    if (!directions.empty()) {
        return lowered(directions[index]) != "none";
    }
    if (!kinds.empty()) {
        const std::string kind = lowered(kinds[index]);
        return kind == "domain" || kind == "space" || kind == "???" || kind == "none" || kind == "unknown";
    }
    return index < 3 || header.sizes.size() <= 3;
}

/// Tells space from channels: up to three axes of space and at most one of channels, which is first or last.
void chooseAxes(NrrdHeader& header)
{
    const auto directions = nrrdAxisValues(header, "spacedirections");
    const auto kinds = nrrdAxisValues(header, "kinds");
    for (const auto& kind : kinds) {
        if (lowered(kind).find("complex") != std::string::npos) {
            throw badImage(header.file,
                           "its voxels are complex numbers; save the magnitude as a scan of its own");
        }
    }
    std::vector<std::size_t> others;
    for (std::size_t axis = 0; axis < header.sizes.size(); ++axis) {
        const bool spatial = isSpatial(header, directions, kinds, axis) && header.spatialAxes.size() < 3;
        (spatial ? header.spatialAxes : others).push_back(axis);
    }
    std::erase_if(others, [&](std::size_t axis) { return header.sizes[axis] == 1 && others.size() > 1; });
    const bool fits = !header.spatialAxes.empty() && others.size() <= 1 &&
                      (others.empty() || others[0] == 0 || others[0] + 1 == header.sizes.size());
    if (!fits) {
        throw badImage(
            header.file,
            fmt::format("it has {} axes, but only x, y, z and one axis of channels (the first or the last) "
                        "can be read; split it into one file per channel",
                        header.sizes.size()));
    }
    if (!others.empty()) {
        header.channelAxis = others[0];
    }
}

void readType(NrrdHeader& header)
{
    const std::string name = lowered(required(header, "type"));
    const auto type = nrrdTypeNamed(name);
    if (!type) {
        throw badImage(
            header.file,
            fmt::format("its voxel type \"{}\" is not supported; save it as short or float", name));
    }
    header.type = *type;
    const std::string order = lowered(optional(header, "endian"));
    header.swapped = bytesOf(*type) > 1 && (order == "big") == (std::endian::native == std::endian::little);
}

void readEncoding(NrrdHeader& header)
{
    const std::string name = lowered(required(header, "encoding"));
    if (name == "raw") {
        header.encoding = NrrdEncoding::Raw;
    } else if (name == "gzip" || name == "gz") {
        header.encoding = NrrdEncoding::Gzip;
    } else if (name == "text" || name == "txt" || name == "ascii") {
        header.encoding = NrrdEncoding::Text;
    } else {
        throw badImage(
            header.file,
            fmt::format("its encoding \"{}\" is not supported; save it raw or gzip-compressed", name));
    }
}

/// Finds the file with the values, and where in it they begin.
void locateData(NrrdHeader& header, std::optional<std::uint64_t> headerEnd)
{
    std::string name = optional(header, "datafile");
    if (name.empty()) {
        if (!headerEnd) {
            throw badImage(header.file, "the file is cut short within its header; copy or download it again");
        }
        header.dataFile = header.file;
        header.dataOffset = *headerEnd;
        return;
    }
    if (name.starts_with("LIST") || name.find('%') != std::string::npos) {
        throw badImage(header.file, "its voxels are spread over several files; save it as one .nrrd file");
    }
    header.dataFile = header.file.parent_path() / std::filesystem::path(name);
}

long double promisedBytes(const NrrdHeader& header)
{
    long double bytes =
        header.encoding == NrrdEncoding::Text ? 1.0L : static_cast<long double>(bytesOf(header.type));
    for (const std::int64_t size : header.sizes) {
        bytes *= static_cast<long double>(size);
    }
    return bytes;
}

void applySkips(NrrdHeader& header)
{
    const auto number = [&](const std::string& field) {
        const std::string text = optional(header, field);
        const auto value = text.empty() ? std::optional<std::int64_t>(0) : wholeNumberOf(text);
        if (!value) {
            throw badImage(header.file, fmt::format("its header is damaged: \"{}\" is {}", field, text));
        }
        return *value;
    };
    if (number("lineskip") != 0) {
        throw badImage(header.file,
                       "its values begin after skipped lines, which is not supported; save it as .nrrd");
    }
    const std::int64_t skip = number("byteskip");
    const std::uint64_t fileBytes = regularFileBytes(header.dataFile);
    const long double promised = promisedBytes(header);
    if (skip < 0 && header.encoding == NrrdEncoding::Raw && promised <= static_cast<long double>(fileBytes)) {
        header.dataOffset = fileBytes - static_cast<std::uint64_t>(promised); // the values end the file
    } else if (skip < 0 || skip > kLargestAxis) {
        throw badImage(header.file, fmt::format("its header is damaged: it skips {} bytes", skip));
    } else {
        header.skippedBytes = static_cast<std::uint64_t>(skip);
    }
    const std::uint64_t available = fileBytes - std::min(fileBytes, header.dataOffset);
    requireLength(header.dataFile, header.contentText(),
                  promised + static_cast<long double>(header.skippedBytes), available,
                  header.encoding == NrrdEncoding::Gzip);
}

/// +1 or -1 for each world axis: what turns the header's space into LPS.
std::array<double, 3> towardsLps(const std::string& space, std::string& note)
{
    const std::string name = lowered(space);
    if (name.empty() || name.starts_with("left-posterior-superior") || name.starts_with("lps")) {
        return {1.0, 1.0, 1.0};
    }
    if (name.starts_with("right-anterior-superior") || name.starts_with("ras")) {
        return {-1.0, -1.0, 1.0};
    }
    if (name.starts_with("left-anterior-superior") || name.starts_with("las")) {
        return {1.0, -1.0, 1.0};
    }
    appendNote(note,
               fmt::format("The header's space is \"{}\"; it was taken as left-posterior-superior.", space));
    return {1.0, 1.0, 1.0};
}

void placeByDirections(const NrrdHeader& header, const std::array<double, 3>& signs, Geometry& geometry)
{
    const auto directions = nrrdAxisValues(header, "spacedirections");
    for (std::size_t i = 0; i < header.spatialAxes.size(); ++i) {
        const auto vector = numbersOf(directions[header.spatialAxes[i]]);
        if (!vector || vector->size() < 2 || vector->size() > 4) {
            throw badImage(header.file, fmt::format("its header is damaged: \"{}\" is no direction",
                                                    directions[header.spatialAxes[i]]));
        }
        const auto component = [&](std::size_t row) { return row < vector->size() ? (*vector)[row] : 0.0; };
        const double length = std::hypot(component(0), component(1), component(2));
        geometry.spacing.mm[2 - i] = length;
        for (std::size_t row = 0; row < 3; ++row) {
            geometry.direction[row][i] = signs[row] * component(row) / length;
        }
    }
}

void placeBySpacings(const NrrdHeader& header, Geometry& geometry)
{
    const auto spacings = nrrdAxisValues(header, "spacings");
    for (std::size_t i = 0; i < header.spatialAxes.size() && !spacings.empty(); ++i) {
        const auto number = numberOf(spacings[header.spatialAxes[i]]);
        geometry.spacing.mm[2 - i] = number.value_or(0.0);
    }
}

} // namespace

std::string NrrdHeader::contentText() const
{
    std::string size;
    for (const std::int64_t count : sizes) {
        size += fmt::format("{}{}", size.empty() ? "" : "x", count);
    }
    return fmt::format("{} voxels of {}", size, voxelTypeName(type));
}

std::vector<std::string> nrrdAxisValues(const NrrdHeader& header, const std::string& field)
{
    std::string text = optional(header, field);
    std::vector<std::string> values;
    bool inBrackets = false;
    std::string value;
    text += ' ';
    for (const char c : text) {
        inBrackets = c == '(' || (inBrackets && c != ')');
        const bool white = c == ' ' || c == '\t';
        if (!white) {
            value += c;
        } else if (!inBrackets && !value.empty()) {
            values.push_back(std::move(value));
            value.clear();
        }
    }
    const bool isThere = !trimmed(text).empty(); // an open bracket leaves no value
    if (isThere && values.size() != header.sizes.size()) {
        throw badImage(header.file, fmt::format("its header is damaged: \"{}\" has {} entries for {} axes",
                                                field, values.size(), header.sizes.size()));
    }
    return values;
}

NrrdHeader readNrrdHeader(const std::filesystem::path& file)
{
    NrrdHeader header;
    header.file = file;
    const std::string text = headerText(file);
    if (text.empty()) {
        throw badImage(file, "it is empty (0 bytes); copy or export it again");
    }
    if (!text.starts_with("NRRD000")) {
        throw badImage(
            file, "it does not begin with the NRRD mark \"NRRD000\", whatever its name says; choose a .nrrd "
                  "or .nhdr file");
    }
    const auto headerEnd = parseFields(text, header);
    readSizes(header);
    readType(header);
    readEncoding(header);
    chooseAxes(header);
    locateData(header, headerEnd);
    applySkips(header);
    return header;
}

ImageInfo nrrdInfo(const NrrdHeader& header)
{
    ImageInfo info;
    info.format = "NRRD";
    info.voxelType = voxelTypeName(header.type);
    info.channels = header.channels();
    Geometry& geometry = info.geometry;
    geometry.extent = {{1, 1, 1}};
    for (std::size_t i = 0; i < header.spatialAxes.size(); ++i) {
        geometry.extent.voxels[2 - i] = header.sizes[header.spatialAxes[i]];
    }
    const auto signs = towardsLps(optional(header, "space"), info.note);
    if (!nrrdAxisValues(header, "spacedirections").empty()) {
        placeByDirections(header, signs, geometry);
    } else {
        placeBySpacings(header, geometry);
    }
    const auto origin = numbersOf(optional(header, "spaceorigin"));
    for (std::size_t row = 0; origin && row < std::min<std::size_t>(origin->size(), 3); ++row) {
        geometry.origin[row] = signs[row] * (*origin)[row];
    }
    if (header.spatialAxes.size() < 3) {
        geometry.spacing.mm[0] =
            kFlatSpacingFactor * std::max(geometry.spacing.mm[1], geometry.spacing.mm[2]);
        geometry.direction[2] = {0.0, 0.0, 1.0};
        geometry.direction[0][2] = 0.0;
        geometry.direction[1][2] = 0.0;
    }
    repairPlacement(geometry, info.note);
    return info;
}

} // namespace seg::imaging
