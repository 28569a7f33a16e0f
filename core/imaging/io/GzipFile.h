// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/imaging/io/ByteReader.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

struct gzFile_s; // of zlib

namespace seg::imaging {

/// A file read from its beginning; gzip is recognised by content, anything else is read as it is.
class GzipReader final : public ByteReader {
public:
    /// \throws seg::Error  NotFound, NoPermission or Io; BadInput for what is no regular file.
    explicit GzipReader(const std::filesystem::path& file);
    ~GzipReader() override;
    GzipReader(const GzipReader&) = delete;
    GzipReader& operator=(const GzipReader&) = delete;

    std::size_t read(std::span<std::byte> bytes) override;

    /// Passes over `count` bytes. \return  false when the content ends before.
    bool skip(std::uint64_t count);

    /// Reads what is left of compressed content, so that its checksum is compared.
    void checkEnd() override;

    [[nodiscard]] bool isCompressed() const noexcept { return m_compressed; }
    [[nodiscard]] std::uint64_t fileBytes() const noexcept { return m_fileBytes; }
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return m_path; }

private:
    std::filesystem::path m_path;
    std::uint64_t m_fileBytes = 0; ///< on the disk
    gzFile_s* m_stream = nullptr;
    bool m_compressed = false;
};

/// Writes a file, gzip-compressed when asked to; the same content gives the same bytes.
class GzipWriter {
public:
    /// \param shownAs  the name for messages (the file may be a temporary one).
    GzipWriter(const std::filesystem::path& file, bool compress, std::filesystem::path shownAs);
    ~GzipWriter();
    GzipWriter(const GzipWriter&) = delete;
    GzipWriter& operator=(const GzipWriter&) = delete;

    /// \throws seg::Error  NoSpace, NoPermission or Io.
    void write(std::span<const std::byte> bytes);

    /// Writes what is still held back. Call it last: the destructor drops errors. \throws as write().
    void close();

private:
    std::filesystem::path m_shownAs;
    gzFile_s* m_stream = nullptr;
};

} // namespace seg::imaging
