// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace seg::dataset {

/// A hidden folder beside the one that is to be made; goes away unless it is moved into place. Its name ends
/// with the number of this process, so that the next one removes what a killed process left.
class WorkFolder {
public:
    /// \param parent  made when it is not there, and removed again on failure.
    /// \throws seg::Error  NoSpace, NoPermission or Io.
    WorkFolder(const std::filesystem::path& parent, const std::string& name);
    ~WorkFolder();
    WorkFolder(const WorkFolder&) = delete;
    WorkFolder& operator=(const WorkFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return m_path; }
    void moveIntoPlace(); ///< to parent/name, in one step. \throws seg::Error

private:
    bool m_madeParent;
    std::filesystem::path m_parent;
    std::filesystem::path m_path; // empty once it was moved
    std::filesystem::path m_target;
};

/// Says before anything is written that there is too little room.
/// \throws seg::Error  NoSpace "cannot ACTION WHAT into FOLDER: it needs … but only … are free; …"
void requireFreeSpace(const std::string& action, const std::string& what, std::uint64_t bytes,
                      const std::filesystem::path& folder);

} // namespace seg::dataset
