// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Json.h"
#include "core/base/Task.h"
#include "core/dataset/DatasetFix.h"
#include "core/dataset/DatasetImport.h"
#include "database/Project.h"

#include <filesystem>
#include <string>

namespace seg::app {

struct ImportChoice {
    dataset::SourceOptions source;
    dataset::ImportOptions options;
};

/// Imports whatever the path is: a folder of any kind that openAnySource() knows, or a task archive. What has
/// to be unpacked or converted lies in the project for the time of the import. What was assumed about the
/// source is logged. \throws seg::Error  NotFound; BadInput for anything else; as the imports themselves.
database::DatasetRecord importSource(database::Project& project, const std::filesystem::path& path,
                                     const ImportChoice& choice, const TaskContext& context);

/// Checks the dataset and applies the fix to every case with a finding that it helps; each can be undone.
/// \return  how many cases were changed.
std::size_t fixOffered(database::Project& project, const database::DatasetRecord& record,
                       dataset::FixKind kind, const TaskContext& context);

[[nodiscard]] Json datasetToJson(const database::DatasetRecord& record);

} // namespace seg::app
