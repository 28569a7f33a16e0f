// SPDX-License-Identifier: Apache-2.0
#include "core/base/Files.h"
#include "core/imaging/io/ImageErrors.h"
#include "core/imaging/io/NrrdHeader.h"
#include "core/imaging/io/StoredValues.h"
#include "core/imaging/io/TextHeader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <bit>

namespace seg::imaging {

namespace {

std::string typeText(VoxelType type)
{
    constexpr std::array<std::string_view, 10> kNames{
        "unsigned char",          "signed char",   "unsigned short", "short", "unsigned int", "int",
        "unsigned long long int", "long long int", "float",          "double"};
    return std::string(kNames[static_cast<std::size_t>(type)]);
}

std::string vectorText(double x, double y, double z)
{
    return fmt::format("({},{},{})", numberText(x), numberText(y), numberText(z));
}

/// "none" for the axis of channels, behind the values of i, j and k.
std::string perAxis(const std::vector<std::string>& values, std::int64_t channels,
                    std::string_view ofChannels)
{
    return fmt::format("{}{}{}", fmt::join(values, " "), channels > 1 ? " " : "",
                       channels > 1 ? ofChannels : "");
}

std::string placementText(const Geometry& geometry, std::int64_t channels)
{
    std::vector<std::string> directions;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const double mm = geometry.spacing.mm[2 - axis];
        const auto& d = geometry.direction;
        directions.push_back(vectorText(d[0][axis] * mm, d[1][axis] * mm, d[2][axis] * mm));
    }
    const Point& origin = geometry.origin;
    return fmt::format("space: left-posterior-superior\nspace directions: {}\nkinds: {}\nspace origin: {}\n",
                       perAxis(directions, channels, "none"),
                       perAxis({"domain", "domain", "domain"}, channels, "list"),
                       vectorText(origin[0], origin[1], origin[2]));
}

/// The placement as another header words it, without its axis of channels. Nothing when it has not three
/// axes.
std::string placementTextOf(const NrrdHeader& source)
{
    if (source.spatialAxes.size() != 3) {
        return {};
    }
    std::string text;
    for (const char* const name :
         {"space", "space dimension", "space units", "space origin", "measurement frame"}) {
        std::string key(name);
        std::erase(key, ' ');
        const auto found = source.fields.find(key);
        if (found != source.fields.end()) {
            text += fmt::format("{}: {}\n", name, found->second);
        }
    }
    for (const char* const name : {"space directions", "spacings", "thicknesses", "kinds", "centerings"}) {
        std::string key(name);
        std::erase(key, ' ');
        const auto values = nrrdAxisValues(source, key);
        if (!values.empty()) {
            text += fmt::format("{}: {} {} {}\n", name, values[source.spatialAxes[0]],
                                values[source.spatialAxes[1]], values[source.spatialAxes[2]]);
        }
    }
    return text;
}

std::string headerFor(const RasterContent& content, const PlacementSource& source)
{
    const auto& voxels = content.geometry.extent.voxels;
    std::vector<std::string> sizes{std::to_string(voxels[2]), std::to_string(voxels[1]),
                                   std::to_string(voxels[0])};
    std::string placement = source.empty() ? std::string() : placementTextOf(readNrrdHeader(source));
    if (placement.empty()) {
        placement = placementText(content.geometry, content.channels);
    }
    return fmt::format("NRRD0005\n# Complete NRRD file format specification at:\n"
                       "# http://teem.sourceforge.net/nrrd/format.html\n"
                       "type: {}\ndimension: {}\nsizes: {}\n{}endian: {}\nencoding: gzip\n\n",
                       typeText(content.type), content.channels > 1 ? 4 : 3,
                       perAxis(sizes, content.channels, std::to_string(content.channels)), placement,
                       std::endian::native == std::endian::little ? "little" : "big");
}

} // namespace

std::unique_ptr<RasterReader> openNrrd(const std::filesystem::path& file)
{
    const NrrdHeader header = readNrrdHeader(file);
    StoredValues where = storedValues(header);
    where.skippedBytes = header.skippedBytes;
    where.compressed = header.encoding == NrrdEncoding::Gzip;
    where.text = header.encoding == NrrdEncoding::Text;
    const bool interleaved = header.channelAxis == std::size_t{0};
    return std::make_unique<StoredValuesReader>(file, nrrdInfo(header), header.type, interleaved,
                                                std::move(where));
}

void writeNrrd(const std::filesystem::path& file, const RasterContent& content, const PlacementSource& source)
{
    std::string bytes = headerFor(content, source);
    appendDeflated(bytes, content.values, DeflateForm::Gzip);
    writeText(file, bytes);
}

} // namespace seg::imaging
