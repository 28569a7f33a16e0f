// SPDX-License-Identifier: Apache-2.0
#include "core/inference/NpzFile.h"

#include "core/base/Error.h"
#include "core/base/Files.h"

#include <archive.h>
#include <archive_entry.h>

#include <functional>
#include <memory>
#include <numeric>

namespace seg::inference {

namespace {

using Archive = std::unique_ptr<archive, decltype(&archive_write_free)>;
using Entry = std::unique_ptr<archive_entry, decltype(&archive_entry_free)>;

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

void check(archive* writer, la_ssize_t result, const std::filesystem::path& file)
{
    if (result < ARCHIVE_OK) {
        throw ioError("write", pathText(file), archive_errno(writer));
    }
}

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
        const Archive writer(archive_write_new(), &archive_write_free);
        check(writer.get(), archive_write_set_format_zip(writer.get()), file);
        check(writer.get(), archive_write_zip_set_compression_deflate(writer.get()), file);
        check(writer.get(), archive_write_open_filename(writer.get(), temporary.c_str()), file);
        const Entry entry(archive_entry_new(), &archive_entry_free);
        archive_entry_set_pathname(entry.get(), (key + ".npy").c_str());
        archive_entry_set_filetype(entry.get(), AE_IFREG);
        archive_entry_set_perm(entry.get(), 0644);
        archive_entry_set_size(entry.get(), static_cast<la_int64_t>(header.size() + values.size_bytes()));
        check(writer.get(), archive_write_header(writer.get(), entry.get()), file);
        check(writer.get(), archive_write_data(writer.get(), header.data(), header.size()), file);
        check(writer.get(), archive_write_data(writer.get(), values.data(), values.size_bytes()), file);
        check(writer.get(), archive_write_close(writer.get()), file);
    });
}

} // namespace seg::inference
