// SPDX-License-Identifier: Apache-2.0
#include "core/base/Files.h"

#include "core/base/Error.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <system_error>

namespace seg {

namespace fs = std::filesystem;

namespace {

/// A file descriptor that closes itself.
class Descriptor {
public:
    explicit Descriptor(int value) noexcept : m_value(value) {}
    ~Descriptor()
    {
        if (m_value >= 0) {
            ::close(m_value);
        }
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int get() const noexcept { return m_value; }
    [[nodiscard]] bool valid() const noexcept { return m_value >= 0; }

private:
    int m_value;
};

void writeAll(int descriptor, std::string_view content, const fs::path& shownAs)
{
    while (!content.empty()) {
        const ssize_t written = ::write(descriptor, content.data(), content.size());
        if (written < 0) {
            if (errno == EINTR) {
                continue;
            }
            throw ioError("write", pathText(shownAs), errno);
        }
        content.remove_prefix(static_cast<std::size_t>(written));
    }
}

/// Flushes what the file system still holds back; this is where a full disk may first be noticed.
void syncFile(const fs::path& file, const fs::path& shownAs)
{
    const Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!descriptor.valid() || (::fsync(descriptor.get()) != 0 && errno != EINVAL)) {
        throw ioError("write", pathText(shownAs), errno);
    }
}

fs::path temporaryBeside(const fs::path& file)
{
    static std::atomic<unsigned> counter{0};
    const std::string prefix =
        ".writing-" + std::to_string(::getpid()) + "-" + std::to_string(counter++) + "-";
    return file.parent_path() / (prefix + file.filename().string());
}

/// Removes a temporary file unless it has been renamed away.
class TemporaryFile {
public:
    explicit TemporaryFile(fs::path path) : m_path(std::move(path)) {}
    ~TemporaryFile()
    {
        if (!m_path.empty()) {
            std::error_code ignored; // the failure that led here is already on its way to the user
            fs::remove(m_path, ignored);
        }
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    [[nodiscard]] const fs::path& path() const noexcept { return m_path; }
    void keep() noexcept { m_path.clear(); }

private:
    fs::path m_path;
};

} // namespace

std::string pathText(const fs::path& path)
{
    return path.string();
}

std::string readText(const fs::path& file)
{
    const Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!descriptor.valid()) {
        throw ioError("read", pathText(file), errno);
    }
    std::string text;
    char block[1 << 16];
    while (true) {
        const ssize_t count = ::read(descriptor.get(), block, sizeof(block));
        if (count > 0) {
            text.append(block, static_cast<std::size_t>(count));
        } else if (count == 0) {
            return text;
        } else if (errno != EINTR) {
            throw ioError("read", pathText(file), errno);
        }
    }
}

void writeAtomically(const fs::path& file, const std::function<void(const fs::path&)>& write)
{
    TemporaryFile temporary(temporaryBeside(file));
    write(temporary.path());
    syncFile(temporary.path(), file);
    if (::rename(temporary.path().c_str(), file.c_str()) != 0) {
        throw ioError("write", pathText(file), errno);
    }
    temporary.keep();
}

void writeText(const fs::path& file, std::string_view content)
{
    writeAtomically(file, [&](const fs::path& temporary) {
        const Descriptor descriptor(
            ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
        if (!descriptor.valid()) {
            throw ioError("write", pathText(file), errno);
        }
        writeAll(descriptor.get(), content, file);
    });
}

void appendLine(const fs::path& file, std::string_view line)
{
    const Descriptor descriptor(::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666));
    if (!descriptor.valid()) {
        throw ioError("write", pathText(file), errno);
    }
    struct stat before = {};
    const bool known = ::fstat(descriptor.get(), &before) == 0;
    try {
        writeAll(descriptor.get(), std::string(line) + "\n", file);
    } catch (const Error&) {
        if (known && ::ftruncate(descriptor.get(), before.st_size) != 0) {
            throw ioError("take back half a line of", pathText(file), errno);
        }
        throw;
    }
}

void createFolders(const fs::path& folder)
{
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) {
        throw ioError("create folder", pathText(folder), error.value());
    }
}

void copyFile(const fs::path& from, const fs::path& to)
{
    writeAtomically(to, [&](const fs::path& temporary) {
        std::error_code error;
        fs::copy_file(from, temporary, error);
        if (error) {
            throw ioError("copy " + pathText(from) + " to", pathText(to), error.value());
        }
    });
}

std::uint64_t freeSpace(const fs::path& path)
{
    std::error_code error;
    fs::path existing = fs::absolute(path);
    while (!fs::exists(existing, error) && existing.has_relative_path()) {
        existing = existing.parent_path();
    }
    const fs::space_info space = fs::space(existing, error);
    if (error) {
        throw ioError("ask for the free space of", pathText(existing), error.value());
    }
    return space.available;
}

std::string stemOfImage(const fs::path& file)
{
    std::string name = file.filename().string();
    if (name.ends_with(".gz") || name.ends_with(".GZ")) {
        name.resize(name.size() - 3);
    }
    const auto dot = name.find_last_of('.');
    return dot == std::string::npos || dot == 0 ? name : name.substr(0, dot);
}

} // namespace seg
