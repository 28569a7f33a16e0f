// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Error.h"
#include "core/dataset/DatasetSource.h"

#include <map>

/// Parts that the readers of the kinds of source share; internal to openSource().
namespace seg::dataset {

[[nodiscard]] DatasetSource openNnUnetRaw(const std::filesystem::path& folder);
[[nodiscard]] DatasetSource openNnUnetV1(const std::filesystem::path& folder);
[[nodiscard]] DatasetSource openPlainFolder(const std::filesystem::path& folder, const SourceOptions& options,
                                            const TaskContext& context);

/// Whether a plain folder's names tell images from labels.
[[nodiscard]] bool looksLikePlainFolder(const std::filesystem::path& folder);

/// Whether a Decathlon-like folder has a file per channel (case_0000) whose labels lack that number.
[[nodiscard]] bool hasFilePerChannel(const std::filesystem::path& folder);

/// "cannot import FOLDER: reason"
[[nodiscard]] Error badSource(const std::filesystem::path& folder, const std::string& reason);

/// Absolute, without a slash at the end. \throws seg::Error  NotFound.
[[nodiscard]] std::filesystem::path sourceFolder(const std::filesystem::path& folder);

/// Image files of a folder by case; names that begin with "." or "_" are left out, as nnU-Net's converter
/// does. \throws seg::Error  NoPermission, Io; BadInput when two files have the same stem.
[[nodiscard]] std::map<CaseId, std::filesystem::path> imagesIn(const std::filesystem::path& folder);

/// Number and name of "Task04_Hippocampus" or "Dataset004_Hippocampus"; otherwise number 0 and the name of
/// the source's own JSON, else the folder's.
void readFolderName(DatasetSource& source);

/// Fills description and licence from the source's JSON.
void readDescription(DatasetSource& source);

/// {"0": "MRI", "1": "T2"} under "modality", in the order of the numbers.
[[nodiscard]] std::vector<std::string> modalityNames(const Json& json, const std::filesystem::path& folder);

/// {"0": "background", "1": "liver"}: value → name, where nnU-Net v2 writes name → value.
[[nodiscard]] LabelScheme msdLabels(const Json& json, const std::filesystem::path& folder);

} // namespace seg::dataset
