// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/mount.h>

#include <filesystem>
#include <string>

namespace seg::test {

/// A very small file system in memory, mounted on a folder: what a full disk does to a program. Needs the
/// right to mount; tests skip where `isMounted()` is false.
class FullDisk {
public:
    FullDisk(std::filesystem::path folder, int kibibytes) : m_folder(std::move(folder))
    {
        std::filesystem::create_directories(m_folder);
        const std::string options = "size=" + std::to_string(kibibytes) + "k";
        m_mounted = ::mount("tmpfs", m_folder.c_str(), "tmpfs", 0, options.c_str()) == 0;
    }
    ~FullDisk()
    {
        if (m_mounted) {
            ::umount2(m_folder.c_str(), MNT_DETACH);
        }
    }
    /// Gives it another size: what freeing space does.
    [[nodiscard]] bool resize(int kibibytes) const
    {
        const std::string options = "size=" + std::to_string(kibibytes) + "k";
        return ::mount("tmpfs", m_folder.c_str(), "tmpfs", MS_REMOUNT, options.c_str()) == 0;
    }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;
    [[nodiscard]] bool isMounted() const noexcept { return m_mounted; }
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return m_folder; }

private:
    std::filesystem::path m_folder;
    bool m_mounted = false;
};

} // namespace seg::test
