// SPDX-License-Identifier: Apache-2.0
#include "core/base/Files.h"
#include "core/imaging/io/ByteReader.h"
#include "core/imaging/io/ImageErrors.h"
#include "core/imaging/io/PlacementRepair.h"
#include "core/imaging/io/Raster.h"
#include "core/imaging/io/SpacingSideCar.h"
#include "core/imaging/io/TiffCodecs.h"

#include <fmt/format.h>
#include <tiffio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <optional>

namespace seg::imaging {

namespace {

constexpr tmsize_t kLargestAllocation = tmsize_t{1} << 30; // for one of libtiff's own buffers

/// The first thing libtiff complained about.
struct Complaint {
    std::array<char, 200> text{};
};

int onError(TIFF* /*tiff*/, void* user, const char* /*module*/, const char* format, va_list arguments)
{
    auto* complaint = static_cast<Complaint*>(user);
    if (complaint->text[0] == '\0') {
        std::vsnprintf(complaint->text.data(), complaint->text.size(), format, arguments);
    }
    return 1; // nothing is printed
}

int onWarning(TIFF* /*tiff*/, void* /*user*/, const char* /*module*/, const char* /*format*/,
              va_list /*arguments*/)
{
    return 1;
}

using Tiff = std::unique_ptr<TIFF, void (*)(TIFF*)>;

Tiff openQuietly(const std::filesystem::path& file, const char* mode, Complaint& complaint)
{
    chooseTiffCodecs();
    const std::unique_ptr<TIFFOpenOptions, void (*)(TIFFOpenOptions*)> options(TIFFOpenOptionsAlloc(),
                                                                               &TIFFOpenOptionsFree);
    TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), kLargestAllocation);
    TIFFOpenOptionsSetErrorHandlerExtR(options.get(), onError, &complaint);
    TIFFOpenOptionsSetWarningHandlerExtR(options.get(), onWarning, nullptr);
    return {TIFFOpenExt(file.c_str(), mode, options.get()), &TIFFClose};
}

/// What one page says of itself; all pages of a stack must say the same.
struct TiffPage {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint16_t bits = 1;
    std::uint16_t samples = 1;
    std::uint16_t format = SAMPLEFORMAT_UINT;
    std::uint16_t compression = COMPRESSION_NONE;
    std::uint16_t photometric = PHOTOMETRIC_MINISBLACK;
    std::uint16_t planar = PLANARCONFIG_CONTIG;

    [[nodiscard]] bool sameShape(const TiffPage& other) const noexcept
    {
        return width == other.width && height == other.height && bits == other.bits &&
               samples == other.samples && format == other.format;
    }
};

TiffPage pageOf(TIFF* tiff)
{
    TiffPage page;
    TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &page.width);
    TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &page.height);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &page.bits);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &page.samples);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLEFORMAT, &page.format);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &page.compression);
    TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &page.photometric);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &page.planar);
    return page;
}

std::optional<VoxelType> typeOf(const TiffPage& page)
{
    const bool isFloat = page.format == SAMPLEFORMAT_IEEEFP;
    const bool isSigned = page.format == SAMPLEFORMAT_INT;
    switch (page.bits) {
    case 1:
        return isFloat ? std::nullopt : std::optional(VoxelType::UInt8);
    case 8:
        return isFloat ? std::nullopt : std::optional(isSigned ? VoxelType::Int8 : VoxelType::UInt8);
    case 16:
        return isFloat ? std::nullopt : std::optional(isSigned ? VoxelType::Int16 : VoxelType::UInt16);
    case 32:
        return isFloat ? VoxelType::Float32 : (isSigned ? VoxelType::Int32 : VoxelType::UInt32);
    case 64:
        return isFloat ? VoxelType::Float64 : (isSigned ? VoxelType::Int64 : VoxelType::UInt64);
    default:
        return std::nullopt;
    }
}

class TiffReader final : public RasterReader {
public:
    explicit TiffReader(const std::filesystem::path& file)
        : RasterReader(file), m_fileBytes(regularFileBytes(file)), m_tiff(openTiffFile())
    {
        m_page = pageOf(m_tiff.get());
        checkPage();
        const std::int64_t pages = countPages();
        m_type = *typeOf(m_page); // checkPage() lets no other through
        m_interleaved = true;
        m_info = naturalImageInfo("TIFF", m_page.width, m_page.height, m_page.samples, m_type);
        placeStack(pages);
        requirePlausibleSize();
    }

    void read(std::span<std::byte> voxels) override
    {
        while (!voxels.empty()) {
            if (m_at == m_pixels.size()) {
                decodeNextPage();
            }
            const std::size_t part = std::min(voxels.size(), m_pixels.size() - m_at);
            std::memcpy(voxels.data(), m_pixels.data() + m_at, part);
            m_at += part;
            voxels = voxels.subspan(part);
        }
    }

private:
    Tiff openTiffFile()
    {
        if (m_fileBytes == 0) {
            throw badImage(m_path, "it is empty (0 bytes); copy or export it again");
        }
        Tiff tiff = openQuietly(m_path, "r", m_complaint);
        if (!tiff) {
            throw damaged("it is not a sound TIFF file");
        }
        return tiff;
    }

    [[nodiscard]] Error damaged(std::string_view what) const
    {
        return badImage(m_path,
                        fmt::format("{} ({}); copy or export it again", what, m_complaint.text.data()));
    }

    void checkPage()
    {
        if (m_page.width < 1 || m_page.height < 1 || m_page.samples < 1) {
            throw badImage(m_path,
                           fmt::format("its header is damaged: it would have {} x {} pixels of {} samples",
                                       m_page.width, m_page.height, m_page.samples));
        }
        if (m_page.format == SAMPLEFORMAT_COMPLEXINT || m_page.format == SAMPLEFORMAT_COMPLEXIEEEFP) {
            throw badImage(m_path, "its voxels are complex numbers; save the magnitude as a scan of its own");
        }
        const bool jpeg = m_page.compression == COMPRESSION_JPEG;
        if (!typeOf(m_page) || (m_page.bits == 1 && m_page.samples > 1) ||
            (m_page.photometric == PHOTOMETRIC_YCBCR && !jpeg)) {
            throw badImage(m_path,
                           fmt::format("its kind of pixels ({} samples of {} bits) is not supported; save it "
                                       "with 8, 16 or 32 bits",
                                       m_page.samples, m_page.bits));
        }
    }

    std::int64_t countPages()
    {
        std::int64_t pages = 1;
        while (TIFFReadDirectory(m_tiff.get()) == 1) {
            const TiffPage page = pageOf(m_tiff.get());
            if (!page.sameShape(m_page)) {
                throw badImage(
                    m_path, fmt::format("its page {} is {}x{} with {} samples of {} bits but the first one "
                                        "{}x{} with {} of {}; save the pages of one size as a stack",
                                        pages + 1, page.width, page.height, page.samples, page.bits,
                                        m_page.width, m_page.height, m_page.samples, m_page.bits));
            }
            ++pages;
        }
        if (TIFFSetDirectory(m_tiff.get(), 0) != 1) {
            throw damaged("its pages are damaged");
        }
        m_complaint = {}; // what was said about the end of the list of pages is no matter
        return pages;
    }

    /// Several pages, or one with a side-car, are a stack of slices.
    void placeStack(std::int64_t pages)
    {
        const std::optional<Spacing> spacing = readSideCar(m_path);
        m_info.natural = pages == 1 && !spacing;
        if (m_info.natural) {
            return;
        }
        if (m_page.samples > 1) {
            throw badImage(m_path, "it is a stack of color images; save each channel as a gray stack");
        }
        m_info.geometry.extent.voxels[0] = pages;
        m_info.geometry.spacing = spacing.value_or(Spacing{});
        if (!spacing) {
            appendNote(m_info.note, fmt::format("There is no {} with its voxel size; 1 mm was taken.",
                                                pathText(sideCarOf(m_path).filename())));
        }
    }

    void requirePlausibleSize()
    {
        const auto& voxels = m_info.geometry.extent.voxels;
        long double bytes = static_cast<long double>(m_page.samples) * m_page.bits / 8.0L;
        for (const std::int64_t count : voxels) {
            bytes *= static_cast<long double>(count);
        }
        const bool plain = m_page.compression == COMPRESSION_NONE;
        const std::string content =
            fmt::format("{} voxels of {}", sizeText(m_info.geometry.extent), voxelTypeName(m_type));
        requireLength(m_path, content, bytes, m_fileBytes, !plain);
    }

    [[nodiscard]] std::size_t pageBytes() const noexcept
    {
        return static_cast<std::size_t>(m_page.width) * m_page.height * m_page.samples * bytesOf(m_type);
    }

    void decodeNextPage()
    {
        if (m_pagesRead > 0 && TIFFReadDirectory(m_tiff.get()) != 1) {
            throw damaged(fmt::format("its page {} is damaged or missing", m_pagesRead + 1));
        }
        m_page = pageOf(m_tiff.get());
        if (m_page.compression == COMPRESSION_JPEG && m_page.photometric == PHOTOMETRIC_YCBCR) {
            TIFFSetField(m_tiff.get(), TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
        }
        requireMemory(m_path, 2 * pageBytes());
        m_pixels.assign(pageBytes(), std::byte{0});
        const bool separate = m_page.planar == PLANARCONFIG_SEPARATE && m_page.samples > 1;
        for (std::uint16_t plane = 0; plane < (separate ? m_page.samples : 1); ++plane) {
            TIFFIsTiled(m_tiff.get()) != 0 ? readTiles(separate, plane) : readStrips(separate, plane);
        }
        ++m_pagesRead;
        m_at = 0;
    }

    void readStrips(bool separate, std::uint16_t plane)
    {
        std::uint32_t rows = m_page.height;
        TIFFGetField(m_tiff.get(), TIFFTAG_ROWSPERSTRIP, &rows);
        rows = std::clamp<std::uint32_t>(rows, 1, m_page.height);
        readBlocks(m_page.width, rows, TIFFStripSize(m_tiff.get()), separate, plane,
                   [&](std::span<std::byte> block, std::uint32_t /*x*/, std::uint32_t y) {
                       const std::uint32_t strip = TIFFComputeStrip(m_tiff.get(), y, plane);
                       return TIFFReadEncodedStrip(m_tiff.get(), strip, block.data(),
                                                   static_cast<tmsize_t>(block.size()));
                   });
    }

    void readTiles(bool separate, std::uint16_t plane)
    {
        std::uint32_t width = 0;
        std::uint32_t height = 0;
        TIFFGetField(m_tiff.get(), TIFFTAG_TILEWIDTH, &width);
        TIFFGetField(m_tiff.get(), TIFFTAG_TILELENGTH, &height);
        if (width < 1 || height < 1) {
            throw damaged("its tiles are damaged");
        }
        readBlocks(width, height, TIFFTileSize(m_tiff.get()), separate, plane,
                   [&](std::span<std::byte> block, std::uint32_t x, std::uint32_t y) {
                       const std::uint32_t tile = TIFFComputeTile(m_tiff.get(), x, y, 0, plane);
                       return TIFFReadEncodedTile(m_tiff.get(), tile, block.data(),
                                                  static_cast<tmsize_t>(block.size()));
                   });
    }

    /// Reads a page block by block and puts each at its place.
    template <typename ReadBlock>
    void readBlocks(std::uint32_t width, std::uint32_t height, tmsize_t blockBytes, bool separate,
                    std::uint16_t plane, const ReadBlock& readBlock)
    {
        const std::uint64_t samples = separate ? 1 : m_page.samples;
        const std::uint64_t rowBytes = (static_cast<std::uint64_t>(width) * samples * m_page.bits + 7) / 8;
        const auto size = static_cast<std::uint64_t>(std::max<tmsize_t>(blockBytes, 0));
        constexpr auto kMost = static_cast<std::uint64_t>(kLargestAllocation);
        if (size == 0 || size > kMost || rowBytes > kMost ||
            rowBytes * std::min(height, m_page.height) > kMost) {
            throw damaged("the blocks of its pixels have an impossible size");
        }
        requireMemory(m_path, size);
        std::vector<std::byte> block(size);
        for (std::uint64_t y = 0; y < m_page.height; y += height) {
            for (std::uint64_t x = 0; x < m_page.width; x += width) {
                const auto got =
                    readBlock(std::span(block), static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y));
                const auto rows = std::min<std::uint64_t>(height, m_page.height - y);
                if (got < 0 || static_cast<std::uint64_t>(got) < rowBytes * rows) {
                    throw damaged("its pixels are damaged or cut short");
                }
                for (std::uint64_t row = 0; row < rows; ++row) {
                    placeRow(std::span(block).subspan(row * rowBytes, rowBytes), x, y + row,
                             std::min<std::uint64_t>(width, m_page.width - x), separate, plane);
                }
            }
        }
    }

    void placeRow(std::span<const std::byte> row, std::uint64_t x, std::uint64_t y, std::uint64_t count,
                  bool separate, std::uint16_t plane)
    {
        const std::size_t each = bytesOf(m_type);
        std::byte* target = m_pixels.data() + (y * m_page.width + x) * m_page.samples * each;
        if (m_page.bits == 1) {
            for (std::uint64_t i = 0; i < count; ++i) {
                target[i] = (row[i / 8] >> (7 - i % 8)) & std::byte{1};
            }
        } else if (separate) {
            for (std::uint64_t i = 0; i < count; ++i) {
                std::memcpy(target + (i * m_page.samples + plane) * each, row.data() + i * each, each);
            }
        } else {
            std::memcpy(target, row.data(), count * m_page.samples * each);
        }
    }

    std::uint64_t m_fileBytes = 0;
    Complaint m_complaint;
    Tiff m_tiff;
    TiffPage m_page;
    std::int64_t m_pagesRead = 0;
    std::vector<std::byte> m_pixels; ///< of one page
    std::size_t m_at = 0;
};

bool setFields(TIFF* tiff, const RasterContent& content)
{
    const auto& voxels = content.geometry.extent.voxels;
    const bool isFloat = content.type == VoxelType::Float32 || content.type == VoxelType::Float64;
    const bool isSigned = content.type == VoxelType::Int8 || content.type == VoxelType::Int16 ||
                          content.type == VoxelType::Int32 || content.type == VoxelType::Int64;
    const int format = isFloat ? SAMPLEFORMAT_IEEEFP : (isSigned ? SAMPLEFORMAT_INT : SAMPLEFORMAT_UINT);
    const bool colors = content.channels >= 3;
    bool done = TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, static_cast<std::uint32_t>(voxels[2])) == 1;
    done = TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, static_cast<std::uint32_t>(voxels[1])) == 1 && done;
    done =
        TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, static_cast<int>(8 * bytesOf(content.type))) == 1 && done;
    done = TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, static_cast<int>(content.channels)) == 1 && done;
    done = TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, format) == 1 && done;
    done = TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, colors ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK) == 1 &&
           done;
    done = TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG) == 1 && done;
    done = TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_ADOBE_DEFLATE) == 1 && done;
    if (content.channels == 2 || content.channels == 4) {
        const std::uint16_t extra = EXTRASAMPLE_UNASSALPHA;
        done = TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, &extra) == 1 && done;
    }
    return done;
}

/// One slice: its channels stand together.
std::vector<std::byte> slicePixels(const RasterContent& content, std::size_t slice)
{
    const std::size_t each = bytesOf(content.type);
    const auto channels = static_cast<std::size_t>(content.channels);
    const auto& voxels = content.geometry.extent.voxels;
    const auto pixels = static_cast<std::size_t>(voxels[1] * voxels[2]);
    const auto all = pixels * static_cast<std::size_t>(voxels[0]);
    std::vector<std::byte> result(pixels * channels * each);
    for (std::size_t i = 0; i < pixels * channels; ++i) {
        const std::size_t source = (i % channels) * all + slice * pixels + i / channels;
        std::memcpy(result.data() + i * each, content.values.data() + source * each, each);
    }
    return result;
}

bool writePages(TIFF* tiff, const RasterContent& content)
{
    const auto& voxels = content.geometry.extent.voxels;
    const auto height = static_cast<std::size_t>(voxels[1]);
    for (std::size_t slice = 0; slice < static_cast<std::size_t>(voxels[0]); ++slice) {
        std::vector<std::byte> pixels = slicePixels(content, slice);
        const std::size_t rowBytes = pixels.size() / height;
        constexpr std::size_t kStripBytes = std::size_t{1} << 16;
        const std::size_t rows = std::clamp<std::size_t>(kStripBytes / rowBytes, 1, height);
        bool done = setFields(tiff, content) &&
                    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, static_cast<std::uint32_t>(rows)) == 1;
        for (std::size_t y = 0; done && y < height; y += rows) {
            const std::size_t bytes = std::min(rows, height - y) * rowBytes;
            done = TIFFWriteEncodedStrip(tiff, static_cast<std::uint32_t>(y / rows),
                                         pixels.data() + y * rowBytes, static_cast<tmsize_t>(bytes)) >= 0;
        }
        if (!done || TIFFWriteDirectory(tiff) != 1) {
            return false;
        }
    }
    return TIFFFlush(tiff) == 1;
}

} // namespace

std::unique_ptr<RasterReader> openTiff(const std::filesystem::path& file)
{
    return std::make_unique<TiffReader>(file);
}

void writeTiff(const std::filesystem::path& file, const RasterContent& content)
{
    constexpr std::int64_t kMostSamples = 4;
    const auto& voxels = content.geometry.extent.voxels;
    const bool fits = content.channels == 1 || (voxels[0] == 1 && content.channels <= kMostSamples);
    if (!fits || voxels[1] > UINT32_MAX || voxels[2] > UINT32_MAX) {
        throw Error(
            ErrorCode::BadInput,
            fmt::format("cannot write {}: a TIFF stack holds one channel; choose .nii.gz or one file per "
                        "channel",
                        pathText(file)));
    }
    writeAtomically(file, [&](const std::filesystem::path& temporary) {
        Complaint complaint;
        errno = 0;
        const bool large = content.values.size() > (std::size_t{1} << 31); // plain TIFF counts in 32 bits
        const Tiff tiff = openQuietly(temporary, large ? "w8" : "w", complaint);
        if (!tiff || !writePages(tiff.get(), content)) {
            throw ioError("write", pathText(file), errno != 0 ? errno : EIO);
        }
    });
    const bool natural =
        voxels[0] == 1 && content.geometry.spacing == Spacing{{kFlatSpacingFactor, 1.0, 1.0}};
    if (!natural) {
        writeSideCar(file, content.geometry.spacing);
    }
}

} // namespace seg::imaging
