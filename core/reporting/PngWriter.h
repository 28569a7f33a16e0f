// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace seg::reporting {

/// A picture of 8-bit red, green, blue, row by row from the top.
struct Picture {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> rgb; ///< 3 * width * height

    [[nodiscard]] bool isEmpty() const noexcept { return rgb.empty(); }
    [[nodiscard]] std::uint8_t* pixel(int x, int y) noexcept
    {
        return rgb.data() + 3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                                 static_cast<std::size_t>(x));
    }
    bool operator==(const Picture&) const = default;
};

/// The bytes of a PNG file (8-bit truecolor, deflate, rows filtered by differences to the left).
/// \throws seg::Error  InvalidArgument when the size does not fit the pixels; OutOfMemory.
[[nodiscard]] std::string pngBytes(const Picture& picture);

/// "data:image/png;base64,…" for an <img> that needs no file beside the page.
[[nodiscard]] std::string pngDataUrl(const Picture& picture);

[[nodiscard]] std::string base64(const std::string& bytes);

} // namespace seg::reporting
