// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/DatasetSource.h"
#include "core/dataset/TakeFile.h"

#include <filesystem>
#include <set>
#include <string>

namespace seg::dataset {

struct ImportOptions {
    int id = 0;       ///< number in DatasetNNN_; 0 takes the source's own, or a free one from 100
    std::string name; ///< name after DatasetNNN_; empty takes the source's own
    ImportMode mode = ImportMode::Copy; ///< Reference links files instead of copying; those that must be
                                        ///< split or converted are copied all the same
    std::set<CaseId> exclude;
};

/// DatasetNNN_Name that the import will make. \throws seg::Error  InvalidArgument: number not in 1..999, a
/// name that cannot be a folder's, or a dataset of that number in `datasetsFolder`.
[[nodiscard]] std::string importedName(const DatasetSource& source,
                                       const std::filesystem::path& datasetsFolder,
                                       const ImportOptions& options);

/// Refuses what importDataset() would refuse before it writes anything: names, missing files, too little
/// space. \throws seg::Error  as importDataset().
void requireImportable(const DatasetSource& source, const std::filesystem::path& datasetsFolder,
                       const ImportOptions& options);

/// Makes `datasetsFolder`/DatasetNNN_Name in nnU-Net's raw layout (nnunet-v2 §1.5): 4-D files are split,
/// files of formats that nnU-Net does not take become .nii.gz, all others are copied or linked byte for byte.
/// Works in a hidden folder beside and renames it at the end: on failure or cancel nothing is left; what a
/// killed import left is removed by the next. \throws seg::Error  BadInput, NoSpace (checked first), Io,
/// Cancelled, InvalidArgument if the dataset exists already or an excluded case does not.
RawDataset importDataset(const DatasetSource& source, const std::filesystem::path& datasetsFolder,
                         const ImportOptions& options, const TaskContext& context);

} // namespace seg::dataset
