// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Task.h"
#include "core/dataset/DatasetManifest.h"
#include "core/dataset/TakeFile.h"

#include <filesystem>
#include <string>

namespace seg::dataset {

/// Writes a dataset as `parent`/DatasetNNN_Name in nnU-Net v2's raw layout, with every fix in it, so that
/// nnUNetv2_plan_and_preprocess takes it. Works in a hidden folder beside and renames it at the end.
/// \param name  DatasetNNN_Name; empty takes the dataset's own.
/// \param mode  Reference links to the files instead of copying them.
/// \return  the folder. \throws seg::Error  InvalidArgument: no name of that form, or there is such a folder
/// already; BadInput when a case lacks its label or image; NoSpace (checked first), NoPermission, Io;
/// Cancelled.
std::filesystem::path exportRawDataset(const RawDataset& dataset, const std::filesystem::path& parent,
                                       const std::string& name, ImportMode mode, const TaskContext& context);

} // namespace seg::dataset
