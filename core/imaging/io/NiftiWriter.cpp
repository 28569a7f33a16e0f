// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/imaging/io/NiftiHeader.h"
#include "core/imaging/io/NiftiIo.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <limits>

namespace seg::imaging::nifti {

namespace {

constexpr std::size_t kChunkVoxels = 1U << 16;

bool isCompressedName(const std::filesystem::path& file)
{
    const std::string ending = file.extension().string();
    return ending == ".gz" || ending == ".GZ";
}

void writeHeader(GzipWriter& writer, const NiftiHeader& header)
{
    constexpr std::array<std::byte, 4> kNoExtensions{};
    writer.write(header.bytes);
    writer.write(kNoExtensions);
}

template <typename Stored, typename Value>
void writeConverted(GzipWriter& writer, std::span<const Value> values)
{
    std::vector<Stored> chunk(std::min(values.size(), kChunkVoxels));
    for (std::size_t first = 0; first < values.size(); first += chunk.size()) {
        const std::span part = values.subspan(first, std::min(chunk.size(), values.size() - first));
        std::transform(part.begin(), part.end(), chunk.begin(),
                       [](Value value) { return static_cast<Stored>(value); });
        writer.write(std::as_bytes(std::span(chunk).first(part.size())));
    }
}

void writeFile(const std::filesystem::path& file, const NiftiHeader& header,
               const std::function<void(GzipWriter&)>& writeVoxels)
{
    writeAtomically(file, [&](const std::filesystem::path& temporary) {
        GzipWriter writer(temporary, isCompressedName(file), file);
        writeHeader(writer, header);
        writeVoxels(writer);
        writer.close();
    });
}

void writeLabels(const std::filesystem::path& file, const LabelMap& labels, NiftiHeader header)
{
    const VoxelType type = maskTypeOf(file, labels);
    setNiftiContent(header, 1, niftiTypeOf(type), 1.0, 0.0);
    clearNiftiDisplay(header);
    writeFile(file, header, [&](GzipWriter& writer) {
        const std::span<const std::int16_t> values(labels.values);
        if (type == VoxelType::UInt8) {
            writeConverted<std::uint8_t>(writer, values);
        } else {
            writeConverted<std::uint16_t>(writer, values);
        }
    });
}

std::string sizeText(const std::array<std::int64_t, 3>& ijk)
{
    return fmt::format("{}x{}x{}", ijk[0], ijk[1], ijk[2]);
}

std::array<std::int64_t, 3> sizeOf(const Extent& extent)
{
    return {extent.voxels[2], extent.voxels[1], extent.voxels[0]};
}

/// Copies the stored bytes of one channel, in this machine's byte order.
void copyVoxels(GzipReader& reader, GzipWriter& writer, const NiftiHeader& header)
{
    std::vector<std::byte> chunk(1U << 18);
    std::uint64_t left = header.volumeBytes();
    while (left > 0) {
        const std::span part = std::span(chunk).first(std::min<std::uint64_t>(left, chunk.size()));
        const std::size_t got = reader.read(part);
        if (got < part.size()) {
            throw Error(
                ErrorCode::BadInput,
                fmt::format(
                    "cannot read {}: the file is cut short: its header promises {}, but at least {} bytes "
                    "are missing; copy or download it again",
                    pathText(reader.path()), contentText(header), left - got));
        }
        if (header.swapped && header.bytesPerVoxel() > 1) {
            const std::int64_t each = header.bytesPerVoxel();
            nifti_swap_Nbytes(static_cast<std::int64_t>(part.size()) / each, static_cast<int>(each),
                              part.data());
        }
        writer.write(part);
        left -= part.size();
    }
}

/// Rewrites one channel of `source` under the given header.
void rewrite(GzipReader& reader, const NiftiHeader& stored, std::int64_t index, const NiftiHeader& header,
             const std::filesystem::path& target)
{
    const std::uint64_t before = stored.volumeBytes() * static_cast<std::uint64_t>(index);
    if (!reader.skip(stored.dataOffset() - stored.bytes.size() + before)) {
        throw Error(
            ErrorCode::BadInput,
            fmt::format("cannot read {}: the file is cut short before channel {} of {}; copy or download it "
                        "again",
                        pathText(reader.path()), index, stored.channels()));
    }
    writeFile(target, header, [&](GzipWriter& writer) {
        copyVoxels(reader, writer, stored);
        if (index + 1 == stored.channels()) {
            reader.checkEnd();
        }
    });
}

template <typename Header> void copyPlacementFields(const Header& from, Header& to)
{
    std::copy(std::begin(from.pixdim), std::begin(from.pixdim) + 4, std::begin(to.pixdim));
    to.qform_code = from.qform_code;
    to.sform_code = from.sform_code;
    to.quatern_b = from.quatern_b;
    to.quatern_c = from.quatern_c;
    to.quatern_d = from.quatern_d;
    to.qoffset_x = from.qoffset_x;
    to.qoffset_y = from.qoffset_y;
    to.qoffset_z = from.qoffset_z;
    std::copy(std::begin(from.srow_x), std::end(from.srow_x), std::begin(to.srow_x));
    std::copy(std::begin(from.srow_y), std::end(from.srow_y), std::begin(to.srow_y));
    std::copy(std::begin(from.srow_z), std::end(from.srow_z), std::begin(to.srow_z));
    to.xyzt_units = from.xyzt_units;
}

/// The header of `source`, holding what `content` holds.
NiftiHeader withContentOf(const NiftiHeader& source, const NiftiHeader& content)
{
    if (source.version == content.version) { // bit for bit
        NiftiHeader result = content;
        if (source.version == 1) {
            nifti_1_header from{};
            nifti_1_header to{};
            std::memcpy(&from, source.bytes.data(), sizeof(from));
            std::memcpy(&to, content.bytes.data(), sizeof(to));
            copyPlacementFields(from, to);
            std::memcpy(result.bytes.data(), &to, sizeof(to));
        }
        copyPlacementFields(source.fields, result.fields);
        return result;
    }
    return source; // another version: take the image's header and refill it
}

} // namespace

void writeContent(const std::filesystem::path& file, const RasterContent& content)
{
    const NiftiHeader header = makeNiftiHeader(content.geometry, content.channels, niftiTypeOf(content.type));
    writeFile(file, header, [&](GzipWriter& writer) { writer.write(content.values); });
}

void writeLabelMap(const std::filesystem::path& file, const LabelMap& labels)
{
    writeLabels(file, labels, makeNiftiHeader(labels.geometry, 1, DT_UINT8));
}

void writeLabelMapLike(const std::filesystem::path& file, const LabelMap& labels,
                       const std::filesystem::path& source)
{
    GzipReader reader(source);
    const NiftiHeader header = readNiftiHeader(reader);
    if (header.size() != sizeOf(labels.geometry.extent)) {
        throw Error(ErrorCode::BadInput, fmt::format("cannot write {}: the mask is {} but the scan {} is {}",
                                                     pathText(file), sizeText(sizeOf(labels.geometry.extent)),
                                                     pathText(source), sizeText(header.size())));
    }
    writeLabels(file, labels, header);
}

void extractChannel(const std::filesystem::path& source, std::int64_t index,
                    const std::filesystem::path& target)
{
    GzipReader reader(source);
    const NiftiHeader stored = readNiftiHeader(reader);
    if (index < 0 || index >= stored.channels()) {
        throw Error(ErrorCode::InvalidArgument, fmt::format("cannot take channel {} of {}: it has {}", index,
                                                            pathText(source), stored.channels()));
    }
    if (stored.fields.dim[0] <= 3 && isCompressedName(source) == isCompressedName(target)) {
        copyFile(source, target);
        return;
    }
    NiftiHeader header = stored;
    setNiftiContent(header, 1, stored.fields.datatype, stored.fields.scl_slope, stored.fields.scl_inter);
    rewrite(reader, stored, index, header, target);
}

void copyPlacement(const std::filesystem::path& source, const std::filesystem::path& file)
{
    GzipReader sourceReader(source);
    const NiftiHeader placement = readNiftiHeader(sourceReader);
    GzipReader reader(file);
    const NiftiHeader stored = readNiftiHeader(reader);
    if (placement.size() != stored.size() || stored.channels() != 1) {
        throw Error(ErrorCode::BadInput,
                    fmt::format("cannot copy the geometry of {} to {}: the one is {} but the other {}",
                                pathText(source), pathText(file), sizeText(placement.size()),
                                sizeText(stored.size())));
    }
    NiftiHeader header = withContentOf(placement, stored);
    setNiftiContent(header, 1, stored.fields.datatype, stored.fields.scl_slope, stored.fields.scl_inter);
    rewrite(reader, stored, 0, header, file);
}

void setPlacement(const Geometry& geometry, const std::filesystem::path& file)
{
    GzipReader reader(file);
    const NiftiHeader stored = readNiftiHeader(reader);
    if (stored.size() != sizeOf(geometry.extent) || stored.channels() != 1) {
        throw Error(
            ErrorCode::BadInput,
            fmt::format("cannot give {} another geometry: it is {} in {} channels but the geometry is for "
                        "{} in one",
                        pathText(file), sizeText(stored.size()), stored.channels(),
                        sizeText(sizeOf(geometry.extent))));
    }
    NiftiHeader header = stored;
    setNiftiPlacement(header, geometry);
    setNiftiContent(header, 1, stored.fields.datatype, stored.fields.scl_slope, stored.fields.scl_inter);
    rewrite(reader, stored, 0, header, file);
}

} // namespace seg::imaging::nifti
