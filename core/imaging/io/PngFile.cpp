// SPDX-License-Identifier: Apache-2.0
#include "core/base/Files.h"
#include "core/imaging/io/ByteReader.h"
#include "core/imaging/io/ImageErrors.h"
#include "core/imaging/io/PlacementRepair.h"
#include "core/imaging/io/Raster.h"

#include <fmt/format.h>
#include <png.h>

#include <array>
#include <bit>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace seg::imaging {

namespace {

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

File openFile(const std::filesystem::path& file, const char* mode, const char* action,
              const std::filesystem::path& shownAs)
{
    File stream(std::fopen(file.c_str(), mode), &std::fclose);
    if (!stream) {
        throw ioError(action, pathText(shownAs), errno);
    }
    return stream;
}

/// libpng leaves by longjmp() when something is wrong: the functions that call it hold no object with a
/// destructor, and answer whether they came to their end.
struct PngState {
    png_structp png = nullptr;
    png_infop info = nullptr;
    std::array<char, 200> message{};
    png_uint_32 width = 0;
    png_uint_32 height = 0;
    int bits = 0; ///< of a sample as it is given out, 8 or 16
    int samples = 0;
    bool hadAlpha = false;
    std::size_t rowBytes = 0;
};

void onError(png_structp png, png_const_charp text)
{
    auto* state = static_cast<PngState*>(png_get_error_ptr(png));
    std::snprintf(state->message.data(), state->message.size(), "%s", text);
    png_longjmp(png, 1);
}

void onWarning(png_structp /*png*/, png_const_charp /*text*/) {}

bool readInfo(PngState& state, std::FILE* stream, bool asStored)
{
    if (setjmp(png_jmpbuf(state.png)) != 0) {
        return false;
    }
    png_init_io(state.png, stream);
    png_read_info(state.png, state.info);
    const int color = png_get_color_type(state.png, state.info);
    const int depth = png_get_bit_depth(state.png, state.info);
    if (color == PNG_COLOR_TYPE_PALETTE && !asStored) {
        png_set_palette_to_rgb(state.png);
    } else if (depth < 8 && asStored) {
        png_set_packing(state.png);
    } else if (depth < 8) {
        png_set_expand_gray_1_2_4_to_8(state.png);
    }
    state.hadAlpha = color == PNG_COLOR_TYPE_GRAY_ALPHA;
    if (state.hadAlpha) {
        png_set_strip_alpha(state.png);
    }
    if (depth == 16 && std::endian::native == std::endian::little) {
        png_set_swap(state.png);
    }
    png_set_interlace_handling(state.png);
    png_read_update_info(state.png, state.info);
    state.width = png_get_image_width(state.png, state.info);
    state.height = png_get_image_height(state.png, state.info);
    state.bits = png_get_bit_depth(state.png, state.info);
    state.samples = png_get_channels(state.png, state.info);
    state.rowBytes = png_get_rowbytes(state.png, state.info);
    return true;
}

bool readRows(PngState& state, png_bytepp rows)
{
    if (setjmp(png_jmpbuf(state.png)) != 0) {
        return false;
    }
    png_read_image(state.png, rows);
    png_read_end(state.png, nullptr);
    return true;
}

/// Releases libpng's structures, also when a reader's constructor fails.
struct ReadHandle {
    PngState state;

    ReadHandle() = default;
    ~ReadHandle() { png_destroy_read_struct(&state.png, &state.info, nullptr); }
    ReadHandle(const ReadHandle&) = delete;
    ReadHandle& operator=(const ReadHandle&) = delete;
};

class PngReader final : public RasterReader {
public:
    PngReader(const std::filesystem::path& file, bool asStored)
        : RasterReader(file), m_fileBytes(regularFileBytes(file)),
          m_stream(openFile(file, "rb", "read", file))
    {
        if (m_fileBytes == 0) {
            throw badImage(file, "it is empty (0 bytes); copy or export it again");
        }
        m_state.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &m_state, onError, onWarning);
        m_state.info = m_state.png == nullptr ? nullptr : png_create_info_struct(m_state.png);
        if (m_state.info == nullptr) {
            throw Error(ErrorCode::OutOfMemory,
                        fmt::format("cannot read {}: no memory for its buffers", pathText(file)));
        }
        readHeader(asStored);
    }

    void read(std::span<std::byte> voxels) override
    {
        if (m_pixels.empty()) {
            decode();
        }
        std::memcpy(voxels.data(), m_pixels.data() + m_at, voxels.size());
        m_at += voxels.size();
    }

private:
    void readHeader(bool asStored)
    {
        if (!readInfo(m_state, m_stream.get(), asStored)) {
            throw badImage(m_path, fmt::format("it is not a sound PNG file ({}); copy or export it again",
                                               m_state.message.data()));
        }
        m_type = m_state.bits == 16 ? VoxelType::UInt16 : VoxelType::UInt8;
        m_interleaved = true;
        m_info = naturalImageInfo("PNG", m_state.width, m_state.height, m_state.samples, m_type);
        if (m_state.hadAlpha) {
            appendNote(m_info.note, "Its transparency is left out.");
        }
        constexpr long double kBitsInByte = 8; // a PNG of one-bit samples is given out eight times as large
        requireLength(m_path, fmt::format("{}x{} pixels", m_state.width, m_state.height),
                      static_cast<long double>(m_state.rowBytes) * m_state.height / kBitsInByte, m_fileBytes,
                      true);
    }

    void decode()
    {
        const std::size_t bytes = m_state.rowBytes * m_state.height;
        requireMemory(m_path, bytes);
        m_pixels.resize(bytes);
        std::vector<png_bytep> rows(m_state.height);
        for (std::size_t y = 0; y < rows.size(); ++y) {
            rows[y] = reinterpret_cast<png_bytep>(m_pixels.data()) + y * m_state.rowBytes;
        }
        if (!readRows(m_state, rows.data())) {
            throw badImage(m_path,
                           fmt::format("its pixels are damaged or cut short ({}); copy or download it again",
                                       m_state.message.data()));
        }
    }

    std::uint64_t m_fileBytes = 0;
    File m_stream;
    ReadHandle m_handle;
    PngState& m_state = m_handle.state;
    std::vector<std::byte> m_pixels;
    std::size_t m_at = 0;
};

bool writeRows(PngState& state, std::FILE* stream, int color, png_bytepp rows)
{
    if (setjmp(png_jmpbuf(state.png)) != 0) {
        return false;
    }
    png_init_io(state.png, stream);
    png_set_IHDR(state.png, state.info, state.width, state.height, state.bits, color, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(state.png, state.info);
    if (state.bits == 16 && std::endian::native == std::endian::little) {
        png_set_swap(state.png);
    }
    png_write_image(state.png, rows);
    png_write_end(state.png, nullptr);
    return std::fflush(stream) == 0;
}

/// Channel after channel becomes pixel after pixel.
std::vector<std::byte> interleaved(const RasterContent& content)
{
    const std::size_t each = bytesOf(content.type);
    const auto channels = static_cast<std::size_t>(content.channels);
    const auto pixels = static_cast<std::size_t>(content.geometry.extent.count());
    std::vector<std::byte> result(content.values.size());
    for (std::size_t i = 0; i < pixels * channels; ++i) {
        const std::size_t source = (i % channels) * pixels + i / channels;
        std::memcpy(result.data() + i * each, content.values.data() + source * each, each);
    }
    return result;
}

void writePngTo(const std::filesystem::path& temporary, const std::filesystem::path& file,
                const RasterContent& content)
{
    const File stream = openFile(temporary, "wb", "write", file);
    std::vector<std::byte> pixels = interleaved(content);
    PngState state;
    state.width = static_cast<png_uint_32>(content.geometry.extent.voxels[2]);
    state.height = static_cast<png_uint_32>(content.geometry.extent.voxels[1]);
    state.bits = static_cast<int>(8 * bytesOf(content.type));
    const std::size_t rowBytes = pixels.size() / state.height;
    std::vector<png_bytep> rows(state.height);
    for (std::size_t y = 0; y < rows.size(); ++y) {
        rows[y] = reinterpret_cast<png_bytep>(pixels.data()) + y * rowBytes;
    }
    state.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &state, onError, onWarning);
    state.info = state.png == nullptr ? nullptr : png_create_info_struct(state.png);
    constexpr std::array<int, 5> kColors{0, PNG_COLOR_TYPE_GRAY, 0, PNG_COLOR_TYPE_RGB, PNG_COLOR_TYPE_RGBA};
    errno = 0;
    const bool done =
        state.info != nullptr &&
        writeRows(state, stream.get(), kColors[static_cast<std::size_t>(content.channels)], rows.data());
    const int code = errno;
    png_destroy_write_struct(&state.png, &state.info);
    if (!done) {
        throw ioError("write", pathText(file), code != 0 ? code : EIO);
    }
}

} // namespace

std::unique_ptr<RasterReader> openPng(const std::filesystem::path& file, bool asStored)
{
    return std::make_unique<PngReader>(file, asStored);
}

void writePng(const std::filesystem::path& file, const RasterContent& content)
{
    constexpr std::int64_t kLargestSide = 1000000; // libpng's own limit when reading
    const auto& voxels = content.geometry.extent.voxels;
    const bool colors = content.channels == 1 || content.channels == 3 || content.channels == 4;
    const bool type = content.type == VoxelType::UInt8 || content.type == VoxelType::UInt16;
    if (voxels[0] != 1 || !colors || !type || voxels[1] > kLargestSide || voxels[2] > kLargestSide) {
        throw Error(
            ErrorCode::BadInput,
            fmt::format(
                "cannot write {}: PNG holds one slice of whole numbers from 0 to 65535 in one, three or "
                "four channels; choose .nii.gz",
                pathText(file)));
    }
    writeAtomically(file,
                    [&](const std::filesystem::path& temporary) { writePngTo(temporary, file, content); });
}

} // namespace seg::imaging
