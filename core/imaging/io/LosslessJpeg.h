// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

/// Internal to the DICOM readers.
namespace seg::imaging {

/// What the start-of-frame segment of a JPEG picture says.
struct JpegHeader {
    bool isLossless = false;
    unsigned bits = 0; ///< of a sample
    std::int64_t rows = 0;
    std::int64_t columns = 0;
    unsigned components = 0;
};

/// \return nothing when there is none, or of a process that is not read here (arithmetic coding,
/// hierarchies).
[[nodiscard]] std::optional<JpegHeader> jpegHeader(std::span<const std::byte> packed);

/// Unpacks a gray picture of JPEG's lossless process with Huffman coding, 2 to 16 bits, any predictor.
/// \return rows x columns samples; nothing when the bytes are damaged, cut short or another picture than
/// `header` says.
/// \par Source  ITU-T T.81 (1992), annex H. Own code, because the libraries that read it either end the
/// program on damaged pictures (GDCM) or bring 35 MB along (DCMTK).
[[nodiscard]] std::optional<std::vector<std::uint16_t>> unpackLosslessJpeg(std::span<const std::byte> packed,
                                                                           const JpegHeader& header);

} // namespace seg::imaging
