// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Task.h"
#include "core/imaging/io/DicomSeries.h"
#include "core/imaging/io/ImageFile.h"
#include "database/Project.h"
#include "gui/models/TableRoles.h"

#include <QString>
#include <QStringList>

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

namespace seg::gui {

/// Where one channel of a scan comes from: a volume (0-based) of a file, or the folder of a DICOM series.
struct ChannelSource {
    std::filesystem::path file;
    std::int64_t volume = 0;
    bool isLinked = false; ///< `file` is a folder of links that goes with the page (imaging::DicomScan)
    bool operator==(const ChannelSource&) const = default;
};

/// One scan to segment: a file with one or more volumes, the files of its channels, or a DICOM series.
struct ScanEntry {
    QString name; ///< "patient_17"
    std::vector<std::filesystem::path> files;
    imaging::ImageInfo info;              ///< of the first file
    QString problem;                      ///< sentence when the header cannot be read; else empty
    std::vector<ChannelSource> available; ///< every volume of every file, in order
    QString kind;                         ///< "NIfTI", "DICOM MR"
    QString detail;       ///< more than the list has room for, e.g. the thickness of a series' slices
    QStringList warnings; ///< what speaks against the scan, sentences: missing slices, a contradicting header
    std::string series;   ///< UID of the DICOM series; empty for anything else
    bool isChosen = true; ///< whether it is to be segmented; of a study's series the one with the most slices
};

/// A trained run as a person chooses it.
struct ModelChoice {
    database::RunId run{};
    QString title;  ///< "Hippocampus · 3d_fullres · run 3"
    QString detail; ///< "fold 0 · MRI · 1.0 mm · validation Dice 0.893"
    std::vector<std::string> channelNames;
    std::array<double, 3>
        spacing{}; ///< mm that it works in, axes as the scans it learned from (z, y, x); 0 = any
};

/// Whether a scan suits a model, as a chip and as a sentence.
struct FitCheck {
    ChipState state = ChipState::Neutral;
    QString chip;     ///< "fits"
    QString sentence; ///< "The scan is 1.0 × 1.0 × 1.0 mm, as the model expects."
    bool canRun = false;
};

/// The scans among paths, folders walked one level deep. Files named …_0000, …_0001 become the channels of
/// one scan; of a lone …_0000 the others are looked for beside it. DICOM slices, however deep in a folder,
/// become a scan per series; one that cannot be read is a scan with that problem. Reads headers only.
/// \param links  made where a folder holds several series; outlives the entries. \throws seg::Error
/// Cancelled.
[[nodiscard]] std::vector<ScanEntry> scansAmong(const QStringList& paths, const std::filesystem::path& links,
                                                const TaskContext& context = {});

/// How lists say a number of slices, a voxel size or a thickness of a series: "12 slices · 0.5 × 0.5 × 3 mm ·
/// 3 mm thick".
[[nodiscard]] QString seriesDetail(const imaging::DicomSeries& series);

/// Runs that have a checkpoint to segment with, newest first.
[[nodiscard]] std::vector<ModelChoice> usableModels(const database::Project& project);

/// The scan's volumes in order, as many as the model has channels or as there are.
[[nodiscard]] std::vector<ChannelSource> defaultChannels(const ScanEntry& scan, std::size_t channels);

/// What can be said of a scan while there is no model.
[[nodiscard]] FitCheck checkAlone(const ScanEntry& scan);

[[nodiscard]] FitCheck checkFit(const ScanEntry& scan, const std::vector<ChannelSource>& channels,
                                const ModelChoice& model);

/// The files that Project::predict() takes for these channels. Volumes picked out of files that hold several
/// are written into `folder` first, and the links of a DICOM series that go with the page are made anew
/// there, where they stay beside the prediction that was made of them. \throws seg::Error  as
/// imaging::extractChannel and imaging::copyDicomLinks.
[[nodiscard]] std::vector<std::filesystem::path> inputFiles(const std::vector<ChannelSource>& channels,
                                                            const std::filesystem::path& folder);

/// UTF-8 both ways.
[[nodiscard]] QString textOf(const std::filesystem::path& path);
[[nodiscard]] std::filesystem::path pathOf(const QString& text);

} // namespace seg::gui
