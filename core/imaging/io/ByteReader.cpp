// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/io/ByteReader.h"

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/imaging/io/ImageErrors.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>

namespace seg::imaging {

namespace {

constexpr std::size_t kBufferBytes = std::size_t{1} << 18;
constexpr int kAnyWrapper = 15 + 32; // largest window; zlib or gzip, told apart by content

class PlainReader final : public ByteReader {
public:
    PlainReader(const std::filesystem::path& file, std::uint64_t offset) : m_path(file)
    {
        static_cast<void>(regularFileBytes(file)); // before open(), which would wait on a pipe
        m_descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
        if (m_descriptor < 0) {
            throw ioError("read", pathText(file), errno);
        }
        if (::lseek(m_descriptor, static_cast<off_t>(offset), SEEK_SET) < 0) {
            const int code = errno;
            ::close(m_descriptor);
            throw ioError("read", pathText(file), code);
        }
    }
    ~PlainReader() override { ::close(m_descriptor); }
    PlainReader(const PlainReader&) = delete;
    PlainReader& operator=(const PlainReader&) = delete;

    std::size_t read(std::span<std::byte> bytes) override
    {
        std::size_t done = 0;
        while (done < bytes.size()) {
            const ssize_t count = ::read(m_descriptor, bytes.data() + done, bytes.size() - done);
            if (count < 0 && errno == EINTR) {
                continue;
            }
            if (count < 0) {
                throw ioError("read", pathText(m_path), errno);
            }
            if (count == 0) {
                break;
            }
            done += static_cast<std::size_t>(count);
        }
        return done;
    }

private:
    std::filesystem::path m_path;
    int m_descriptor = -1;
};

class InflatingReader final : public ByteReader {
public:
    InflatingReader(const std::filesystem::path& file, std::uint64_t offset)
        : m_path(file), m_source(file, offset),
          m_input(std::clamp<std::uint64_t>(regularFileBytes(file), 64, kBufferBytes))
    {
        if (::inflateInit2(&m_stream, kAnyWrapper) != Z_OK) {
            throw Error(ErrorCode::OutOfMemory,
                        fmt::format("cannot read {}: no memory for its buffers", pathText(file)));
        }
    }
    ~InflatingReader() override { ::inflateEnd(&m_stream); }
    InflatingReader(const InflatingReader&) = delete;
    InflatingReader& operator=(const InflatingReader&) = delete;

    std::size_t read(std::span<std::byte> bytes) override
    {
        std::size_t done = 0;
        while (done < bytes.size() && !m_ended && !m_cut) {
            const std::size_t part = std::min(bytes.size() - done, std::size_t{1} << 30);
            done += inflateInto(bytes.subspan(done, part));
        }
        m_total += done;
        return done;
    }

    void checkEnd() override
    {
        std::vector<std::byte> rest(std::size_t{1} << 14);
        std::uint64_t tail = 0;
        while (const std::size_t count = read(rest)) {
            tail += count;
            if (tail > kLargestTail) {
                throw longTail(m_path);
            }
        }
        if (m_cut) {
            throw damagedStream(m_path, m_total);
        }
    }

private:
    std::size_t inflateInto(std::span<std::byte> target)
    {
        m_stream.next_out = reinterpret_cast<Bytef*>(target.data());
        m_stream.avail_out = static_cast<uInt>(target.size());
        while (m_stream.avail_out > 0 && !m_ended && !m_cut) {
            if (m_stream.avail_in == 0) {
                m_stream.avail_in = static_cast<uInt>(m_source.read(m_input));
                m_stream.next_in = reinterpret_cast<Bytef*>(m_input.data());
                m_cut = m_stream.avail_in == 0;
            }
            const int code = m_cut ? Z_OK : ::inflate(&m_stream, Z_NO_FLUSH);
            m_ended = code == Z_STREAM_END;
            if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) {
                throw damagedStream(m_path, m_total + target.size() - m_stream.avail_out);
            }
        }
        return target.size() - m_stream.avail_out;
    }

    std::filesystem::path m_path;
    PlainReader m_source;
    std::vector<std::byte> m_input;
    z_stream m_stream{};
    std::uint64_t m_total = 0;
    bool m_ended = false; ///< the stream's own end was seen
    bool m_cut = false;   ///< the file ended before it
};

/// What the system could give without taking memory from running programs; nothing where it does not say.
std::uint64_t availableMemory()
{
    std::ifstream stream("/proc/meminfo");
    for (std::string name, rest; stream >> name; std::getline(stream, rest)) {
        std::uint64_t kib = 0;
        if (name == "MemAvailable:" && stream >> kib) {
            return kib * 1024;
        }
    }
    const long pages = ::sysconf(_SC_PHYS_PAGES);
    const long each = ::sysconf(_SC_PAGESIZE);
    return pages > 0 && each > 0 ? static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(each) : 0;
}

} // namespace

std::unique_ptr<ByteReader> openPlain(const std::filesystem::path& file, std::uint64_t offset)
{
    return std::make_unique<PlainReader>(file, offset);
}

std::unique_ptr<ByteReader> openCompressed(const std::filesystem::path& file, std::uint64_t offset)
{
    return std::make_unique<InflatingReader>(file, offset);
}

std::uint64_t regularFileBytes(const std::filesystem::path& file)
{
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) {
        throw ioError("read", pathText(file), errno);
    }
    if (!S_ISREG(status.st_mode)) {
        throw Error(ErrorCode::BadInput,
                    fmt::format("cannot read {}: it is {}, not a file; choose an image file", pathText(file),
                                S_ISDIR(status.st_mode) ? "a folder" : "a device or pipe"));
    }
    return static_cast<std::uint64_t>(status.st_size);
}

std::vector<std::byte> firstBytes(const std::filesystem::path& file, std::size_t count)
{
    std::vector<std::byte> bytes(count);
    bytes.resize(openPlain(file, 0)->read(bytes));
    const bool gzip = bytes.size() > 2 && bytes[0] == std::byte{0x1f} && bytes[1] == std::byte{0x8b};
    if (!gzip) {
        return bytes;
    }
    std::vector<std::byte> content(count);
    try {
        content.resize(openCompressed(file, 0)->read(content));
    } catch (const Error& error) {
        if (error.code() != ErrorCode::BadInput) {
            throw;
        }
        content.clear(); // damaged from the start: the format's own reader says so
    }
    return content;
}

void requireMemory(const std::filesystem::path& file, std::uint64_t bytes)
{
    constexpr std::uint64_t kAlwaysThere = std::uint64_t{1} << 25;
    if (bytes < kAlwaysThere) {
        return;
    }
    const std::uint64_t available = availableMemory();
    if (available > 0 && bytes > available) {
        throw notEnoughMemory(file, bytes);
    }
}

} // namespace seg::imaging
