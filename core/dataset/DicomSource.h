// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Task.h"

#include <filesystem>
#include <string>
#include <vector>

namespace seg::dataset {

/// Whether a folder holds DICOM Segmentation objects (in itself or in folders within), judged by a bounded
/// number of files. \throws seg::Error  Cancelled.
[[nodiscard]] bool looksLikeDicomDataset(const std::filesystem::path& folder,
                                         const TaskContext& context = {});

struct DicomConversion {
    std::filesystem::path folder;   ///< in nnU-Net v2's raw layout, .nii.gz
    std::vector<std::string> notes; ///< sentences: series without segmentation, overlapping segments, …
};

/// Makes a dataset of the series of a folder that have a segmentation (DICOM SEG): a case for each, named by
/// its PatientID, or by its folder where there is none. Segments with one label are one class in all cases,
/// whatever their numbers; where several objects belong to a series the later one (by name) wins.
/// Intensities are those after rescale, as float32. \param target  an empty or new folder.
/// \throws seg::Error  BadInput: no series that can be read, no segmentation of any, one on another grid;
/// NoSpace, NoPermission, Io; Cancelled. State after a failure: `target` holds nothing.
[[nodiscard]] DicomConversion convertDicomDataset(const std::filesystem::path& folder,
                                                  const std::filesystem::path& target,
                                                  const TaskContext& context);

} // namespace seg::dataset
