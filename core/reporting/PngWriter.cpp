// SPDX-License-Identifier: Apache-2.0
#include "core/reporting/PngWriter.h"

#include "core/base/Error.h"

#include <zlib.h>

#include <string_view>

namespace seg::reporting {

namespace {

void appendNumber(std::string& bytes, std::uint32_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8) {
        bytes.push_back(static_cast<char>((value >> static_cast<unsigned>(shift)) & 0xffU));
    }
}

void appendChunk(std::string& file, const std::string& type, const std::string& content)
{
    appendNumber(file, static_cast<std::uint32_t>(content.size()));
    const std::string body = type + content;
    file += body;
    const uLong sum = crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()));
    appendNumber(file, static_cast<std::uint32_t>(sum));
}

std::string header(const Picture& picture)
{
    std::string content;
    appendNumber(content, static_cast<std::uint32_t>(picture.width));
    appendNumber(content, static_cast<std::uint32_t>(picture.height));
    content +=
        std::string("\x08\x02\x00\x00\x00", 5); // 8 bit, truecolor, deflate, adaptive filters, no interlace
    return content;
}

/// Each row starts with its filter (1: differences to the pixel on the left).
std::string filteredRows(const Picture& picture)
{
    const auto rowBytes = static_cast<std::size_t>(picture.width) * 3;
    std::string rows;
    rows.reserve((rowBytes + 1) * static_cast<std::size_t>(picture.height));
    for (int y = 0; y < picture.height; ++y) {
        const std::uint8_t* row = picture.rgb.data() + static_cast<std::size_t>(y) * rowBytes;
        rows.push_back('\x01');
        for (std::size_t i = 0; i < rowBytes; ++i) {
            const unsigned left = i < 3 ? 0U : row[i - 3];
            rows.push_back(static_cast<char>((row[i] - left) & 0xffU));
        }
    }
    return rows;
}

std::string deflated(const std::string& bytes)
{
    uLongf length = compressBound(static_cast<uLong>(bytes.size()));
    std::string packed(length, '\0');
    const int result = compress2(reinterpret_cast<Bytef*>(packed.data()), &length,
                                 reinterpret_cast<const Bytef*>(bytes.data()),
                                 static_cast<uLong>(bytes.size()), Z_BEST_COMPRESSION);
    if (result != Z_OK) {
        throw Error(ErrorCode::OutOfMemory,
                    "cannot compress a picture of the report: there is not enough memory");
    }
    packed.resize(length);
    return packed;
}

} // namespace

std::string pngBytes(const Picture& picture)
{
    const std::size_t expected =
        3 * static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height);
    if (picture.width <= 0 || picture.height <= 0 || picture.rgb.size() != expected) {
        throw Error(ErrorCode::InvalidArgument, "cannot write a picture of " + std::to_string(picture.width) +
                                                    " x " + std::to_string(picture.height) + " pixels from " +
                                                    std::to_string(picture.rgb.size()) + " values");
    }
    std::string file("\x89PNG\r\n\x1a\n", 8);
    appendChunk(file, "IHDR", header(picture));
    appendChunk(file, "IDAT", deflated(filteredRows(picture)));
    appendChunk(file, "IEND", {});
    return file;
}

std::string base64(const std::string& bytes)
{
    constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            const std::uint32_t byte = i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U;
            group = (group << 8U) | byte;
        }
        for (std::size_t k = 0; k < 4; ++k) {
            const bool isPadding = i + k > bytes.size();
            text.push_back(isPadding ? '='
                                     : kDigits[(group >> (18U - 6U * static_cast<unsigned>(k))) & 0x3fU]);
        }
    }
    return text;
}

std::string pngDataUrl(const Picture& picture)
{
    return "data:image/png;base64," + base64(pngBytes(picture));
}

} // namespace seg::reporting
