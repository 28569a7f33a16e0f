// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>

namespace seg {

/// A folder for one piece of work, empty at first, that goes with the object. The folders above it that it
/// had to make go too, where nothing else is in them. What cannot be removed is left, since nothing depends
/// on its being gone.
class ScratchFolder {
public:
    /// Removes what an earlier process left there. \throws seg::Error  as createFolders.
    explicit ScratchFolder(std::filesystem::path folder);
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return m_folder; }

private:
    std::filesystem::path m_folder;
    std::size_t m_parentsMade = 0;
};

} // namespace seg
