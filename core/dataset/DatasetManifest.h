// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Json.h"
#include "core/dataset/Case.h"
#include "core/dataset/LabelScheme.h"

#include <filesystem>
#include <string>
#include <vector>

namespace seg::dataset {

/// nnU-Net v2's dataset.json (nnunet-v2 §1.2).
struct DatasetManifest {
    std::vector<std::string> channelNames; ///< in channel order
    LabelScheme labels;
    std::int64_t trainingCount = 0; ///< numTraining
    std::string fileEnding = ".nii.gz";
    Json other = Json::object(); ///< every further key, preserved
};

/// \throws seg::Error  BadInput naming the missing or wrong key.
[[nodiscard]] DatasetManifest manifestFromJson(const Json& json, const std::string& source);
[[nodiscard]] Json manifestToJson(const DatasetManifest& manifest);

/// A dataset on disk in nnU-Net's raw layout: imagesTr, labelsTr, imagesTs, dataset.json.
struct RawDataset {
    std::filesystem::path folder;
    std::string name; ///< "Dataset004_Hippocampus"
    DatasetManifest manifest;
    std::vector<Case> trainingCases; ///< sorted by id
    std::vector<Case> testCases;     ///< sorted by id; may be empty
};

/// Reads dataset.json and lists the cases (nnunet-v2 §1.4). Does not read images.
/// \throws seg::Error  NotFound, BadInput.
[[nodiscard]] RawDataset openRawDataset(const std::filesystem::path& folder);

} // namespace seg::dataset
