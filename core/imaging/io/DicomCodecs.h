// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

/// The ways in which DICOM packs the pixels of a frame. Internal to the DICOM readers.
///
/// Each is unpacked by the library that is kept for it (libjpeg-turbo, CharLS, OpenJPEG; lossless JPEG by
/// LosslessJpeg.h), never through GDCM: its wrapping of such codecs ends the program on damaged pictures. A
/// picture is only unpacked when its own header agrees with what the DICOM header says, so that no codec
/// decides how much memory is taken.
namespace seg::imaging {

/// What a packed frame must turn out to be: one gray picture.
struct FrameSize {
    std::int64_t columns = 0;
    std::int64_t rows = 0;
    [[nodiscard]] std::size_t pixels() const noexcept { return static_cast<std::size_t>(columns * rows); }
};

/// Pixels row by row, each a little-endian number of `bytesPerPixel` bytes; of numbers
/// that need fewer, the upper bits are zero, or the sign where the picture itself is signed.
struct UnpackedFrame {
    unsigned bytesPerPixel = 1;
    std::vector<std::byte> values;
};

/// PS3.5 annex G: one run-length coded plane for each byte of a number, the highest first.
/// \return nothing when the packed bytes are damaged or another picture than promised, as the next ones.
[[nodiscard]] std::optional<UnpackedFrame> unpackRle(std::span<const std::byte> packed, const FrameSize& size,
                                                     unsigned bytesPerPixel);

/// JPEG (ISO 10918-1): lossless of up to 16 bits, with loss of 8.
[[nodiscard]] std::optional<UnpackedFrame> unpackJpeg(std::span<const std::byte> packed,
                                                      const FrameSize& size);

/// JPEG-LS, lossless or nearly (ISO 14495-1).
[[nodiscard]] std::optional<UnpackedFrame> unpackJpegLs(std::span<const std::byte> packed,
                                                        const FrameSize& size);

/// JPEG 2000 (ISO 15444-1), a code stream or a JP2 file.
[[nodiscard]] std::optional<UnpackedFrame> unpackJpeg2000(std::span<const std::byte> packed,
                                                          const FrameSize& size);

/// The codec of a transfer syntax, chosen by its UID; nothing when none of them reads it, too.
[[nodiscard]] std::optional<UnpackedFrame> unpackFrame(const std::string& transferSyntax,
                                                       std::span<const std::byte> packed,
                                                       const FrameSize& size, unsigned bytesPerPixel);

} // namespace seg::imaging
