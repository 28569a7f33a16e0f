// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/imaging/io/ImageFile.h"
#include "core/imaging/io/VoxelType.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>

/// What the formats have in common behind ImageFile.h: a header, then numbers in a row.
namespace seg::imaging {

/// One opened image whose header has been read and checked. A format implements it; the functions below do
/// the rest.
class RasterReader {
public:
    virtual ~RasterReader() = default;

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return m_path; }
    [[nodiscard]] const ImageInfo& info() const noexcept { return m_info; }
    [[nodiscard]] VoxelType type() const noexcept { return m_type; }

    /// Whether the channels of a voxel stand together; else one channel follows the other.
    [[nodiscard]] bool isInterleaved() const noexcept { return m_interleaved; }

    /// What is to be done with a stored number v: v * slope + intercept.
    [[nodiscard]] double slope() const noexcept { return m_slope; }
    [[nodiscard]] double intercept() const noexcept { return m_intercept; }

    /// Fills `voxels` (a whole number of values) with the next values, in this machine's byte order.
    /// \throws seg::Error  BadInput when the file ends before, or its compressed data are damaged; Io.
    virtual void read(std::span<std::byte> voxels) = 0;

    /// To be called after the last value: the file must end soundly. \throws seg::Error  BadInput.
    virtual void checkEnd() {}

    /// Values in all channels together.
    [[nodiscard]] std::size_t valueCount() const noexcept;

protected:
    explicit RasterReader(std::filesystem::path file) : m_path(std::move(file)) {}

    std::filesystem::path m_path;
    ImageInfo m_info;
    VoxelType m_type = VoxelType::UInt8;
    bool m_interleaved = false;
    double m_slope = 1.0;
    double m_intercept = 0.0;
};

/// As ImageFile.h's functions of these names. The reader is used up.
[[nodiscard]] Volume readVolume(RasterReader& reader);
[[nodiscard]] LabelMap readLabelMap(RasterReader& reader);

/// The stored values of one channel, unscaled, in this machine's byte order.
/// \throws seg::Error  InvalidArgument when there is no such channel; as RasterReader::read.
[[nodiscard]] std::vector<std::byte> readStoredChannel(RasterReader& reader, std::int64_t index);

/// What is to be written: values in this machine's byte order, channel after channel, [C, Z, Y, X].
struct RasterContent {
    Geometry geometry;
    std::int64_t channels = 1;
    VoxelType type = VoxelType::UInt8;
    std::span<const std::byte> values;
};

/// The type a mask is stored in: uint8 if its largest label is below 255, else uint16 (nnU-Net's rule for all
/// writers). \throws seg::Error  InvalidArgument for negative labels or a wrong number of values.
[[nodiscard]] VoxelType maskTypeOf(const std::filesystem::path& file, const LabelMap& labels);

/// The labels in that type, as bytes.
[[nodiscard]] std::vector<std::byte> maskValues(const LabelMap& labels, VoxelType type);

/// One slice with spacing (999, 1, 1), its samples together as channels: what nnU-Net calls a natural image.
[[nodiscard]] ImageInfo naturalImageInfo(std::string_view format, std::int64_t width, std::int64_t height,
                                         std::int64_t samples, VoxelType type);

/// Where a writer takes the text of its placement from, when scan and mask have the same format; else empty.
using PlacementSource = std::filesystem::path;

[[nodiscard]] std::unique_ptr<RasterReader> openNifti(const std::filesystem::path& file);
[[nodiscard]] std::unique_ptr<RasterReader> openNrrd(const std::filesystem::path& file);
[[nodiscard]] std::unique_ptr<RasterReader> openMetaImage(const std::filesystem::path& file);
[[nodiscard]] std::unique_ptr<RasterReader> openTiff(const std::filesystem::path& file);

/// \param asStored  give the numbers as they are stored (a mask): indices instead of a palette's colors, and
/// numbers of
///   fewer than eight bits without spreading them over 0 to 255.
[[nodiscard]] std::unique_ptr<RasterReader> openPng(const std::filesystem::path& file, bool asStored);
[[nodiscard]] std::unique_ptr<RasterReader> openBmp(const std::filesystem::path& file, bool asStored);

/// Each writes beside and renames. \throws seg::Error  BadInput for content that the format cannot hold;
/// NoSpace, NoPermission, Io.
void writeNrrd(const std::filesystem::path& file, const RasterContent& content,
               const PlacementSource& source);
void writeMetaImage(const std::filesystem::path& file, const RasterContent& content,
                    const PlacementSource& source);
void writeTiff(const std::filesystem::path& file, const RasterContent& content);
void writePng(const std::filesystem::path& file, const RasterContent& content);
void writeBmp(const std::filesystem::path& file, const RasterContent& content);

} // namespace seg::imaging
