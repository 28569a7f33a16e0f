// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Task.h"
#include "core/dataset/DatasetManifest.h"

#include <filesystem>
#include <set>
#include <string>

namespace seg::dataset {

enum class ImportMode { Copy, Reference };

/// What stands in a Medical Segmentation Decathlon folder or archive, found without reading images.
struct MsdSource {
    std::filesystem::path folder; ///< the task folder (for an archive: where it was unpacked)
    int taskNumber = 0;           ///< 4 for Task04_Hippocampus; 0 when the name has none
    std::string taskName;         ///< "Hippocampus"
    std::string description;
    std::string licence;
    std::vector<std::string> channelNames;
    LabelScheme labels;
    std::vector<Case> trainingCases; ///< image files as they are (4-D or 3-D) in channels[0]
    std::vector<Case> testCases;
    Json json; ///< the task's own dataset.json
};

/// Whether the path looks like an MSD task: a folder with dataset.json, imagesTr and labelsTr, or a
/// .tar/.tar.gz.
[[nodiscard]] bool looksLikeMsdTask(const std::filesystem::path& path);

/// Unpacks a .tar, .tar.gz or .tgz safely (no absolute names, no "..", no links) into `target`.
/// \return  the folder that holds dataset.json.
[[nodiscard]] std::filesystem::path unpackArchive(const std::filesystem::path& archive,
                                                  const std::filesystem::path& target,
                                                  const TaskContext& context);

/// Ignores hidden files (`._*`); accepts a task without imagesTs.
/// \throws seg::Error  NotFound or BadInput.
[[nodiscard]] MsdSource openMsdTask(const std::filesystem::path& folder);

struct MsdImportOptions {
    int id = 0;       ///< number in DatasetNNN_; 0 takes the task's own
    std::string name; ///< name after DatasetNNN_; empty takes the task's own
    ImportMode mode =
        ImportMode::Copy; ///< Reference links 3-D files instead of copying (4-D ones are always split)
    std::set<CaseId> exclude;
};

/// Makes `datasetsFolder`/DatasetNNN_Name in nnU-Net's raw layout (nnunet-v2 §1.5). Works in a hidden folder
/// beside and renames it at the end: on failure or cancel nothing is left. \throws seg::Error  BadInput,
/// NoSpace (checked first), Io, Cancelled, InvalidArgument if the dataset exists already.
RawDataset importMsdTask(const MsdSource& source, const std::filesystem::path& datasetsFolder,
                         const MsdImportOptions& options, const TaskContext& context);

} // namespace seg::dataset
