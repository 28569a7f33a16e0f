// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/io/ByteReader.h"
#include "core/imaging/io/DicomFile.h"
#include "core/imaging/io/DicomSlices.h"
#include "core/imaging/io/ImageErrors.h"
#include "core/imaging/io/StoredValues.h"

#include <fmt/format.h>
#include <gdcmFragment.h>
#include <gdcmImage.h>
#include <gdcmSequenceOfFragments.h>
#include <gdcmTrace.h>

#include <algorithm>
#include <cstring>
#include <new>

namespace seg::imaging {

namespace {

constexpr std::uint64_t kLargestDicomCompression = 20000; // of JPEG 2000 and RLE on constant pictures

/// How the pixels of a file are stored.
struct PixelLayout {
    unsigned allocated = 16; ///< bits of one number
    unsigned stored = 16;    ///< of which so many are used
    bool isSigned = false;
    unsigned samples = 1;
    DicomPixels shape; ///< without values

    [[nodiscard]] std::size_t frameBytes() const noexcept
    {
        return static_cast<std::size_t>(shape.columns * shape.rows) * bytesOf(shape.type);
    }
};

VoxelType typeOf(unsigned allocated, bool isSigned, const std::filesystem::path& file)
{
    switch (allocated) {
    case 8:
        return isSigned ? VoxelType::Int8 : VoxelType::UInt8;
    case 16:
        return isSigned ? VoxelType::Int16 : VoxelType::UInt16;
    case 32:
        return isSigned ? VoxelType::Int32 : VoxelType::UInt32;
    default:
        throw badImage(file, fmt::format("its pixels of {} bits are not supported", allocated));
    }
}

PixelLayout layoutOf(const dicom::File& file)
{
    const dicom::DataSet& set = file.data();
    PixelLayout layout;
    layout.allocated = set.whole(0x00280100).value_or(16);
    layout.stored = set.whole(0x00280101).value_or(static_cast<std::uint16_t>(layout.allocated));
    layout.isSigned = set.whole(0x00280103).value_or(0) == 1;
    layout.samples = set.whole(0x00280002).value_or(1);
    layout.shape.rows = set.whole(0x00280010).value_or(0);
    layout.shape.columns = set.whole(0x00280011).value_or(0);
    const double frames = set.decimal(0x00280008).value_or(1.0);
    layout.shape.frames = frames >= 1.0 && frames <= 1e6 ? static_cast<std::int64_t>(frames) : 1;
    layout.shape.type = typeOf(layout.allocated, layout.isSigned, file.path());
    if (layout.samples != 1) {
        throw badImage(
            file.path(),
            "its voxels are colors (RGB), not measured intensities; choose the original gray series");
    }
    return layout;
}

std::string contentOf(const PixelLayout& layout)
{
    return fmt::format("{}x{}x{} voxels of {}", layout.shape.columns, layout.shape.rows, layout.shape.frames,
                       voxelTypeName(layout.shape.type));
}

std::vector<std::byte> plainPixels(const dicom::File& file, const dicom::Element& pixels,
                                   const PixelLayout& layout)
{
    const auto promised =
        static_cast<long double>(layout.frameBytes()) * static_cast<long double>(layout.shape.frames);
    requireLength(file.path(), contentOf(layout), promised, pixels.range.length, false);
    std::vector<std::byte> values = file.bytes(
        {pixels.range.offset, layout.frameBytes() * static_cast<std::uint64_t>(layout.shape.frames)});
    if (file.isBigEndian()) {
        swapValues(values, layout.shape.type);
    }
    return values;
}

/// Which of the compressed pieces make up each frame.
std::vector<std::vector<dicom::Range>> piecesOfFrames(const dicom::File& file, const dicom::Element& pixels,
                                                      const PixelLayout& layout)
{
    const auto frames = static_cast<std::size_t>(layout.shape.frames);
    const std::size_t pieces =
        pixels.fragments.empty() ? 0 : pixels.fragments.size() - 1; // the first is a table
    std::vector<std::vector<dicom::Range>> result(frames);
    if (pieces == frames || frames == 1) {
        for (std::size_t i = 0; i < pieces; ++i) {
            result[frames == 1 ? 0 : i].push_back(pixels.fragments[i + 1]);
        }
        return result;
    }
    const std::vector<std::byte> table =
        pieces == 0 ? std::vector<std::byte>() : file.bytes(pixels.fragments[0]);
    if (pieces < frames || table.size() != 4 * frames) {
        throw badImage(file.path(),
                       fmt::format("its pixels are damaged: {} frames in {} pieces; copy or export it again",
                                   frames, pieces));
    }
    std::size_t frame = 0;
    for (std::size_t i = 0; i < pieces; ++i) {
        const std::uint64_t at = pixels.fragments[i + 1].offset - 8 - (pixels.fragments[1].offset - 8);
        while (frame + 1 < frames) {
            std::uint32_t next = 0;
            std::memcpy(&next, table.data() + 4 * (frame + 1), sizeof(next));
            if (at < next) {
                break;
            }
            ++frame;
        }
        result[frame].push_back(pixels.fragments[i + 1]);
    }
    return result;
}

gdcm::PixelFormat::ScalarType scalarOf(VoxelType type)
{
    switch (type) {
    case VoxelType::UInt8:
        return gdcm::PixelFormat::UINT8;
    case VoxelType::Int8:
        return gdcm::PixelFormat::INT8;
    case VoxelType::UInt16:
        return gdcm::PixelFormat::UINT16;
    case VoxelType::Int16:
        return gdcm::PixelFormat::INT16;
    case VoxelType::UInt32:
        return gdcm::PixelFormat::UINT32;
    default:
        return gdcm::PixelFormat::INT32;
    }
}

/// GDCM would print its warnings and errors; ours say what matters.
void silenceGdcm()
{
    static const bool kDone = [] {
        gdcm::Trace::SetDebug(false);
        gdcm::Trace::SetWarning(false);
        gdcm::Trace::SetError(false);
        return true;
    }();
    static_cast<void>(kDone);
}

/// One frame as GDCM knows it: a picture of two axes with the compressed pieces.
bool unpackWithGdcm(const dicom::File& file, const std::vector<dicom::Range>& pieces,
                    const PixelLayout& layout, char* target)
{
    gdcm::Image image;
    image.SetNumberOfDimensions(2);
    image.SetDimension(0, static_cast<unsigned>(layout.shape.columns));
    image.SetDimension(1, static_cast<unsigned>(layout.shape.rows));
    gdcm::PixelFormat format(scalarOf(layout.shape.type));
    format.SetBitsStored(static_cast<unsigned short>(std::clamp(layout.stored, 1U, layout.allocated)));
    image.SetPixelFormat(format);
    image.SetPhotometricInterpretation(gdcm::PhotometricInterpretation::MONOCHROME2);
    image.SetTransferSyntax(gdcm::TransferSyntax::GetTSType(file.transferSyntax().c_str()));
    const gdcm::SmartPointer<gdcm::SequenceOfFragments> fragments = gdcm::SequenceOfFragments::New();
    for (const dicom::Range& piece : pieces) {
        std::vector<std::byte> bytes = file.bytes(piece);
        bytes.resize((bytes.size() + 1) / 2 * 2); // GDCM asserts an even length
        gdcm::Fragment fragment;
        fragment.SetByteValue(reinterpret_cast<const char*>(bytes.data()),
                              static_cast<std::uint32_t>(bytes.size()));
        fragments->AddFragment(fragment);
    }
    gdcm::DataElement element(gdcm::Tag(0x7fe0, 0x0010));
    element.SetVR(gdcm::VR::OW);
    element.SetValue(*fragments);
    image.SetDataElement(element);
    return image.GetBufferLength() == layout.frameBytes() && image.GetBuffer(target);
}

/// RLE (PS3.5 annex G): one run-length coded plane for each byte of a number, the highest first.
bool unpackRle(std::span<const std::byte> packed, const PixelLayout& layout, std::byte* target)
{
    const std::size_t planes = bytesOf(layout.shape.type);
    const auto pixels = static_cast<std::size_t>(layout.shape.columns * layout.shape.rows);
    const auto word = [&](std::size_t at) {
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            value |= static_cast<std::uint32_t>(packed[at + i]) << (8 * i);
        }
        return std::size_t{value};
    };
    constexpr std::size_t kHeader = 64;
    if (packed.size() < kHeader || word(0) != planes) {
        return false;
    }
    for (std::size_t plane = 0; plane < planes; ++plane) {
        std::size_t at = word(4 * (plane + 1));
        const std::size_t end =
            plane + 1 < planes ? std::min(word(4 * (plane + 2)), packed.size()) : packed.size();
        std::size_t pixel = 0;
        while (pixel < pixels) {
            if (at >= end) {
                return false;
            }
            const auto code = static_cast<std::int8_t>(packed[at++]);
            const bool repeats = code < 0;
            const std::size_t count = static_cast<std::size_t>(repeats ? 1 - code : 1 + code);
            if (code == -128) {
                continue;
            }
            if (at + (repeats ? 1 : count) > end ||
                pixel + count > pixels + 1) { // rows are padded to even lengths
                return false;
            }
            for (std::size_t i = 0; i < count && pixel < pixels; ++i, ++pixel) {
                target[pixel * planes + planes - 1 - plane] = packed[repeats ? at : at + i];
            }
            at += repeats ? 1 : count;
        }
    }
    return true;
}

/// One frame, whatever it is compressed with.
bool unpackFrame(const dicom::File& file, const std::vector<dicom::Range>& pieces, const PixelLayout& layout,
                 std::byte* target)
{
    if (pieces.empty()) {
        return false;
    }
    if (file.transferSyntax() == "1.2.840.10008.1.2.5") {
        return unpackRle(file.bytes(pieces.front()), layout, target);
    }
    try {
        return unpackWithGdcm(file, pieces, layout, reinterpret_cast<char*>(target));
    } catch (const std::bad_alloc&) {
        throw notEnoughMemory(file.path(), layout.frameBytes());
    } catch (const Error&) {
        throw;
    } catch (const std::exception&) { // of GDCM's codecs
        return false;
    }
}

std::vector<std::byte> unpackedPixels(const dicom::File& file, const dicom::Element& pixels,
                                      const PixelLayout& layout)
{
    silenceGdcm();
    const std::uint64_t packed = regularFileBytes(file.path());
    const auto promised =
        static_cast<long double>(layout.frameBytes()) * static_cast<long double>(layout.shape.frames);
    requireLength(file.path(), contentOf(layout), promised, packed * kLargestDicomCompression, false);
    const auto pieces = piecesOfFrames(file, pixels, layout);
    requireMemory(file.path(), static_cast<std::uint64_t>(promised));
    std::vector<std::byte> values(static_cast<std::size_t>(promised));
    for (std::size_t frame = 0; frame < pieces.size(); ++frame) {
        if (!unpackFrame(file, pieces[frame], layout, values.data() + frame * layout.frameBytes())) {
            throw badImage(
                file.path(),
                fmt::format("its pixels cannot be unpacked (transfer syntax {}): they are damaged, "
                            "cut short or of a kind that is not supported",
                            file.transferSyntax()));
        }
    }
    return values;
}

/// Bits above those that are stored may hold anything (overlays did): they are cleared, or filled with the
/// sign.
template <typename Stored> void cleanUnusedBits(std::vector<std::byte>& values, unsigned storedBits)
{
    if constexpr (std::is_integral_v<Stored>) {
        constexpr unsigned kBits = 8 * sizeof(Stored);
        const unsigned unused = kBits - std::clamp(storedBits, 1U, kBits);
        for (std::size_t at = 0; unused > 0 && at + sizeof(Stored) <= values.size(); at += sizeof(Stored)) {
            Stored value{};
            std::memcpy(&value, values.data() + at, sizeof(value));
            const auto shifted =
                static_cast<Stored>(static_cast<std::make_unsigned_t<Stored>>(value) << unused);
            value = static_cast<Stored>(shifted >> unused);
            std::memcpy(values.data() + at, &value, sizeof(value));
        }
    }
}

} // namespace

DicomPixels readDicomPixels(const std::filesystem::path& path)
{
    const dicom::File file(path);
    const dicom::Element* pixels = file.data().find(dicom::kPixelData);
    if (pixels == nullptr) {
        throw badImage(path, "it holds no pixels; choose a file of an image series");
    }
    const PixelLayout layout = layoutOf(file);
    DicomPixels result = layout.shape;
    result.values =
        pixels->isEncapsulated ? unpackedPixels(file, *pixels, layout) : plainPixels(file, *pixels, layout);
    withVoxelType(result.type,
                  [&](auto stored) { cleanUnusedBits<decltype(stored)>(result.values, layout.stored); });
    return result;
}

} // namespace seg::imaging
