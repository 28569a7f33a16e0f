// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Json.h"
#include "core/base/Task.h"
#include "core/dataset/MsdImport.h"
#include "database/Project.h"

#include <filesystem>
#include <set>
#include <string>

namespace seg::app {

struct ImportChoice {
    int id = 0;       ///< 0 takes the source's own
    std::string name; ///< empty takes the source's own
    dataset::ImportMode mode = dataset::ImportMode::Copy;
    std::set<CaseId> exclude;
};

/// Imports whatever the path is: MSD folder, MSD archive (unpacked into the project for the time of the
/// import) or nnU-Net raw dataset. \throws seg::Error  NotFound; BadInput for anything else; as the imports
/// themselves.
database::DatasetRecord importSource(database::Project& project, const std::filesystem::path& source,
                                     const ImportChoice& choice, const TaskContext& context);

/// Checks the dataset and copies the scan's geometry into every label whose geometry differs; checks again.
/// \return how many labels were changed.
std::size_t fixGeometry(database::Project& project, const database::DatasetRecord& record,
                        const TaskContext& context);

[[nodiscard]] Json datasetToJson(const database::DatasetRecord& record);

} // namespace seg::app
