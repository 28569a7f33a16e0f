// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/io/ImageFile.h"

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/imaging/io/DicomSeries.h"
#include "core/imaging/io/ImageErrors.h"
#include "core/imaging/io/ImageFormat.h"
#include "core/imaging/io/NiftiIo.h"
#include "core/imaging/io/Placement.h"
#include "core/imaging/io/Raster.h"
#include "core/imaging/io/TextHeader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstring>

namespace seg::imaging {

namespace {

std::string knownEndings()
{
    return fmt::format("{}", fmt::join(imageEndings(), ", "));
}

/// \param asStored  the numbers of a mask, not the colors that a palette gives them.
std::unique_ptr<RasterReader> openRaster(const std::filesystem::path& file, bool asStored)
{
    switch (formatOf(file)) {
    case ImageFormat::Nifti:
        return openNifti(file);
    case ImageFormat::Nrrd:
        return openNrrd(file);
    case ImageFormat::MetaImage:
        return openMetaImage(file);
    case ImageFormat::Tiff:
        return openTiff(file);
    case ImageFormat::Png:
        return openPng(file, asStored);
    case ImageFormat::Bmp:
        return openBmp(file, asStored);
    case ImageFormat::Dicom:
    case ImageFormat::Unknown:
        break;
    }
    throw badImage(
        file, fmt::format("it is no image of a kind that this program reads ({}, or a folder with a DICOM "
                          "series); convert it first",
                          knownEndings()));
}

bool isDicom(const std::filesystem::path& path)
{
    return std::filesystem::is_directory(path) || isDicomFile(path);
}

/// The one series that a folder or a file holds.
DicomSeries dicomSeriesAt(const std::filesystem::path& path)
{
    return std::filesystem::is_directory(path) ? onlyDicomSeries(path) : dicomSeriesOfFile(path);
}

ImageInfo dicomInfo(const std::filesystem::path& path)
{
    const DicomSeries series = dicomSeriesAt(path);
    ImageInfo info;
    info.geometry = series.geometry;
    info.format = "DICOM";
    info.voxelType = series.voxelType;
    info.note = fmt::format("{}", fmt::join(series.findings, " "));
    return info;
}

/// As numpy.allclose, which nnU-Net compares spacings with.
bool closeSpacing(const Spacing& a, const Spacing& b)
{
    for (std::size_t axis = 0; axis < 3; ++axis) {
        if (std::abs(a.mm[axis] - b.mm[axis]) > 1e-8 + 1e-5 * std::abs(b.mm[axis])) {
            return false;
        }
    }
    return true;
}

/// "ct_012_0001.nii.gz" gives "ct_012".
std::string caseNameOf(const std::filesystem::path& file)
{
    std::string name = stemOfImage(file);
    const auto isDigit = [](unsigned char c) { return std::isdigit(c) != 0; };
    if (name.size() > 5 && name[name.size() - 5] == '_' && std::all_of(name.end() - 4, name.end(), isDigit)) {
        name.resize(name.size() - 5);
    }
    return name;
}

void requireSameGrid(const std::vector<std::filesystem::path>& files, std::size_t index, const Volume& first,
                     const Volume& other)
{
    const std::string what = "cannot read case " + caseNameOf(files[index]);
    if (other.channels != 1 && !readImageInfo(files[index]).natural) {
        throw Error(ErrorCode::BadInput,
                    fmt::format("{}: channel {} ({}) holds {} volumes, but one file per channel is "
                                "expected",
                                what, index, pathText(files[index]), other.channels));
    }
    if (other.geometry.extent != first.geometry.extent) {
        throw Error(ErrorCode::BadInput,
                    fmt::format("{}: channel {} is {} but channel 0 is {}", what, index,
                                sizeText(other.geometry.extent), sizeText(first.geometry.extent)));
    }
    if (!closeSpacing(other.geometry.spacing, first.geometry.spacing)) {
        const auto& a = other.geometry.spacing.mm;
        const auto& b = first.geometry.spacing.mm;
        throw Error(ErrorCode::BadInput,
                    fmt::format("{}: channel {} has voxels of {:.4g} x {:.4g} x {:.4g} mm but channel 0 has "
                                "{:.4g} x {:.4g} x {:.4g} mm",
                                what, index, a[2], a[1], a[0], b[2], b[1], b[0]));
    }
}

/// Writes in the format that the ending names. \param source  where the placement's text is taken from, or
/// empty.
void writeContent(const std::filesystem::path& file, const RasterContent& content,
                  const PlacementSource& source)
{
    const std::string ending = lowered(imageEndingOf(file));
    if (ending == ".nhdr" || ending == ".mhd") {
        throw Error(ErrorCode::BadInput,
                    fmt::format("cannot write {}: header and voxels are written in one file; "
                                "choose {}",
                                pathText(file), ending == ".mhd" ? ".mha" : ".nrrd"));
    }
    switch (formatByEnding(file)) {
    case ImageFormat::Nifti:
        return nifti::writeContent(file, content);
    case ImageFormat::Nrrd:
        return writeNrrd(file, content, source);
    case ImageFormat::MetaImage:
        return writeMetaImage(file, content, source);
    case ImageFormat::Tiff:
        return writeTiff(file, content);
    case ImageFormat::Png:
        return writePng(file, content);
    case ImageFormat::Bmp:
        return writeBmp(file, content);
    case ImageFormat::Dicom:
    case ImageFormat::Unknown:
        break;
    }
    throw Error(ErrorCode::BadInput,
                fmt::format("cannot write {}: its name must end in one of .nii.gz, .nii, .nrrd, "
                            ".mha, .tif, .png or .bmp",
                            pathText(file)));
}

void writeMask(const std::filesystem::path& file, const LabelMap& labels, const PlacementSource& source)
{
    const VoxelType type = maskTypeOf(file, labels);
    const std::vector<std::byte> values = maskValues(labels, type);
    writeContent(file, {labels.geometry, 1, type, values}, source);
}

/// The values as whole numbers of 8 or 16 bits, for the formats that hold nothing else.
std::vector<std::byte> wholeValues(const std::filesystem::path& file, const Volume& volume, VoxelType& type)
{
    constexpr float kMost = 65535.0F;
    constexpr float kMostNarrow = 255.0F;
    const bool whole = std::all_of(volume.values.begin(), volume.values.end(), [](float value) {
        return value >= 0.0F && value <= kMost && value == std::floor(value);
    });
    if (!whole) {
        throw Error(
            ErrorCode::BadInput,
            fmt::format("cannot write {}: its format holds whole numbers from 0 to 65535; choose .nii.gz",
                        pathText(file)));
    }
    const bool narrow = std::all_of(volume.values.begin(), volume.values.end(),
                                    [](float value) { return value <= kMostNarrow; });
    type = narrow ? VoxelType::UInt8 : VoxelType::UInt16;
    std::vector<std::byte> bytes(volume.values.size() * bytesOf(type));
    for (std::size_t i = 0; i < volume.values.size(); ++i) {
        const auto value = static_cast<std::uint16_t>(volume.values[i]);
        if (narrow) {
            bytes[i] = static_cast<std::byte>(value);
        } else {
            std::memcpy(bytes.data() + 2 * i, &value, sizeof(value));
        }
    }
    return bytes;
}

/// Stored values of one channel with the reader's scaling applied.
Volume scaledChannel(const RasterReader& reader, std::span<const std::byte> stored)
{
    Volume volume{reader.info().geometry, 1, {}};
    volume.values.resize(static_cast<std::size_t>(volume.geometry.extent.count()));
    withVoxelType(reader.type(), [&](auto value) {
        for (std::size_t i = 0; i < volume.values.size(); ++i) {
            std::memcpy(&value, stored.data() + i * sizeof(value), sizeof(value));
            volume.values[i] =
                static_cast<float>(static_cast<double>(value) * reader.slope() + reader.intercept());
        }
    });
    return volume;
}

void requireSameSize(const std::filesystem::path& file, const Extent& extent,
                     const std::filesystem::path& source, const Extent& sourceExtent)
{
    if (extent != sourceExtent) {
        throw Error(ErrorCode::BadInput,
                    fmt::format("cannot write {}: the mask is {} but the scan {} is {}", pathText(file),
                                sizeText(extent), pathText(source), sizeText(sourceExtent)));
    }
}

/// Rewrites a file with its own voxels, type and scaling in another place. \param source  as writeContent().
void placeAnew(const std::filesystem::path& file, const Geometry& geometry, const PlacementSource& source)
{
    const ImageFormat format = formatOf(file);
    if (format == ImageFormat::Nifti) {
        return nifti::setPlacement(geometry, file);
    }
    if (format == ImageFormat::Png || format == ImageFormat::Bmp || format == ImageFormat::Unknown ||
        format == ImageFormat::Dicom) {
        throw Error(ErrorCode::BadInput,
                    fmt::format("cannot give {} another geometry: its format stores no place in the patient",
                                pathText(file)));
    }
    const auto reader = openRaster(file, true);
    const ImageInfo& info = reader->info();
    if (info.geometry.extent != geometry.extent || info.channels != 1) {
        throw Error(
            ErrorCode::BadInput,
            fmt::format("cannot give {} another geometry: it is {} in {} channels but the geometry is "
                        "for {} in one",
                        pathText(file), sizeText(info.geometry.extent), info.channels,
                        sizeText(geometry.extent)));
    }
    const std::vector<std::byte> values = readStoredChannel(*reader, 0);
    writeContent(file, {geometry, 1, reader->type(), values}, source);
}

bool sameEnding(const std::filesystem::path& a, const std::filesystem::path& b)
{
    return lowered(imageEndingOf(a)) == lowered(imageEndingOf(b));
}

} // namespace

const std::vector<std::string>& imageEndings()
{
    static const std::vector<std::string> kEndings{".nii.gz", ".nii", ".nrrd", ".nhdr", ".mha",
                                                   ".mhd",    ".tif", ".tiff", ".png",  ".bmp"};
    return kEndings;
}

std::string imageEndingOf(const std::filesystem::path& file)
{
    const std::string name = file.filename().string();
    const std::string low = lowered(name);
    for (const std::string& ending : imageEndings()) {
        if (low.ends_with(ending)) {
            return name.substr(name.size() - ending.size());
        }
    }
    return {};
}

bool isImageFile(const std::filesystem::path& file)
{
    return !imageEndingOf(file).empty();
}

std::string maskEndingFor(const std::filesystem::path& scan)
{
    const std::string ending = lowered(imageEndingOf(scan));
    if (ending == ".nhdr") {
        return ".nrrd";
    }
    if (ending == ".mhd") {
        return ".mha";
    }
    return ending.empty() ? ".nii.gz" : ending;
}

ImageInfo readImageInfo(const std::filesystem::path& file)
{
    return isDicom(file) ? dicomInfo(file) : openRaster(file, false)->info();
}

Volume readVolume(const std::filesystem::path& file)
{
    return isDicom(file) ? readDicomSeries(dicomSeriesAt(file)) : readVolume(*openRaster(file, false));
}

Volume readChannels(const std::vector<std::filesystem::path>& files)
{
    if (files.empty()) {
        throw Error(ErrorCode::InvalidArgument, "cannot read a case without any channel file");
    }
    Volume volume = readVolume(files.front());
    requireSameGrid(files, 0, volume, volume);
    volume.values.reserve(volume.values.size() * files.size());
    for (std::size_t index = 1; index < files.size(); ++index) {
        const Volume channel = readVolume(files[index]);
        requireSameGrid(files, index, volume, channel);
        volume.values.insert(volume.values.end(), channel.values.begin(), channel.values.end());
        volume.channels += channel.channels;
    }
    return volume;
}

LabelMap readLabelMap(const std::filesystem::path& file)
{
    if (isDicom(file)) {
        throw badImage(file, "a DICOM series is a scan, not a label map; choose the mask's own file");
    }
    return readLabelMap(*openRaster(file, true));
}

void writeLabelMap(const std::filesystem::path& file, const LabelMap& labels,
                   const std::filesystem::path& source)
{
    if (isDicom(source) || !isImageFile(source)) {
        return writeLabelMap(file, labels);
    }
    const ImageFormat target = formatByEnding(file);
    const bool same = target == formatOf(source);
    if (same && target == ImageFormat::Nifti) {
        return nifti::writeLabelMapLike(file, labels, source);
    }
    requireSameSize(file, labels.geometry.extent, source, readImageInfo(source).geometry.extent);
    const bool hasText = target == ImageFormat::Nrrd || target == ImageFormat::MetaImage;
    writeMask(file, labels, same && hasText ? source : PlacementSource());
}

void writeVolume(const std::filesystem::path& file, const Volume& volume)
{
    if (static_cast<std::int64_t>(volume.values.size()) != volume.geometry.extent.count() * volume.channels) {
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("cannot write {}: the volume has {} values for {} voxels in {} channels",
                                pathText(file), volume.values.size(), volume.geometry.extent.count(),
                                volume.channels));
    }
    const ImageFormat format = formatByEnding(file);
    if (format == ImageFormat::Png || format == ImageFormat::Bmp) {
        VoxelType type = VoxelType::UInt8;
        const std::vector<std::byte> values = wholeValues(file, volume, type);
        writeContent(file, {volume.geometry, volume.channels, type, values}, {});
        return;
    }
    writeContent(
        file, {volume.geometry, volume.channels, VoxelType::Float32, std::as_bytes(std::span(volume.values))},
        {});
}

void writeLabelMap(const std::filesystem::path& file, const LabelMap& labels)
{
    if (formatByEnding(file) == ImageFormat::Nifti) {
        return nifti::writeLabelMap(file, labels);
    }
    writeMask(file, labels, {});
}

void extractChannel(const std::filesystem::path& source, std::int64_t index,
                    const std::filesystem::path& target)
{
    if (!isDicom(source) && formatOf(source) == ImageFormat::Nifti &&
        formatByEnding(target) == ImageFormat::Nifti) {
        return nifti::extractChannel(source, index, target);
    }
    if (isDicom(source)) {
        if (index != 0) {
            throw Error(ErrorCode::InvalidArgument,
                        fmt::format("cannot take channel {} of {}: it has 1", index, pathText(source)));
        }
        return writeVolume(target, readVolume(source));
    }
    const auto reader = openRaster(source, false);
    const ImageInfo info = reader->info();
    const bool detached =
        lowered(imageEndingOf(source)) == ".nhdr" || lowered(imageEndingOf(source)) == ".mhd";
    if (info.channels == 1 && index == 0 && sameEnding(source, target) && !detached) {
        copyFile(source, target);
        return;
    }
    const std::vector<std::byte> values = readStoredChannel(*reader, index);
    if (reader->slope() != 1.0 || reader->intercept() != 0.0) { // only NIfTI can store a scaling
        return writeVolume(target, scaledChannel(*reader, values));
    }
    const ImageFormat format = formatByEnding(target);
    const bool same = format == formatOf(source) && (format == ImageFormat::Nrrd);
    writeContent(target, {info.geometry, 1, reader->type(), values}, same ? source : PlacementSource());
}

void setGeometry(const std::filesystem::path& file, const Geometry& geometry)
{
    placeAnew(file, geometry, {});
}

void copyGeometry(const std::filesystem::path& source, const std::filesystem::path& file)
{
    const ImageFormat from = isDicom(source) ? ImageFormat::Dicom : formatOf(source);
    const ImageFormat format = formatOf(file);
    if (format == ImageFormat::Nifti && from == ImageFormat::Nifti) {
        return nifti::copyPlacement(source, file);
    }
    const bool repeatsText =
        from == format && (format == ImageFormat::Nrrd || format == ImageFormat::MetaImage);
    placeAnew(file, readImageInfo(source).geometry, repeatsText ? source : PlacementSource());
}

} // namespace seg::imaging
