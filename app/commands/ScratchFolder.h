// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Files.h"

#include <filesystem>
#include <system_error>
#include <utility>

namespace seg::app {

/// A folder for one command's work, empty at first, that goes with it.
class ScratchFolder {
public:
    explicit ScratchFolder(std::filesystem::path folder) : m_folder(std::move(folder))
    {
        remove();
        createFolders(m_folder);
    }
    ~ScratchFolder() { remove(); }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return m_folder; }

private:
    void remove() noexcept
    {
        std::error_code ignored; // what cannot be removed is left; nothing depends on it
        std::filesystem::remove_all(m_folder, ignored);
    }
    std::filesystem::path m_folder;
};

} // namespace seg::app
