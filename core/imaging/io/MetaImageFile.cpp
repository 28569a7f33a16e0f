// SPDX-License-Identifier: Apache-2.0
#include "core/base/Files.h"
#include "core/imaging/io/MetaImageHeader.h"
#include "core/imaging/io/StoredValues.h"
#include "core/imaging/io/TextHeader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <bit>

namespace seg::imaging {

namespace {

std::string_view typeText(VoxelType type)
{
    constexpr std::array<std::string_view, 10> kNames{
        "MET_UCHAR", "MET_CHAR",       "MET_USHORT",    "MET_SHORT", "MET_UINT",
        "MET_INT",   "MET_ULONG_LONG", "MET_LONG_LONG", "MET_FLOAT", "MET_DOUBLE"};
    return kNames[static_cast<std::size_t>(type)];
}

/// The fields that place the voxels, one line each; with several volumes a fourth axis follows.
std::string placementText(const Geometry& geometry, std::int64_t channels)
{
    const std::size_t axes = channels > 1 ? 4 : 3;
    std::vector<std::string> matrix;
    std::vector<std::string> origin;
    std::vector<std::string> spacing;
    for (std::size_t axis = 0; axis < axes; ++axis) {
        const bool inSpace = axis < 3;
        for (std::size_t row = 0; row < axes; ++row) {
            const bool both = inSpace && row < 3;
            matrix.push_back(numberText(both ? geometry.direction[row][axis] : (row == axis ? 1.0 : 0.0)));
        }
        origin.push_back(numberText(inSpace ? geometry.origin[axis] : 0.0));
        spacing.push_back(numberText(inSpace ? geometry.spacing.mm[2 - axis] : 1.0));
    }
    return fmt::format("TransformMatrix = {}\nOffset = {}\nElementSpacing = {}\n", fmt::join(matrix, " "),
                       fmt::join(origin, " "), fmt::join(spacing, " "));
}

/// The placement as another header words it. Nothing when it has not three axes.
std::string placementTextOf(const MetaImageHeader& source)
{
    constexpr std::array<const char*, 11> kNames{
        "TransformMatrix", "Rotation",    "Orientation",      "Offset",
        "Position",        "Origin",      "CenterOfRotation", "AnatomicalOrientation",
        "ElementSpacing",  "ElementSize", "DistanceUnits"};
    if (source.sizes.size() != 3) {
        return {};
    }
    std::string text;
    for (const char* const name : kNames) {
        const auto found = source.fields.find(lowered(name));
        if (found != source.fields.end()) {
            text += fmt::format("{} = {}\n", name, found->second);
        }
    }
    return text;
}

std::string headerFor(const RasterContent& content, const PlacementSource& source,
                      std::size_t compressedBytes)
{
    const auto& voxels = content.geometry.extent.voxels;
    const bool several = content.channels > 1;
    std::string placement = source.empty() ? std::string() : placementTextOf(readMetaImageHeader(source));
    if (placement.empty()) {
        placement = placementText(content.geometry, content.channels);
    }
    return fmt::format("ObjectType = Image\nNDims = {}\nBinaryData = True\nBinaryDataByteOrderMSB = {}\n"
                       "CompressedData = True\nCompressedDataSize = {}\n{}DimSize = {} {} {}{}\n"
                       "ElementType = {}\nElementDataFile = LOCAL\n",
                       several ? 4 : 3, std::endian::native == std::endian::big ? "True" : "False",
                       compressedBytes, placement, voxels[2], voxels[1], voxels[0],
                       several ? fmt::format(" {}", content.channels) : "", typeText(content.type));
}

} // namespace

std::unique_ptr<RasterReader> openMetaImage(const std::filesystem::path& file)
{
    const MetaImageHeader header = readMetaImageHeader(file);
    StoredValues where = storedValues(header);
    where.compressed = header.compressed;
    where.text = header.text;
    return std::make_unique<StoredValuesReader>(file, metaImageInfo(header), header.type, header.samples > 1,
                                                std::move(where));
}

void writeMetaImage(const std::filesystem::path& file, const RasterContent& content,
                    const PlacementSource& source)
{
    std::string values;
    appendDeflated(values, content.values, DeflateForm::Zlib);
    writeText(file, headerFor(content, source, values.size()) + values);
}

} // namespace seg::imaging
