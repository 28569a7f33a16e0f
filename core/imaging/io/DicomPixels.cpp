// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/io/ByteReader.h"
#include "core/imaging/io/DicomCodecs.h"
#include "core/imaging/io/DicomFile.h"
#include "core/imaging/io/DicomSlices.h"
#include "core/imaging/io/ImageErrors.h"
#include "core/imaging/io/StoredValues.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <optional>

namespace seg::imaging {

namespace {

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

/// The bytes of one frame, its pieces joined.
std::vector<std::byte> packedFrame(const dicom::File& file, const std::vector<dicom::Range>& pieces)
{
    std::vector<std::byte> packed;
    for (const dicom::Range& piece : pieces) {
        const std::vector<std::byte> bytes = file.bytes(piece);
        packed.insert(packed.end(), bytes.begin(), bytes.end());
    }
    return packed;
}

/// Numbers of as many bytes as are stored, of those that the codec used.
void widen(const UnpackedFrame& frame, std::size_t bytes, std::byte* target)
{
    const std::size_t common = std::min<std::size_t>(bytes, frame.bytesPerPixel);
    for (std::size_t from = 0; from < frame.values.size(); from += frame.bytesPerPixel, target += bytes) {
        std::memcpy(target, frame.values.data() + from, common);
    }
}

std::optional<UnpackedFrame> unpackedFrame(const dicom::File& file, const std::vector<dicom::Range>& pieces,
                                           const FrameSize& size, unsigned bytesPerPixel)
{
    try {
        return unpackFrame(file.transferSyntax(), packedFrame(file, pieces), size, bytesPerPixel);
    } catch (const std::bad_alloc&) {
        throw notEnoughMemory(file.path(), size.pixels() * bytesPerPixel);
    }
}

std::vector<std::byte> unpackedPixels(const dicom::File& file, const dicom::Element& pixels,
                                      const PixelLayout& layout)
{
    const std::uint64_t packed = regularFileBytes(file.path());
    const auto promised =
        static_cast<long double>(layout.frameBytes()) * static_cast<long double>(layout.shape.frames);
    requireLength(file.path(), contentOf(layout), promised, packed * kLargestDicomCompression, false);
    const auto pieces = piecesOfFrames(file, pixels, layout);
    requireMemory(file.path(), static_cast<std::uint64_t>(promised));
    std::vector<std::byte> values(static_cast<std::size_t>(promised));
    const FrameSize size{layout.shape.columns, layout.shape.rows};
    const auto bytes = static_cast<unsigned>(bytesOf(layout.shape.type));
    for (std::size_t frame = 0; frame < pieces.size(); ++frame) {
        const auto unpacked = unpackedFrame(file, pieces[frame], size, bytes);
        if (!unpacked) {
            throw badImage(
                file.path(),
                fmt::format("its pixels cannot be unpacked (transfer syntax {}): they are damaged, "
                            "cut short or of a kind that is not supported",
                            file.transferSyntax()));
        }
        widen(*unpacked, bytes, values.data() + frame * layout.frameBytes());
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
