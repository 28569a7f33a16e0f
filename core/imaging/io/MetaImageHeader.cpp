// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/io/MetaImageHeader.h"

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

std::optional<VoxelType> elementTypeNamed(std::string name)
{
    static const std::map<std::string, VoxelType, std::less<>> kNames{
        {"met_char", VoxelType::Int8},
        {"met_uchar", VoxelType::UInt8},
        {"met_short", VoxelType::Int16},
        {"met_ushort", VoxelType::UInt16},
        {"met_int", VoxelType::Int32},
        {"met_uint", VoxelType::UInt32},
        {"met_long", VoxelType::Int32},
        {"met_ulong", VoxelType::UInt32}, // 32 bits in every file of this format
        {"met_long_long", VoxelType::Int64},
        {"met_ulong_long", VoxelType::UInt64},
        {"met_float", VoxelType::Float32},
        {"met_double", VoxelType::Float64},
    };
    constexpr std::string_view kArray = "_array";
    if (name.ends_with(kArray)) {
        name.resize(name.size() - kArray.size());
    }
    const auto found = kNames.find(name);
    return found == kNames.end() ? std::nullopt : std::optional(found->second);
}

/// Fills the fields up to ElementDataFile, which ends the header. \return  where its line ends; nothing
/// without one.
std::optional<std::uint64_t> parseFields(std::string_view text, MetaImageHeader& header)
{
    std::size_t at = 0;
    while (at < text.size()) {
        const auto end = std::min(text.find('\n', at), text.size());
        const std::string_view line = text.substr(at, end - at);
        at = end + 1;
        const auto equals = std::min(line.find('='), line.find(':'));
        if (equals == std::string_view::npos) {
            continue;
        }
        const std::string name = lowered(trimmed(line.substr(0, equals)));
        header.fields[name] = std::string(trimmed(line.substr(equals + 1)));
        if (name == "elementdatafile") {
            return std::min(at, text.size());
        }
    }
    return std::nullopt;
}

std::string field(const MetaImageHeader& header, const std::string& name)
{
    const auto found = header.fields.find(name);
    return found == header.fields.end() ? std::string() : found->second;
}

/// The first of several names that the header has.
std::string fieldOf(const MetaImageHeader& header, const std::vector<std::string>& names)
{
    for (const std::string& name : names) {
        if (const std::string value = field(header, name); !value.empty()) {
            return value;
        }
    }
    return {};
}

bool isTrue(const std::string& value)
{
    return value.starts_with('T') || value.starts_with('t') || value.starts_with('1');
}

void readSizes(MetaImageHeader& header)
{
    const auto dimension = wholeNumberOf(field(header, "ndims"));
    const auto words = wordsOf(field(header, "dimsize"));
    if (!dimension || *dimension < 1 || static_cast<std::size_t>(*dimension) != words.size()) {
        throw badImage(header.file,
                       fmt::format("its header is damaged: it promises {} axes and gives {} sizes",
                                   field(header, "ndims"), words.size()));
    }
    header.sizes = axisLengths(header.file, words);
    while (header.sizes.size() > 4 && header.sizes.back() == 1) {
        header.sizes.pop_back();
    }
}

void readType(MetaImageHeader& header)
{
    const std::string name = field(header, "elementtype");
    const auto type = elementTypeNamed(lowered(name));
    if (!type) {
        throw badImage(
            header.file,
            fmt::format("its voxel type \"{}\" is not supported; save it as MET_SHORT or MET_FLOAT", name));
    }
    header.type = *type;
    const std::string samples = field(header, "elementnumberofchannels");
    header.samples = samples.empty() ? 1 : wholeNumberOf(samples).value_or(0);
    const bool several = header.sizes.size() > 3 && header.sizes[3] > 1;
    if (header.samples < 1 || header.samples > kLargestAxis) {
        throw badImage(header.file, fmt::format("its header is damaged: it promises {} channels", samples));
    }
    if (header.sizes.size() > 4 || (several && header.samples > 1)) {
        throw badImage(
            header.file,
            fmt::format("it has {} axes, but only x, y, z and one axis of channels can be read; split it "
                        "into one file per channel",
                        header.sizes.size() + (header.samples > 1 ? 1 : 0)));
    }
    const bool big = isTrue(fieldOf(header, {"binarydatabyteordermsb", "elementbyteordermsb"}));
    header.swapped = bytesOf(*type) > 1 && big == (std::endian::native == std::endian::little);
    header.compressed = isTrue(field(header, "compresseddata"));
    const std::string binary = field(header, "binarydata");
    header.text = !binary.empty() && !isTrue(binary);
}

long double promisedBytes(const MetaImageHeader& header)
{
    auto bytes = static_cast<long double>(header.samples);
    bytes *= header.text ? 1.0L : static_cast<long double>(bytesOf(header.type));
    for (const std::int64_t size : header.sizes) {
        bytes *= static_cast<long double>(size);
    }
    return bytes;
}

void locateData(MetaImageHeader& header, std::uint64_t headerEnd)
{
    const std::string name = field(header, "elementdatafile");
    if (name.empty() || name == "LIST" || name.starts_with("LIST ") || name.find('%') != std::string::npos) {
        throw badImage(header.file, "its voxels are spread over several files; save it as one .mha file");
    }
    const bool local = name == "LOCAL" || name == "Local" || name == "local";
    header.dataFile = local ? header.file : header.file.parent_path() / std::filesystem::path(name);
    header.dataOffset = local ? headerEnd : 0;
    const std::uint64_t fileBytes = regularFileBytes(header.dataFile);
    const long double promised = promisedBytes(header);
    const auto skip = wholeNumberOf(field(header, "headersize")).value_or(0);
    if (skip == -1 && !header.compressed && promised <= static_cast<long double>(fileBytes)) {
        header.dataOffset = fileBytes - static_cast<std::uint64_t>(promised); // the values end the file
    } else if (skip > 0 && skip < kLargestAxis) {
        header.dataOffset = static_cast<std::uint64_t>(skip);
    }
    const std::uint64_t available = fileBytes - std::min(fileBytes, header.dataOffset);
    requireLength(header.dataFile, header.contentText(), promised, available, header.compressed);
}

/// As many numbers as asked for, or none.
std::vector<double> exactly(const std::string& text, std::size_t count)
{
    const auto numbers = numbersOf(text);
    return numbers && numbers->size() == count ? *numbers : std::vector<double>();
}

void place(const MetaImageHeader& header, Geometry& geometry)
{
    const std::size_t all = header.sizes.size();
    const std::size_t axes = std::min<std::size_t>(all, 3);
    const auto spacing = exactly(fieldOf(header, {"elementspacing", "elementsize"}), all);
    const auto origin = exactly(fieldOf(header, {"offset", "position", "origin"}), all);
    const auto matrix = exactly(fieldOf(header, {"transformmatrix", "rotation", "orientation"}), all * all);
    for (std::size_t axis = 0; axis < axes; ++axis) {
        geometry.spacing.mm[2 - axis] = spacing.empty() ? 1.0 : spacing[axis];
        geometry.origin[axis] = origin.empty() ? 0.0 : origin[axis];
        for (std::size_t row = 0; row < axes && !matrix.empty(); ++row) {
            geometry.direction[row][axis] =
                matrix[axis * all + row]; // the file lists one voxel axis after another
        }
    }
}

} // namespace

std::string MetaImageHeader::contentText() const
{
    std::string size;
    for (const std::int64_t count : sizes) {
        size += fmt::format("{}{}", size.empty() ? "" : "x", count);
    }
    return fmt::format("{} voxels of {}{}", size, samples > 1 ? fmt::format("{} ", samples) : "",
                       voxelTypeName(type));
}

MetaImageHeader readMetaImageHeader(const std::filesystem::path& file)
{
    MetaImageHeader header;
    header.file = file;
    const std::string text = headerText(file);
    if (text.empty()) {
        throw badImage(file, "it is empty (0 bytes); copy or export it again");
    }
    const auto headerEnd = parseFields(text, header);
    if (header.fields.count("ndims") == 0 || header.fields.count("dimsize") == 0) {
        throw badImage(
            file, "it does not begin with a MetaImage header, whatever its name says; choose a .mha or .mhd "
                  "file");
    }
    const std::string object = field(header, "objecttype");
    if (!object.empty() && lowered(object) != "image") {
        throw badImage(file, fmt::format("it is a MetaIO {}, not an image", object));
    }
    if (!headerEnd) {
        throw badImage(
            file, "the file is cut short within its header: it does not say where its voxels are; copy or "
                  "download it again");
    }
    readSizes(header);
    readType(header);
    locateData(header, *headerEnd);
    return header;
}

ImageInfo metaImageInfo(const MetaImageHeader& header)
{
    ImageInfo info;
    info.format = "MetaImage";
    info.voxelType = voxelTypeName(header.type);
    info.channels = header.channels();
    Geometry& geometry = info.geometry;
    geometry.extent = {{1, 1, 1}};
    for (std::size_t axis = 0; axis < std::min<std::size_t>(header.sizes.size(), 3); ++axis) {
        geometry.extent.voxels[2 - axis] = header.sizes[axis];
    }
    place(header, geometry);
    if (header.sizes.size() < 3) {
        const auto& mm = geometry.spacing.mm;
        geometry.spacing.mm[0] = kFlatSpacingFactor * std::max(std::abs(mm[1]), std::abs(mm[2]));
    }
    repairPlacement(geometry, info.note);
    return info;
}

} // namespace seg::imaging
