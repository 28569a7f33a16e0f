// SPDX-License-Identifier: Apache-2.0
#include "core/base/ScratchFolder.h"

#include "core/base/Files.h"

#include <system_error>
#include <utility>

namespace seg {

namespace fs = std::filesystem;

namespace {

std::size_t missingParents(const fs::path& folder)
{
    std::size_t missing = 0;
    std::error_code ignored; // what cannot be looked at cannot be made either, and createFolders says so
    for (fs::path parent = folder.parent_path(); !parent.empty() && !fs::exists(parent, ignored);
         parent = parent.parent_path()) {
        ++missing;
    }
    return missing;
}

} // namespace

ScratchFolder::ScratchFolder(fs::path folder)
    : m_folder(std::move(folder)), m_parentsMade(missingParents(m_folder))
{
    std::error_code ignored;
    fs::remove_all(m_folder, ignored);
    createFolders(m_folder);
}

ScratchFolder::~ScratchFolder()
{
    std::error_code ignored;
    fs::remove_all(m_folder, ignored);
    fs::path parent = m_folder.parent_path();
    for (std::size_t i = 0; i < m_parentsMade; ++i, parent = parent.parent_path()) {
        fs::remove(parent, ignored); // only when nothing is in it
    }
}

} // namespace seg
