// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/io/ImageFormat.h"

#include "core/imaging/io/ByteReader.h"
#include "core/imaging/io/ImageFile.h"
#include "core/imaging/io/TextHeader.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace seg::imaging {

namespace {

constexpr std::size_t kFirstBytes = 1024;

bool looksLikeNifti(std::string_view bytes)
{
    std::int32_t size = 0;
    if (bytes.size() < sizeof(size)) {
        return false;
    }
    std::memcpy(&size, bytes.data(), sizeof(size));
    constexpr std::array<std::int32_t, 4> kHeaderSizes{348, 540, 0x5C010000, 0x1C020000}; // either byte order
    return std::find(kHeaderSizes.begin(), kHeaderSizes.end(), size) != kHeaderSizes.end();
}

bool looksLikeMetaImage(std::string_view bytes)
{
    const std::string text = lowered(bytes);
    return text.find("ndims") != std::string::npos && text.find("dimsize") != std::string::npos;
}

ImageFormat formatByContent(std::string_view bytes)
{
    using namespace std::string_view_literals;
    constexpr std::array<std::pair<std::string_view, ImageFormat>, 7> kMarks{
        {{"NRRD000"sv, ImageFormat::Nrrd},
         {"\x89PNG\r\n\x1a\n"sv, ImageFormat::Png},
         {"II*\0"sv, ImageFormat::Tiff},
         {"MM\0*"sv, ImageFormat::Tiff},
         {"II+\0"sv, ImageFormat::Tiff},
         {"MM\0+"sv, ImageFormat::Tiff},
         {"BM"sv, ImageFormat::Bmp}}};
    constexpr std::size_t kPreamble = 128;
    if (bytes.size() > kPreamble && bytes.substr(kPreamble).starts_with("DICM")) {
        return ImageFormat::Dicom;
    }
    for (const auto& [mark, format] : kMarks) {
        if (bytes.starts_with(mark)) {
            return format;
        }
    }
    if (looksLikeNifti(bytes)) {
        return ImageFormat::Nifti;
    }
    return looksLikeMetaImage(bytes) ? ImageFormat::MetaImage : ImageFormat::Unknown;
}

} // namespace

ImageFormat formatByEnding(const std::filesystem::path& file)
{
    const std::string ending = lowered(imageEndingOf(file));
    constexpr std::array<std::pair<std::string_view, ImageFormat>, 10> kEndings{
        {{".nii.gz", ImageFormat::Nifti},
         {".nii", ImageFormat::Nifti},
         {".nrrd", ImageFormat::Nrrd},
         {".nhdr", ImageFormat::Nrrd},
         {".mha", ImageFormat::MetaImage},
         {".mhd", ImageFormat::MetaImage},
         {".tif", ImageFormat::Tiff},
         {".tiff", ImageFormat::Tiff},
         {".png", ImageFormat::Png},
         {".bmp", ImageFormat::Bmp}}};
    for (const auto& [name, format] : kEndings) {
        if (ending == name) {
            return format;
        }
    }
    return lowered(file.extension().string()) == ".dcm" ? ImageFormat::Dicom : ImageFormat::Unknown;
}

ImageFormat formatOf(const std::filesystem::path& file)
{
    const std::vector<std::byte> bytes = firstBytes(file, kFirstBytes);
    const ImageFormat format = formatByContent({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    return format == ImageFormat::Unknown ? formatByEnding(file) : format;
}

} // namespace seg::imaging
