// SPDX-License-Identifier: Apache-2.0
#include "app/CommandContext.h"

#include "core/base/Error.h"

#include <cstdlib>

namespace seg::app {

namespace fs = std::filesystem;

fs::path CommandContext::projectFolder() const
{
    if (!m_options.project.empty()) {
        return m_options.project;
    }
    if (const char* folder = std::getenv("SEGWRIGHT_PROJECT"); folder != nullptr && *folder != '\0') {
        return folder;
    }
    if (database::Project::isProject(fs::current_path())) {
        return fs::current_path();
    }
    throw Error(ErrorCode::InvalidArgument,
                "no project was given: use --project DIR, set SEGWRIGHT_PROJECT, or go into the "
                "folder of one ('segwright-cli new DIR' makes one)");
}

database::Project CommandContext::openProject() const
{
    return database::Project::open(projectFolder());
}

database::DatasetRecord CommandContext::dataset(const database::Project& project) const
{
    return project.dataset(m_options.dataset);
}

} // namespace seg::app
