// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/io/ImageFile.h"

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/imaging/io/NiftiIo.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

namespace seg::imaging {

namespace {

void requireImageName(const std::filesystem::path& file, std::string_view action)
{
    if (!isImageFile(file)) {
        throw Error(ErrorCode::BadInput,
                    fmt::format("cannot {} {}: only NIfTI files (.nii and .nii.gz) are supported; "
                                "convert the scan first",
                                action, pathText(file)));
    }
}

std::string sizeText(const Extent& extent)
{
    return fmt::format("{}x{}x{}", extent.voxels[2], extent.voxels[1], extent.voxels[0]);
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
    if (other.channels != 1) {
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

} // namespace

bool isImageFile(const std::filesystem::path& file)
{
    std::string name = file.filename().string();
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return name.ends_with(".nii") || name.ends_with(".nii.gz");
}

ImageInfo readImageInfo(const std::filesystem::path& file)
{
    requireImageName(file, "read");
    return nifti::readInfo(file);
}

Volume readVolume(const std::filesystem::path& file)
{
    requireImageName(file, "read");
    return nifti::readVolume(file);
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
    }
    volume.channels = static_cast<std::int64_t>(files.size());
    return volume;
}

LabelMap readLabelMap(const std::filesystem::path& file)
{
    requireImageName(file, "read");
    return nifti::readLabelMap(file);
}

void writeLabelMap(const std::filesystem::path& file, const LabelMap& labels,
                   const std::filesystem::path& source)
{
    requireImageName(file, "write");
    if (isImageFile(source)) {
        nifti::writeLabelMapLike(file, labels, source);
    } else {
        nifti::writeLabelMap(file, labels);
    }
}

void writeVolume(const std::filesystem::path& file, const Volume& volume)
{
    requireImageName(file, "write");
    nifti::writeVolume(file, volume);
}

void writeLabelMap(const std::filesystem::path& file, const LabelMap& labels)
{
    requireImageName(file, "write");
    nifti::writeLabelMap(file, labels);
}

void extractChannel(const std::filesystem::path& source, std::int64_t index,
                    const std::filesystem::path& target)
{
    requireImageName(source, "read");
    requireImageName(target, "write");
    nifti::extractChannel(source, index, target);
}

void copyGeometry(const std::filesystem::path& source, const std::filesystem::path& file)
{
    requireImageName(source, "read");
    requireImageName(file, "write");
    nifti::copyPlacement(source, file);
}

} // namespace seg::imaging
