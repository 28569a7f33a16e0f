// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/imaging/io/NiftiHeader.h"
#include "core/imaging/io/NiftiIo.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <new>

namespace seg::imaging::nifti {

namespace {

constexpr std::size_t kChunkVoxels = 1U << 16;

Error cutShort(const GzipReader& reader, const NiftiHeader& header, std::uint64_t missing)
{
    return {ErrorCode::BadInput,
            fmt::format(
                "cannot read {}: the file is cut short: its header promises {} ({} bytes), but {} bytes are "
                "missing; copy or download it again",
                pathText(reader.path()), contentText(header),
                header.volumeBytes() * static_cast<std::uint64_t>(header.channels()), missing)};
}

/// Reads `count` voxels as they are stored and hands them on in pieces, with the index of the first of each.
template <typename Stored, typename Use>
void readStored(GzipReader& reader, const NiftiHeader& header, std::size_t count, const Use& use)
{
    std::vector<Stored> chunk(std::min(count, kChunkVoxels));
    for (std::size_t first = 0; first < count; first += chunk.size()) {
        const std::span part = std::span(chunk).first(std::min(chunk.size(), count - first));
        const std::size_t got = reader.read(std::as_writable_bytes(part));
        if (got < part.size_bytes()) {
            throw cutShort(reader, header, count * sizeof(Stored) - first * sizeof(Stored) - got);
        }
        if (header.swapped && sizeof(Stored) > 1) {
            nifti_swap_Nbytes(static_cast<std::int64_t>(part.size()), sizeof(Stored), part.data());
        }
        use(first, std::span<const Stored>(part));
    }
}

template <typename Use>
void readAny(GzipReader& reader, const NiftiHeader& header, std::size_t count, const Use& use)
{
    switch (header.fields.datatype) {
    case DT_UINT8:
        return readStored<std::uint8_t>(reader, header, count, use);
    case DT_INT8:
        return readStored<std::int8_t>(reader, header, count, use);
    case DT_UINT16:
        return readStored<std::uint16_t>(reader, header, count, use);
    case DT_INT16:
        return readStored<std::int16_t>(reader, header, count, use);
    case DT_UINT32:
        return readStored<std::uint32_t>(reader, header, count, use);
    case DT_INT32:
        return readStored<std::int32_t>(reader, header, count, use);
    case DT_UINT64:
        return readStored<std::uint64_t>(reader, header, count, use);
    case DT_INT64:
        return readStored<std::int64_t>(reader, header, count, use);
    case DT_FLOAT32:
        return readStored<float>(reader, header, count, use);
    case DT_FLOAT64:
        return readStored<double>(reader, header, count, use);
    default: // readNiftiHeader() lets no other type through
        throw Error(ErrorCode::Internal, fmt::format("cannot read {}: unexpected voxel type {}",
                                                     pathText(reader.path()), header.fields.datatype));
    }
}

NiftiHeader readHeaderAndGoToVoxels(GzipReader& reader)
{
    NiftiHeader header = readNiftiHeader(reader);
    if (!reader.skip(header.dataOffset() - header.bytes.size())) {
        throw cutShort(reader, header, header.volumeBytes() * static_cast<std::uint64_t>(header.channels()));
    }
    return header;
}

template <typename Values> void allocate(Values& values, std::size_t count, const std::filesystem::path& file)
{
    try {
        values.resize(count);
    } catch (const std::exception&) { // bad_alloc or length_error
        throw Error(
            ErrorCode::OutOfMemory,
            fmt::format(
                "cannot read {}: it needs {:.1f} GiB of memory, which this computer cannot give; close "
                "other programs or crop the scan",
                pathText(file), static_cast<double>(count * sizeof(values[0])) / (1024.0 * 1024.0 * 1024.0)));
    }
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
void useAsLabels(std::span<const Stored> part, std::size_t first, const NiftiHeader& header, LabelMap& labels,
                 const std::filesystem::path& file)
{
    constexpr double kMost = std::numeric_limits<std::int16_t>::max();
    const double slope = header.slope();
    const double intercept = header.intercept();
    for (std::size_t i = 0; i < part.size(); ++i) {
        const double value = static_cast<double>(part[i]) * slope + intercept;
        if (!(value >= 0.0 && value <= kMost) || value != std::floor(value)) {
            throw notALabel(file, labels.geometry.extent, first + i, value);
        }
        labels.values[first + i] = static_cast<std::int16_t>(value);
    }
}

} // namespace

ImageInfo readInfo(const std::filesystem::path& file)
{
    GzipReader reader(file);
    return niftiInfo(readNiftiHeader(reader));
}

Volume readVolume(const std::filesystem::path& file)
{
    GzipReader reader(file);
    const NiftiHeader header = readHeaderAndGoToVoxels(reader);
    Volume volume;
    volume.geometry = niftiInfo(header).geometry;
    volume.channels = header.channels();
    const auto count = static_cast<std::size_t>(volume.geometry.extent.count() * volume.channels);
    allocate(volume.values, count, file);
    const double slope = header.slope();
    const double intercept = header.intercept();
    readAny(reader, header, count, [&](std::size_t first, auto part) {
        float* target = volume.values.data() + first;
        if (header.scales()) {
            std::transform(part.begin(), part.end(), target, [=](auto value) {
                return static_cast<float>(static_cast<double>(value) * slope + intercept);
            });
        } else {
            std::transform(part.begin(), part.end(), target,
                           [](auto value) { return static_cast<float>(value); });
        }
    });
    reader.checkEnd();
    return volume;
}

LabelMap readLabelMap(const std::filesystem::path& file)
{
    GzipReader reader(file);
    const NiftiHeader header = readHeaderAndGoToVoxels(reader);
    if (header.channels() != 1) {
        throw Error(ErrorCode::BadInput,
                    fmt::format("cannot read the labels in {}: it has {} channels, but a label map "
                                "has one number per voxel; choose the right file",
                                pathText(file), header.channels()));
    }
    LabelMap labels;
    labels.geometry = niftiInfo(header).geometry;
    const auto count = static_cast<std::size_t>(labels.geometry.extent.count());
    allocate(labels.values, count, file);
    readAny(reader, header, count,
            [&](std::size_t first, auto part) { useAsLabels(part, first, header, labels, file); });
    reader.checkEnd();
    return labels;
}

} // namespace seg::imaging::nifti
