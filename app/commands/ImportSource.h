// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Json.h"
#include "core/base/Task.h"
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

/// Checks the dataset and copies the scan's geometry into every label whose geometry differs; each can be
/// undone. \return how many labels were changed.
std::size_t fixGeometry(database::Project& project, const database::DatasetRecord& record,
                        const TaskContext& context);

[[nodiscard]] Json datasetToJson(const database::DatasetRecord& record);

} // namespace seg::app
