// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/io/GzipFile.h"

#include "core/base/Error.h"
#include "core/base/Files.h"

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
constexpr std::size_t kLargestCall = 1U << 30; // zlib counts in unsigned int and returns int

gzFile openStream(const std::filesystem::path& file, int flags, const char* mode, const char* action,
                  const std::filesystem::path& shownAs)
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
    ::gzbuffer(stream, kBufferBytes);
    return stream;
}

Error damaged(const std::filesystem::path& file, std::int64_t position)
{
    return {ErrorCode::BadInput,
            fmt::format(
                "cannot read {}: its compressed data are damaged after {} bytes of content; copy or download "
                "the file again",
                pathText(file), position)};
}

} // namespace

GzipReader::GzipReader(const std::filesystem::path& file)
    : m_path(file), m_stream(openStream(file, O_RDONLY, "rb", "read", file))
{
    std::error_code error;
    m_fileBytes = std::filesystem::file_size(file, error);
    if (error) {
        ::gzclose(m_stream);
        throw ioError("read", pathText(file), error.value());
    }
    m_compressed = m_fileBytes > 0 && ::gzdirect(m_stream) == 0;
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
            throw damaged(m_path, ::gztell(m_stream));
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
    while (read(block) == block.size()) {
    }
    int code = Z_OK;
    ::gzerror(m_stream, &code);
    if (code == Z_BUF_ERROR) {
        throw damaged(m_path, ::gztell(m_stream));
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
