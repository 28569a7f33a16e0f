// SPDX-License-Identifier: Apache-2.0
#include "core/base/Files.h"
#include "core/imaging/io/ByteReader.h"
#include "core/imaging/io/ImageErrors.h"
#include "core/imaging/io/Raster.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>

namespace seg::imaging {

namespace {

constexpr std::size_t kFileHeader = 14;
constexpr std::size_t kInfoHeader = 40;
constexpr std::int64_t kLargestSide = 1 << 20;

/// A number in little-endian order. \pre  bytes hold it.
template <typename Number> Number numberAt(std::span<const std::byte> bytes, std::size_t at)
{
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < sizeof(Number); ++i) {
        value |= static_cast<std::uint64_t>(bytes[at + i]) << (8 * i);
    }
    return static_cast<Number>(value);
}

struct BmpHeader {
    std::int64_t width = 0;
    std::int64_t height = 0;
    bool topDown = false;
    unsigned bits = 0; ///< of one pixel: 1, 4, 8, 24 or 32
    bool alpha = false;
    std::uint64_t offset = 0;                         ///< of the first row
    std::vector<std::array<std::uint8_t, 3>> palette; ///< red, green, blue

    [[nodiscard]] std::uint64_t rowBytes() const noexcept
    {
        return (static_cast<std::uint64_t>(width) * bits + 31) / 32 * 4;
    }
    [[nodiscard]] bool isGray() const noexcept
    {
        return std::all_of(palette.begin(), palette.end(),
                           [](const auto& color) { return color[0] == color[1] && color[1] == color[2]; });
    }
};

void readPalette(BmpHeader& header, std::span<const std::byte> bytes, std::size_t at)
{
    std::size_t count = numberAt<std::uint32_t>(bytes, 46);
    const std::size_t most = std::size_t{1} << header.bits;
    count = count == 0 ? most : std::min(count, most);
    header.palette.resize(most, {0, 0, 0});
    for (std::size_t i = 0; i < count && at + 4 * i + 3 < bytes.size(); ++i) {
        for (std::size_t color = 0; color < 3; ++color) { // stored as blue, green, red
            header.palette[i][color] = static_cast<std::uint8_t>(bytes[at + 4 * i + 2 - color]);
        }
    }
}

BmpHeader readBmpHeader(const std::filesystem::path& file)
{
    constexpr std::uint32_t kPlain = 0;
    constexpr std::uint32_t kBitFields = 3;
    constexpr std::size_t kMostHeader = 4096;
    const std::uint64_t fileBytes = regularFileBytes(file);
    std::vector<std::byte> bytes(kMostHeader);
    bytes.resize(openPlain(file, 0)->read(bytes));
    if (bytes.empty()) {
        throw badImage(file, "it is empty (0 bytes); copy or export it again");
    }
    if (bytes.size() < 2 || bytes[0] != std::byte{'B'} || bytes[1] != std::byte{'M'}) {
        throw badImage(file, "it does not begin with BMP's mark, whatever its name says; choose a .bmp file");
    }
    if (bytes.size() < kFileHeader + kInfoHeader) {
        throw badImage(file, "the file is cut short within its header; copy or download it again");
    }
    BmpHeader header;
    header.offset = numberAt<std::uint32_t>(bytes, 10);
    const auto infoBytes = numberAt<std::uint32_t>(bytes, kFileHeader);
    header.width = numberAt<std::int32_t>(bytes, 18);
    const std::int64_t height = numberAt<std::int32_t>(bytes, 22);
    header.topDown = height < 0;
    header.height = std::abs(height);
    header.bits = numberAt<std::uint16_t>(bytes, 28);
    const auto compression = numberAt<std::uint32_t>(bytes, 30);
    constexpr std::array<unsigned, 5> kBits{1, 4, 8, 24, 32};
    const bool known = std::find(kBits.begin(), kBits.end(), header.bits) != kBits.end();
    const bool plain = compression == kPlain || (compression == kBitFields && header.bits == 32);
    if (infoBytes < kInfoHeader || !known || !plain) {
        throw badImage(file, "it is a compressed or an uncommon kind of BMP; save it as PNG");
    }
    if (header.width < 1 || header.height < 1 || header.width > kLargestSide ||
        header.height > kLargestSide) {
        throw badImage(
            file, fmt::format("its header is damaged: it would have {} x {} pixels", header.width, height));
    }
    header.alpha = compression == kBitFields;
    if (header.bits <= 8) {
        readPalette(header, bytes, kFileHeader + infoBytes);
    }
    const auto promised =
        static_cast<long double>(header.rowBytes()) * static_cast<long double>(header.height);
    requireLength(file, fmt::format("{}x{} pixels of {} bits", header.width, header.height, header.bits),
                  promised, fileBytes - std::min(fileBytes, header.offset), false);
    return header;
}

class BmpReader final : public RasterReader {
public:
    BmpReader(const std::filesystem::path& file, bool asStored)
        : RasterReader(file), m_header(readBmpHeader(file))
    {
        m_colors = m_header.bits > 8 || (!asStored && !m_header.isGray());
        m_indices = asStored;
        m_interleaved = true;
        const std::int64_t samples = !m_colors ? 1 : (m_header.alpha ? 4 : 3);
        m_info = naturalImageInfo("BMP", m_header.width, m_header.height, samples, m_type);
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
    void decode()
    {
        std::vector<std::byte> row(m_header.rowBytes());
        requireMemory(m_path, valueCount());
        m_pixels.resize(valueCount());
        const auto source = openPlain(m_path, m_header.offset);
        const std::size_t pixelRow = valueCount() / static_cast<std::size_t>(m_header.height);
        for (std::int64_t y = 0; y < m_header.height; ++y) {
            if (source->read(row) < row.size()) {
                throw badImage(m_path, "the file became shorter while it was read");
            }
            const std::int64_t target = m_header.topDown ? y : m_header.height - 1 - y;
            decodeRow(row, m_pixels.data() + static_cast<std::size_t>(target) * pixelRow);
        }
    }

    void decodeRow(std::span<const std::byte> row, std::byte* target) const
    {
        const auto width = static_cast<std::size_t>(m_header.width);
        const auto samples = static_cast<std::size_t>(m_info.channels);
        if (m_header.bits > 8) {
            const std::size_t each = m_header.bits / 8;
            constexpr std::array<std::size_t, 4> kPlace{2, 1, 0, 3}; // stored as blue, green, red, alpha
            for (std::size_t i = 0; i < width * samples; ++i) {
                target[i] = row[i / samples * each + kPlace[i % samples]];
            }
            return;
        }
        for (std::size_t x = 0; x < width; ++x) {
            const std::size_t bit = x * m_header.bits;
            const auto index = static_cast<std::size_t>(row[bit / 8] >> (8 - m_header.bits - bit % 8)) &
                               ((std::size_t{1} << m_header.bits) - 1);
            for (std::size_t color = 0; color < samples; ++color) {
                const auto stored = static_cast<std::uint8_t>(index);
                target[x * samples + color] = std::byte{m_indices ? stored : m_header.palette[index][color]};
            }
        }
    }

    BmpHeader m_header;
    bool m_colors = false;
    bool m_indices = false;
    std::vector<std::byte> m_pixels; ///< from top to bottom
    std::size_t m_at = 0;
};

void append(std::string& target, std::uint32_t value, std::size_t bytes)
{
    for (std::size_t i = 0; i < bytes; ++i) {
        target += static_cast<char>((value >> (8 * i)) & 0xFFU);
    }
}

} // namespace

std::unique_ptr<RasterReader> openBmp(const std::filesystem::path& file, bool asStored)
{
    return std::make_unique<BmpReader>(file, asStored);
}

void writeBmp(const std::filesystem::path& file, const RasterContent& content)
{
    const auto& voxels = content.geometry.extent.voxels;
    const auto width = static_cast<std::size_t>(voxels[2]);
    const auto height = static_cast<std::size_t>(voxels[1]);
    const auto channels = static_cast<std::size_t>(content.channels);
    if (voxels[0] != 1 || (channels != 1 && channels != 3) || content.type != VoxelType::UInt8 ||
        voxels[1] > kLargestSide || voxels[2] > kLargestSide) {
        throw Error(
            ErrorCode::BadInput,
            fmt::format("cannot write {}: BMP holds one slice of whole numbers from 0 to 255 in one or three "
                        "channels (labels below 255); choose .png or .nii.gz",
                        pathText(file)));
    }
    const std::size_t rowBytes = (width * channels + 3) / 4 * 4;
    const std::size_t paletteBytes = channels == 1 ? 1024 : 0;
    const std::size_t offset = kFileHeader + kInfoHeader + paletteBytes;
    std::string bytes = "BM";
    const auto whole = [](std::size_t value) { return static_cast<std::uint32_t>(value); };
    for (const std::uint32_t value :
         {whole(offset + rowBytes * height), 0U, whole(offset), whole(kInfoHeader), whole(width),
          whole(height), 1U | whole(8 * channels) << 16U, 0U, whole(rowBytes * height), 2835U, 2835U,
          whole(paletteBytes / 4), 0U}) {
        append(bytes, value, 4);
    }
    for (std::uint32_t gray = 0; gray < paletteBytes / 4; ++gray) {
        append(bytes, gray * 0x010101U, 4);
    }
    for (std::size_t y = height; y-- > 0;) {
        std::string row(rowBytes, '\0');
        for (std::size_t i = 0; i < width * channels; ++i) { // colors as blue, green, red
            const std::size_t channel = channels - 1 - i % channels;
            row[i] = static_cast<char>(content.values[channel * width * height + y * width + i / channels]);
        }
        bytes += row;
    }
    writeText(file, bytes);
}

} // namespace seg::imaging
