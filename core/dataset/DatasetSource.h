// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Task.h"
#include "core/dataset/DatasetManifest.h"
#include "core/dataset/FilePattern.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace seg::dataset {

/// Forms in which people have labelled scans; each can be imported.
enum class SourceKind {
    MsdTask,     ///< Medical Segmentation Decathlon: dataset.json with "modality", imagesTr, labelsTr
    NnUnetRaw,   ///< nnU-Net v2's raw layout: dataset.json with "file_ending"
    NnUnetV1,    ///< nnU-Net v1's raw layout: the Decathlon's dataset.json, a file per channel
    PlainFolder, ///< images and labels that belong together by their names
    DicomFolder, ///< DICOM series with segmentations (DICOM SEG)
};

/// "Medical Segmentation Decathlon task", "nnU-Net v2 dataset", …
[[nodiscard]] std::string sourceKindName(SourceKind kind);

/// What stands in a folder that can be imported.
struct DatasetSource {
    SourceKind kind = SourceKind::MsdTask;
    std::filesystem::path folder; ///< absolute (for an archive: where it was unpacked)
    std::filesystem::path origin; ///< what the user named, e.g. an archive; empty: the folder itself
    int number = 0;               ///< 4 for Task04_Hippocampus; 0 when the name has none
    std::string name;             ///< "Hippocampus"
    std::string description;
    std::string licence;
    std::vector<std::string> channelNames;
    LabelScheme labels;
    std::vector<Case> trainingCases; ///< files as they are: one 4-D file may hold several channels
    std::vector<Case> testCases;
    FilePattern pattern;                ///< PlainFolder: given or guessed
    std::string fileEnding = ".nii.gz"; ///< that the imported dataset will have
    Json json = Json::object();         ///< the source's own dataset.json; empty when it has none
    std::vector<std::string> notes;     ///< sentences: what was assumed or is odd about the source
};

/// What the path is, judged by names (and, for DICOM, some headers): a folder of one of the kinds above, or a
/// task archive (MsdTask). Nothing for anything else. Reads a bounded number of names: up to some seconds on
/// a slow disk. \throws seg::Error  Cancelled.
[[nodiscard]] std::optional<SourceKind> recognizeSource(const std::filesystem::path& path,
                                                        const TaskContext& context = {});

/// For plain folders, which do not say these things themselves.
struct SourceOptions {
    std::optional<FilePattern> pattern;    ///< guessed when left out
    std::vector<std::string> channelNames; ///< in the order of the sorted {channel} words; "CT" decides the
                                           ///< normalization
};

/// Looks at a source of any kind. Images are not read, with two exceptions: the labels of a plain folder, as
/// nothing else says which values there are, and headers of its first case.
/// \throws seg::Error  NotFound; BadInput with what is missing or unclear; InvalidArgument for a wrong
/// pattern; Cancelled.
[[nodiscard]] DatasetSource openSource(const std::filesystem::path& folder, const SourceOptions& options,
                                       const TaskContext& context);

/// Whether a source has to be unpacked or converted before it can be opened: a task archive or a folder of
/// DICOM series with segmentations.
[[nodiscard]] bool needsUnpacking(const std::filesystem::path& path);

/// Opens any source; one that needs unpacking is unpacked or converted into `scratch` (new or empty), which
/// must live until it was imported, and must then be copied. \throws seg::Error  as openSource(),
/// unpackArchive() and convertDicomDataset(); BadInput for a file that is no archive.
[[nodiscard]] DatasetSource openAnySource(const std::filesystem::path& path,
                                          const std::filesystem::path& scratch, const SourceOptions& options,
                                          const TaskContext& context);

/// A Decathlon task. Ignores hidden files (`._*`); accepts a task without imagesTs.
/// \throws seg::Error  NotFound or BadInput.
[[nodiscard]] DatasetSource openMsdTask(const std::filesystem::path& folder);

/// The source as it is, for the integrity check: its files where they are, nothing copied.
[[nodiscard]] RawDataset asRawDataset(const DatasetSource& source);

} // namespace seg::dataset
