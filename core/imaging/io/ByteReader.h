// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

namespace seg::imaging {

/// A stream of bytes, read once from front to back.
class ByteReader {
public:
    virtual ~ByteReader() = default;

    /// Fills `bytes` as far as the content goes.
    /// \return  how many bytes were there; fewer than asked for only at the end of the content.
    /// \throws seg::Error  BadInput when compressed data are damaged, Io.
    virtual std::size_t read(std::span<std::byte> bytes) = 0;

    /// To be called after the last read: compressed data must end soundly, and soon.
    /// \throws seg::Error  BadInput: a checksum that does not fit, a stream without end, or much more content
    /// than
    ///   anybody asked for.
    virtual void checkEnd() {}
};

/// The bytes of a regular file from `offset` on, as they stand there.
/// \throws seg::Error  NotFound, NoPermission or Io; BadInput for what is no regular file.
[[nodiscard]] std::unique_ptr<ByteReader> openPlain(const std::filesystem::path& file, std::uint64_t offset);

/// Inflates the gzip or zlib stream (told apart by content) that begins at `offset`.
[[nodiscard]] std::unique_ptr<ByteReader> openCompressed(const std::filesystem::path& file,
                                                         std::uint64_t offset);

/// Up to `count` bytes from the beginning of a file, uncompressed where it is gzip: for telling formats
/// apart. \throws seg::Error  as openPlain; damaged gzip gives what could be read.
[[nodiscard]] std::vector<std::byte> firstBytes(const std::filesystem::path& file, std::size_t count);

/// \throws seg::Error  NotFound, NoPermission or Io; BadInput for a folder or device.
[[nodiscard]] std::uint64_t regularFileBytes(const std::filesystem::path& file);

/// Deflate cannot shrink data more than about 1032-fold: a file of n bytes holds at most n times this.
inline constexpr std::uint64_t kLargestCompression = 1100;

/// How much content may follow the voxels in a compressed file before it is refused: padding is, a bomb is
/// not, allowed.
inline constexpr std::uint64_t kLargestTail = std::uint64_t{1} << 20;

/// \throws seg::Error  OutOfMemory when so many bytes are more than this computer can give, so that nobody
/// takes
///   them first and is killed for it.
void requireMemory(const std::filesystem::path& file, std::uint64_t bytes);

} // namespace seg::imaging
