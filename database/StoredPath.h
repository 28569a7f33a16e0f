// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace seg::database {

/// How a path is stored: relative when it lies below the project, so that the folder can be moved; else as it
/// is.
[[nodiscard]] std::string storedPath(const std::filesystem::path& projectFolder,
                                     const std::filesystem::path& path);
/// The absolute path again; empty stays empty.
[[nodiscard]] std::filesystem::path absolutePath(const std::filesystem::path& projectFolder,
                                                 const std::string& stored);

} // namespace seg::database
