// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/io/Raster.h"

#include "core/base/Files.h"
#include "core/imaging/io/ByteReader.h"
#include "core/imaging/io/ImageErrors.h"
#include "core/imaging/io/PlacementRepair.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace seg::imaging {

namespace {

constexpr std::size_t kChunkVoxels = 1U << 16;
constexpr int kFirstWideLabel = 255; // nnU-Net writes uint8 only below it

template <typename Values> void allocate(Values& values, std::size_t count, const std::filesystem::path& file)
{
    const std::uint64_t bytes = static_cast<std::uint64_t>(count) * sizeof(values[0]);
    requireMemory(file, bytes);
    try {
        values.resize(count);
    } catch (const std::exception&) { // bad_alloc or length_error
        throw notEnoughMemory(file, bytes);
    }
}

/// Reads all values and hands them on in pieces of whole voxels, with the index of the first value of each.
template <typename Stored, typename Use> void readStored(RasterReader& reader, const Use& use)
{
    const std::size_t count = reader.valueCount();
    const auto together = static_cast<std::size_t>(reader.isInterleaved() ? reader.info().channels : 1);
    std::vector<Stored> chunk(std::min(count, std::max(kChunkVoxels / together, std::size_t{1}) * together));
    for (std::size_t first = 0; first < count; first += chunk.size()) {
        const std::span part = std::span(chunk).first(std::min(chunk.size(), count - first));
        reader.read(std::as_writable_bytes(part));
        use(first, std::span<const Stored>(part));
    }
    reader.checkEnd();
}

/// Tells which voxel is no label, with its place as users count it (i, j, k).
Error notALabel(const std::filesystem::path& file, const Extent& extent, std::size_t index, double value)
{
    const auto at = static_cast<std::int64_t>(index);
    const std::int64_t x = at % extent.voxels[2];
    const std::int64_t y = at / extent.voxels[2] % extent.voxels[1];
    const std::int64_t z = at / extent.voxels[2] / extent.voxels[1];
    return {
        ErrorCode::BadInput,
        fmt::format(
            "cannot read the labels in {}: voxel ({}, {}, {}) has the value {}, but labels are whole numbers "
            "from 0 to {}; mend the mask or choose the right file",
            pathText(file), x, y, z, value, std::numeric_limits<std::int16_t>::max())};
}

template <typename Stored>
void convert(std::span<const Stored> part, double slope, double intercept, float* target)
{
    if (slope != 1.0 || intercept != 0.0) {
        std::transform(part.begin(), part.end(), target, [=](Stored value) {
            return static_cast<float>(static_cast<double>(value) * slope + intercept);
        });
    } else {
        std::transform(part.begin(), part.end(), target,
                       [](Stored value) { return static_cast<float>(value); });
    }
}

/// As convert(), for voxels whose channels stand together.
template <typename Stored>
void spread(std::span<const Stored> part, std::size_t firstVoxel, const RasterReader& reader, Volume& volume)
{
    const auto channels = static_cast<std::size_t>(volume.channels);
    const auto stride = static_cast<std::size_t>(volume.geometry.extent.count());
    for (std::size_t i = 0; i < part.size(); ++i) {
        const double value = static_cast<double>(part[i]) * reader.slope() + reader.intercept();
        volume.values[i % channels * stride + firstVoxel + i / channels] = static_cast<float>(value);
    }
}

template <typename Stored>
void useAsLabels(std::span<const Stored> part, std::size_t first, const RasterReader& reader,
                 LabelMap& labels)
{
    constexpr double kMost = std::numeric_limits<std::int16_t>::max();
    const double slope = reader.slope();
    const double intercept = reader.intercept();
    for (std::size_t i = 0; i < part.size(); ++i) {
        const double value = static_cast<double>(part[i]) * slope + intercept;
        if (!(value >= 0.0 && value <= kMost) || value != std::floor(value)) {
            throw notALabel(reader.path(), labels.geometry.extent, first + i, value);
        }
        labels.values[first + i] = static_cast<std::int16_t>(value);
    }
}

} // namespace

std::size_t RasterReader::valueCount() const noexcept
{
    return static_cast<std::size_t>(m_info.geometry.extent.count() * m_info.channels);
}

Volume readVolume(RasterReader& reader)
{
    Volume volume;
    volume.geometry = reader.info().geometry;
    volume.channels = reader.info().channels;
    allocate(volume.values, reader.valueCount(), reader.path());
    const bool spreads = reader.isInterleaved() && volume.channels > 1;
    withVoxelType(reader.type(), [&](auto stored) {
        using Stored = decltype(stored);
        readStored<Stored>(reader, [&](std::size_t first, std::span<const Stored> part) {
            if (spreads) {
                spread(part, first / static_cast<std::size_t>(volume.channels), reader, volume);
            } else {
                convert(part, reader.slope(), reader.intercept(), volume.values.data() + first);
            }
        });
    });
    return volume;
}

LabelMap readLabelMap(RasterReader& reader)
{
    if (reader.info().channels != 1) {
        throw Error(ErrorCode::BadInput,
                    fmt::format("cannot read the labels in {}: it has {} channels, but a label map "
                                "has one number per voxel; choose the right file",
                                pathText(reader.path()), reader.info().channels));
    }
    LabelMap labels;
    labels.geometry = reader.info().geometry;
    allocate(labels.values, reader.valueCount(), reader.path());
    withVoxelType(reader.type(), [&](auto stored) {
        using Stored = decltype(stored);
        readStored<Stored>(reader, [&](std::size_t first, std::span<const Stored> part) {
            useAsLabels(part, first, reader, labels);
        });
    });
    return labels;
}

std::vector<std::byte> readStoredChannel(RasterReader& reader, std::int64_t index)
{
    const auto channels = static_cast<std::size_t>(reader.info().channels);
    if (index < 0 || static_cast<std::size_t>(index) >= channels) {
        throw Error(ErrorCode::InvalidArgument, fmt::format("cannot take channel {} of {}: it has {}", index,
                                                            pathText(reader.path()), channels));
    }
    const std::size_t each = bytesOf(reader.type());
    const auto voxels = static_cast<std::size_t>(reader.info().geometry.extent.count());
    std::vector<std::byte> result;
    allocate(result, voxels * each, reader.path());
    const auto wanted = static_cast<std::size_t>(index);
    withVoxelType(reader.type(), [&](auto stored) {
        using Stored = decltype(stored);
        readStored<Stored>(reader, [&](std::size_t first, std::span<const Stored> part) {
            for (std::size_t i = 0; i < part.size(); ++i) {
                const std::size_t at = first + i;
                const std::size_t channel = reader.isInterleaved() ? at % channels : at / voxels;
                const std::size_t voxel = reader.isInterleaved() ? at / channels : at % voxels;
                if (channel == wanted) {
                    std::memcpy(result.data() + voxel * each, &part[i], each);
                }
            }
        });
    });
    return result;
}

ImageInfo naturalImageInfo(std::string_view format, std::int64_t width, std::int64_t height,
                           std::int64_t samples, VoxelType type)
{
    ImageInfo info;
    info.format = format;
    info.voxelType = voxelTypeName(type);
    info.channels = samples;
    info.geometry.extent = {{1, height, width}};
    info.geometry.spacing = {{kFlatSpacingFactor, 1.0, 1.0}};
    info.natural = true;
    return info;
}

VoxelType maskTypeOf(const std::filesystem::path& file, const LabelMap& labels)
{
    if (static_cast<std::int64_t>(labels.values.size()) != labels.geometry.extent.count()) {
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("cannot write {}: the mask has {} values for {} voxels", pathText(file),
                                labels.values.size(), labels.geometry.extent.count()));
    }
    const auto [least, largest] = std::minmax_element(labels.values.begin(), labels.values.end());
    if (least != labels.values.end() && *least < 0) {
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("cannot write {}: a mask cannot hold negative labels", pathText(file)));
    }
    const bool narrow = largest == labels.values.end() || *largest < kFirstWideLabel;
    return narrow ? VoxelType::UInt8 : VoxelType::UInt16;
}

std::vector<std::byte> maskValues(const LabelMap& labels, VoxelType type)
{
    std::vector<std::byte> bytes(labels.values.size() * bytesOf(type));
    if (type == VoxelType::UInt8) {
        std::transform(labels.values.begin(), labels.values.end(), bytes.begin(),
                       [](std::int16_t label) { return static_cast<std::byte>(label); });
    } else {
        std::memcpy(bytes.data(), labels.values.data(), bytes.size()); // the same bits for 0 to 32767
    }
    return bytes;
}

} // namespace seg::imaging
