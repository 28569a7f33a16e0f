// SPDX-License-Identifier: Apache-2.0
#include "core/inference/NpzFile.h"

#include "core/base/Error.h"
#include "core/base/Files.h"

#include <zip.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <numeric>
#include <utility>

namespace seg::inference {

namespace {

constexpr std::size_t kMostAtOnce = std::size_t{1} << 30U; ///< minizip counts bytes in 32 bits
constexpr std::size_t kNeedsZip64 = 0xFFFFFFFFU;

// numpy's .npy header, version 1.0, padded to a multiple of 64 bytes.
std::string npyHeader(const std::vector<std::int64_t>& shape)
{
    std::string text = "{'descr': '<f4', 'fortran_order': False, 'shape': (";
    for (const std::int64_t size : shape) {
        text += std::to_string(size) + ", ";
    }
    text += "), }";
    constexpr std::size_t kPrefix = 10;
    constexpr std::size_t kAlignment = 64;
    text.append((kAlignment - (kPrefix + text.size() + 1) % kAlignment) % kAlignment, ' ');
    text += '\n';
    std::string header("\x93NUMPY\x01\x00", 8);
    header += static_cast<char>(text.size() & 0xFFU);
    header += static_cast<char>(text.size() >> 8);
    return header + text;
}

/// One zip file being written; errors carry the file's name.
class ZipWriter {
public:
    ZipWriter(const std::filesystem::path& temporary, std::string name)
        : m_name(std::move(name)), m_zip(zipOpen64(temporary.c_str(), APPEND_STATUS_CREATE))
    {
        check(m_zip != nullptr);
    }
    ZipWriter(const ZipWriter&) = delete;
    ZipWriter& operator=(const ZipWriter&) = delete;
    ~ZipWriter()
    {
        if (m_zip != nullptr) {
            zipClose(m_zip, nullptr);
        }
    }

    void begin(const std::string& entry, std::size_t bytes)
    {
        const zip_fileinfo info{};
        check(zipOpenNewFileInZip64(m_zip, entry.c_str(), &info, nullptr, 0, nullptr, 0, nullptr, Z_DEFLATED,
                                    Z_DEFAULT_COMPRESSION, bytes >= kNeedsZip64 ? 1 : 0) == ZIP_OK);
    }

    void write(std::span<const std::byte> bytes)
    {
        while (!bytes.empty()) {
            const std::size_t count = std::min(bytes.size(), kMostAtOnce);
            check(zipWriteInFileInZip(m_zip, bytes.data(), static_cast<unsigned>(count)) == ZIP_OK);
            bytes = bytes.subspan(count);
        }
    }

    void close()
    {
        check(zipCloseFileInZip(m_zip) == ZIP_OK);
        check(zipClose(std::exchange(m_zip, nullptr), nullptr) == ZIP_OK);
    }

private:
    void check(bool good) const
    {
        if (!good) {
            throw ioError("write", m_name, errno);
        }
    }

    std::string m_name;
    zipFile m_zip;
};

} // namespace

void writeNpz(const std::filesystem::path& file, const std::string& key, std::span<const float> values,
              const std::vector<std::int64_t>& shape)
{
    const auto count = std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
    if (count != static_cast<std::int64_t>(values.size())) {
        throw Error(ErrorCode::InvalidArgument,
                    "cannot write " + pathText(file) + ": the shape does not fit the values");
    }
    const std::string header = npyHeader(shape);
    writeAtomically(file, [&](const std::filesystem::path& temporary) {
        ZipWriter writer(temporary, pathText(file));
        writer.begin(key + ".npy", header.size() + values.size_bytes());
        writer.write(std::as_bytes(std::span(header)));
        writer.write(std::as_bytes(values));
        writer.close();
    });
}

} // namespace seg::inference
