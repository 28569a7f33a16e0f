// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

namespace seg::training {

using Color = std::array<std::uint8_t, 3>; ///< red, green, blue

/// A small picture in memory: lines, text, PNG. Pixels outside are ignored. Origin top left.
class PictureCanvas {
public:
    static constexpr int kLetterWidth = 12; ///< advance of one letter
    static constexpr int kLetterHeight = 14;

    PictureCanvas(int width, int height);

    void line(double fromX, double fromY, double toX, double toY, Color color, double thickness = 1.0);
    /// Digits, '.', '-', blanks and the small and capital letters that progress pictures use; others are left
    /// out.
    void text(int left, int top, std::string_view text, Color color);
    /// Encodes the picture; the caller writes it. \throws seg::Error  OutOfMemory.
    [[nodiscard]] std::string png() const;

private:
    void blend(int x, int y, Color color, double coverage);

    int m_width;
    int m_height;
    std::vector<std::uint8_t> m_pixels; // rows of red, green, blue
};

} // namespace seg::training
