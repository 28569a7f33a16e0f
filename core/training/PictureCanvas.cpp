// SPDX-License-Identifier: Apache-2.0
#include "core/training/PictureCanvas.h"

#include "core/base/Error.h"

#include <zlib.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

namespace seg::training {

namespace {

using Glyph = std::array<std::uint8_t, 7>; // rows of five pixels, the leftmost in bit 4

const std::map<char, Glyph>& glyphs()
{
    static const std::map<char, Glyph> table = {
        {'0', {14, 17, 19, 21, 25, 17, 14}}, {'1', {4, 12, 4, 4, 4, 4, 14}},
        {'2', {14, 17, 1, 2, 4, 8, 31}},     {'3', {31, 2, 4, 2, 1, 17, 14}},
        {'4', {2, 6, 10, 18, 31, 2, 2}},     {'5', {31, 16, 30, 1, 1, 17, 14}},
        {'6', {6, 8, 16, 30, 17, 17, 14}},   {'7', {31, 1, 2, 4, 8, 8, 8}},
        {'8', {14, 17, 17, 14, 17, 17, 14}}, {'9', {14, 17, 17, 15, 1, 2, 12}},
        {'.', {0, 0, 0, 0, 0, 12, 12}},      {'-', {0, 0, 0, 31, 0, 0, 0}},
        {'a', {0, 0, 14, 1, 15, 17, 15}},    {'c', {0, 0, 14, 16, 16, 17, 14}},
        {'d', {1, 1, 13, 19, 17, 17, 15}},   {'e', {0, 0, 14, 17, 31, 16, 14}},
        {'g', {0, 15, 17, 17, 15, 1, 14}},   {'h', {16, 16, 22, 25, 17, 17, 17}},
        {'i', {4, 0, 12, 4, 4, 4, 14}},      {'l', {12, 4, 4, 4, 4, 4, 14}},
        {'n', {0, 0, 22, 25, 17, 17, 17}},   {'o', {0, 0, 14, 17, 17, 17, 14}},
        {'p', {0, 0, 30, 17, 30, 16, 16}},   {'r', {0, 0, 22, 25, 16, 16, 16}},
        {'s', {0, 0, 14, 16, 14, 1, 30}},    {'t', {8, 8, 28, 8, 8, 9, 6}},
        {'v', {0, 0, 17, 17, 17, 10, 4}},    {'D', {28, 18, 17, 17, 17, 18, 28}},

    };
    return table;
}

void appendNumber(std::string& bytes, std::uint32_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8) {
        bytes.push_back(static_cast<char>(value >> shift & 0xFFU));
    }
}

void appendChunk(std::string& bytes, std::string_view kind, std::string_view content)
{
    appendNumber(bytes, static_cast<std::uint32_t>(content.size()));
    const std::size_t start = bytes.size();
    bytes.append(kind).append(content);
    const auto* checked = reinterpret_cast<const Bytef*>(bytes.data() + start);
    appendNumber(bytes,
                 static_cast<std::uint32_t>(crc32(0, checked, static_cast<uInt>(bytes.size() - start))));
}

} // namespace

PictureCanvas::PictureCanvas(int width, int height)
    : m_width(width), m_height(height),
      m_pixels(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3, 255)
{
}

void PictureCanvas::blend(int x, int y, Color color, double coverage)
{
    if (x < 0 || y < 0 || x >= m_width || y >= m_height) {
        return;
    }
    auto* pixel = &m_pixels[(static_cast<std::size_t>(y) * static_cast<std::size_t>(m_width) +
                             static_cast<std::size_t>(x)) *
                            3];
    for (std::size_t channel = 0; channel < 3; ++channel) {
        pixel[channel] = static_cast<std::uint8_t>(
            std::lround(pixel[channel] * (1.0 - coverage) + color[channel] * coverage));
    }
}

// Coverage falls off over one pixel with the distance from the segment, which smooths the line.
void PictureCanvas::line(double fromX, double fromY, double toX, double toY, Color color, double thickness)
{
    const double reach = thickness / 2.0 + 0.5;
    const double lengthSquared =
        std::max((toX - fromX) * (toX - fromX) + (toY - fromY) * (toY - fromY), 1e-9);
    const int left = static_cast<int>(std::floor(std::min(fromX, toX) - reach));
    const int right = static_cast<int>(std::ceil(std::max(fromX, toX) + reach));
    const int top = static_cast<int>(std::floor(std::min(fromY, toY) - reach));
    const int bottom = static_cast<int>(std::ceil(std::max(fromY, toY) + reach));
    for (int y = std::max(top, 0); y <= std::min(bottom, m_height - 1); ++y) {
        for (int x = std::max(left, 0); x <= std::min(right, m_width - 1); ++x) {
            const double along = std::clamp(
                ((x - fromX) * (toX - fromX) + (y - fromY) * (toY - fromY)) / lengthSquared, 0.0, 1.0);
            const double distance =
                std::hypot(x - fromX - along * (toX - fromX), y - fromY - along * (toY - fromY));
            blend(x, y, color, std::clamp(reach - distance, 0.0, 1.0));
        }
    }
}

void PictureCanvas::text(int left, int top, std::string_view text, Color color)
{
    for (const char letter : text) {
        if (const auto found = glyphs().find(letter); found != glyphs().end()) {
            for (int y = 0; y < kLetterHeight; ++y) {
                for (int x = 0; x < 10; ++x) {
                    if ((found->second[static_cast<std::size_t>(y / 2)] >> (4 - x / 2) & 1) != 0) {
                        blend(left + x, top + y, color, 1.0);
                    }
                }
            }
        }
        left += kLetterWidth;
    }
}

std::string PictureCanvas::png() const
{
    std::string rows; // each begins with the filter type 0
    const std::size_t rowBytes = static_cast<std::size_t>(m_width) * 3;
    for (int y = 0; y < m_height; ++y) {
        rows.push_back('\0');
        rows.append(reinterpret_cast<const char*>(m_pixels.data()) + static_cast<std::size_t>(y) * rowBytes,
                    rowBytes);
    }
    uLongf length = compressBound(static_cast<uLong>(rows.size()));
    std::string packed(length, '\0');
    if (compress2(reinterpret_cast<Bytef*>(packed.data()), &length,
                  reinterpret_cast<const Bytef*>(rows.data()), static_cast<uLong>(rows.size()), 6) != Z_OK) {
        throw Error(ErrorCode::OutOfMemory,
                    "cannot draw the training's progress: the memory does not suffice");
    }
    packed.resize(length);
    std::string header;
    appendNumber(header, static_cast<std::uint32_t>(m_width));
    appendNumber(header, static_cast<std::uint32_t>(m_height));
    header.append({8, 2, 0, 0, 0}); // 8 bits a channel, RGB, no interlacing
    std::string bytes("\x89PNG\r\n\x1a\n", 8);
    appendChunk(bytes, "IHDR", header);
    appendChunk(bytes, "IDAT", packed);
    appendChunk(bytes, "IEND", {});
    return bytes;
}

} // namespace seg::training
