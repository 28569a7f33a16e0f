// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/Archive.h"

#include "core/base/Error.h"
#include "core/base/Files.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <memory>

namespace seg::dataset {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kBlockBytes = 1U << 18;

struct ReadCloser {
    void operator()(struct archive* handle) const noexcept { archive_read_free(handle); }
};
using ArchiveHandle = std::unique_ptr<struct archive, ReadCloser>;

Error bad(const fs::path& archive, const std::string& reason)
{
    return {ErrorCode::BadInput, fmt::format("cannot unpack {}: {}", pathText(archive), reason)};
}

Error failed(const fs::path& file, struct archive* handle)
{
    const int number = archive_errno(handle);
    if (number == ENOSPC || number == EACCES || number == EIO) {
        return ioError("unpack", pathText(file), number);
    }
    const char* text = archive_error_string(handle);
    return bad(file, fmt::format("it is damaged or cut short ({}); copy or download it again",
                                 text != nullptr ? text : "unknown reason"));
}

ArchiveHandle openArchive(const fs::path& file)
{
    std::error_code error;
    if (!fs::exists(file, error)) {
        throw ioError("unpack", pathText(file), ENOENT);
    }
    ArchiveHandle handle(archive_read_new());
    archive_read_support_filter_gzip(handle.get());
    archive_read_support_filter_none(handle.get());
    archive_read_support_format_tar(handle.get());
    if (archive_read_open_filename(handle.get(), file.c_str(), kBlockBytes) != ARCHIVE_OK) {
        throw failed(file, handle.get());
    }
    return handle;
}

/// The entry's path below the target folder; refuses anything that could lead out of it.
fs::path safePath(const fs::path& archive, struct archive_entry* entry)
{
    const char* name = archive_entry_pathname_utf8(entry);
    if (name == nullptr) {
        name = archive_entry_pathname(entry);
    }
    if (name == nullptr) {
        throw bad(archive, "an entry has no readable name");
    }
    const fs::path path(name);
    if (path.is_absolute()) {
        throw bad(
            archive,
            fmt::format("the entry {} has an absolute path, which could overwrite files elsewhere", name));
    }
    for (const fs::path& part : path) {
        if (part == "..") {
            throw bad(archive, fmt::format("the entry {} leads out of its folder", name));
        }
    }
    return path.lexically_normal();
}

bool isHidden(const fs::path& path)
{
    for (const fs::path& part : path) {
        const std::string name = part.string();
        if (name == "__MACOSX" || (name.size() > 1 && name.front() == '.' && name != "..")) {
            return true;
        }
    }
    return false;
}

/// Removes what was unpacked unless told to keep it.
class UnpackedFolder {
public:
    explicit UnpackedFolder(fs::path folder) : m_folder(std::move(folder)), m_made(!fs::exists(m_folder))
    {
        if (!m_made && !fs::is_empty(m_folder)) {
            throw Error(ErrorCode::InvalidArgument,
                        fmt::format("cannot unpack into {}: the folder is not empty", pathText(m_folder)));
        }
        createFolders(m_folder);
    }
    ~UnpackedFolder()
    {
        if (m_keep) {
            return;
        }
        std::error_code ignored; // the failure that led here is already on its way to the user
        if (m_made) {
            fs::remove_all(m_folder, ignored);
            return;
        }
        for (fs::directory_iterator it(m_folder, ignored), end; it != end; it.increment(ignored)) {
            fs::remove_all(it->path(), ignored);
        }
    }
    UnpackedFolder(const UnpackedFolder&) = delete;
    UnpackedFolder& operator=(const UnpackedFolder&) = delete;
    void keep() noexcept { m_keep = true; }

private:
    fs::path m_folder;
    bool m_made;
    bool m_keep = false;
};

class OutputFile {
public:
    explicit OutputFile(fs::path path)
        : m_path(std::move(path)),
          m_descriptor(::open(m_path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666))
    {
        if (m_descriptor < 0) {
            throw ioError("write", pathText(m_path), errno);
        }
    }
    ~OutputFile() { ::close(m_descriptor); }
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;

    void write(const char* bytes, std::size_t count)
    {
        while (count > 0) {
            const ssize_t written = ::write(m_descriptor, bytes, count);
            if (written < 0 && errno != EINTR) {
                throw ioError("write", pathText(m_path), errno);
            }
            if (written > 0) {
                bytes += written;
                count -= static_cast<std::size_t>(written);
            }
        }
    }

private:
    fs::path m_path;
    int m_descriptor;
};

void unpackFile(const fs::path& archive, struct archive* handle, const fs::path& target,
                std::uint64_t archiveBytes, const TaskContext& context)
{
    createFolders(target.parent_path());
    OutputFile output(target);
    std::array<char, kBlockBytes> block{};
    while (true) {
        context.throwIfStopped();
        const la_ssize_t count = archive_read_data(handle, block.data(), block.size());
        if (count < 0) {
            throw failed(archive, handle);
        }
        if (count == 0) {
            return;
        }
        output.write(block.data(), static_cast<std::size_t>(count));
        const double done = static_cast<double>(archive_filter_bytes(handle, -1)) /
                            static_cast<double>(std::max<std::uint64_t>(1, archiveBytes));
        context.report(done, "unpack " + pathText(target.filename()));
    }
}

void requireSpace(const fs::path& archive, std::uint64_t bytes, const fs::path& target)
{
    const std::uint64_t available = freeSpace(target);
    if (available < bytes) {
        throw Error(
            ErrorCode::NoSpace,
            fmt::format(
                "cannot unpack {}: it needs at least {} MiB in {} but only {} MiB are free; free some "
                "space or choose another place",
                pathText(archive), bytes >> 20U, pathText(target), available >> 20U));
    }
}

fs::path folderWithDatasetJson(const fs::path& archive, const fs::path& target)
{
    if (fs::exists(target / "dataset.json")) {
        return target;
    }
    for (const fs::directory_entry& entry : fs::directory_iterator(target)) {
        if (entry.is_directory() && fs::exists(entry.path() / "dataset.json")) {
            return entry.path();
        }
    }
    throw bad(archive, "there is no dataset.json in it, so it is not a Medical Segmentation Decathlon task");
}

} // namespace

bool isArchiveName(const fs::path& path)
{
    std::string name = pathText(path.filename());
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return name.ends_with(".tar") || name.ends_with(".tar.gz") || name.ends_with(".tgz");
}

fs::path unpackArchive(const fs::path& archive, const fs::path& target, const TaskContext& context)
{
    const ArchiveHandle handle = openArchive(archive);
    const std::uint64_t bytes = fs::file_size(archive);
    requireSpace(archive, bytes, target);
    UnpackedFolder folder(target);
    struct archive_entry* entry = nullptr;
    while (true) {
        context.throwIfStopped();
        const int state = archive_read_next_header(handle.get(), &entry);
        if (state == ARCHIVE_EOF) {
            break;
        }
        if (state < ARCHIVE_WARN) {
            throw failed(archive, handle.get());
        }
        const fs::path path = safePath(archive, entry);
        if (isHidden(path)) {
            continue;
        }
        if (archive_entry_hardlink(entry) != nullptr || archive_entry_filetype(entry) == AE_IFLNK) {
            throw bad(archive, fmt::format("the entry {} is a link; repack it with the files themselves",
                                           pathText(path)));
        }
        if (archive_entry_filetype(entry) == AE_IFDIR) {
            createFolders(target / path);
        } else if (archive_entry_filetype(entry) == AE_IFREG) {
            unpackFile(archive, handle.get(), target / path, bytes, context);
        }
    }
    fs::path found = folderWithDatasetJson(archive, target);
    folder.keep();
    context.report(1.0, "unpacked " + pathText(archive.filename()));
    return found;
}

} // namespace seg::dataset
