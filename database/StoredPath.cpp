// SPDX-License-Identifier: Apache-2.0
#include "database/StoredPath.h"

#include "core/base/Files.h"

namespace seg::database {

std::string storedPath(const std::filesystem::path& projectFolder, const std::filesystem::path& path)
{
    if (path.empty()) {
        return {};
    }
    const std::filesystem::path relative =
        path.lexically_normal().lexically_relative(projectFolder.lexically_normal());
    const bool below = !relative.empty() && relative.is_relative() && *relative.begin() != "..";
    return pathText(below ? relative : path);
}

std::filesystem::path absolutePath(const std::filesystem::path& projectFolder, const std::string& stored)
{
    return stored.empty() ? std::filesystem::path() : projectFolder / stored;
}

} // namespace seg::database
