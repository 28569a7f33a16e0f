// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Task.h"

#include <filesystem>

namespace seg::dataset {

/// Whether the name ends with .tar, .tar.gz or .tgz (case-insensitive).
[[nodiscard]] bool isArchiveName(const std::filesystem::path& path);

/// Unpacks a .tar, .tar.gz or .tgz safely (no absolute names, no "..", no links; hidden entries are left out)
/// into `target`, which must be new or empty. On failure or cancel nothing stays there.
/// \return  the folder that holds dataset.json.
/// \throws seg::Error  BadInput for a damaged or dangerous archive; NoSpace, checked first; Cancelled.
[[nodiscard]] std::filesystem::path unpackArchive(const std::filesystem::path& archive,
                                                  const std::filesystem::path& target,
                                                  const TaskContext& context);

} // namespace seg::dataset
