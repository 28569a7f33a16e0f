// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/io/GzipFile.h"

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/imaging/io/ImageErrors.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <vector>

namespace seg::imaging {

namespace {

constexpr unsigned kBufferBytes = 1U << 18;
constexpr unsigned kLeastBuffer = 1U << 12;
constexpr std::size_t kLargestCall = 1U << 30; // zlib counts in unsigned int and returns int

gzFile openStream(const std::filesystem::path& file, int flags, const char* mode, const char* action,
                  const std::filesystem::path& shownAs, unsigned bufferBytes = kBufferBytes)
{
    const int descriptor = ::open(file.c_str(), flags | O_CLOEXEC, 0666);
    if (descriptor < 0) {
        throw ioError(action, pathText(shownAs), errno);
    }
    gzFile stream = ::gzdopen(descriptor, mode);
    if (stream == nullptr) {
        ::close(descriptor);
        throw Error(ErrorCode::OutOfMemory,
                    fmt::format("cannot {} {}: no memory for its buffers", action, pathText(shownAs)));
    }
    ::gzbuffer(stream, bufferBytes);
    return stream;
}

/// Small files need no large buffer.
unsigned bufferFor(std::uint64_t fileBytes)
{
    return static_cast<unsigned>(std::clamp<std::uint64_t>(fileBytes, kLeastBuffer, kBufferBytes));
}

} // namespace

GzipReader::GzipReader(const std::filesystem::path& file)
    : m_path(file), m_fileBytes(regularFileBytes(file)), // before open(), which would wait on a pipe
      m_stream(openStream(file, O_RDONLY, "rb", "read", file, bufferFor(m_fileBytes))),
      m_compressed(m_fileBytes > 0 && ::gzdirect(m_stream) == 0)
{
}

GzipReader::~GzipReader()
{
    ::gzclose(m_stream);
}

std::size_t GzipReader::read(std::span<std::byte> bytes)
{
    std::size_t done = 0;
    while (done < bytes.size()) {
        const auto wanted = static_cast<unsigned>(std::min(bytes.size() - done, kLargestCall));
        errno = 0;
        const int count = ::gzread(m_stream, bytes.data() + done, wanted);
        if (count < 0) {
            int code = Z_OK;
            ::gzerror(m_stream, &code);
            if (code == Z_ERRNO) {
                throw ioError("read", pathText(m_path), errno);
            }
            if (code == Z_BUF_ERROR) { // the compressed stream stops in the middle
                return done;
            }
            throw damagedStream(m_path, static_cast<std::uint64_t>(::gztell(m_stream)));
        }
        if (count == 0) {
            return done;
        }
        done += static_cast<std::size_t>(count);
    }
    return done;
}

bool GzipReader::skip(std::uint64_t count)
{
    std::array<std::byte, 1U << 14> block{};
    while (count > 0) {
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(count, block.size()));
        if (read({block.data(), wanted}) < wanted) {
            return false;
        }
        count -= wanted;
    }
    return true;
}

void GzipReader::checkEnd()
{
    if (!m_compressed) {
        return;
    }
    std::array<std::byte, 1U << 14> block{};
    std::uint64_t tail = 0;
    while (const std::size_t count = read(block)) {
        tail += count;
        if (tail > kLargestTail) {
            throw longTail(m_path);
        }
    }
    int code = Z_OK;
    ::gzerror(m_stream, &code);
    if (code == Z_BUF_ERROR) {
        throw damagedStream(m_path, static_cast<std::uint64_t>(::gztell(m_stream)));
    }
}

GzipWriter::GzipWriter(const std::filesystem::path& file, bool compress, std::filesystem::path shownAs)
    : m_shownAs(std::move(shownAs)),
      m_stream(openStream(file, O_WRONLY | O_CREAT | O_TRUNC, compress ? "wb6" : "wbT", "write", m_shownAs))
{
}

GzipWriter::~GzipWriter()
{
    if (m_stream != nullptr) {
        ::gzclose(m_stream);
    }
}

void GzipWriter::write(std::span<const std::byte> bytes)
{
    while (!bytes.empty()) {
        const auto wanted = static_cast<unsigned>(std::min(bytes.size(), kLargestCall));
        errno = 0;
        const int count = ::gzwrite(m_stream, bytes.data(), wanted);
        if (count <= 0) {
            throw ioError("write", pathText(m_shownAs), errno);
        }
        bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
}

void GzipWriter::close()
{
    gzFile stream = m_stream;
    m_stream = nullptr;
    errno = 0;
    if (::gzclose(stream) != Z_OK) {
        throw ioError("write", pathText(m_shownAs), errno);
    }
}

} // namespace seg::imaging
