// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Task.h"
#include "core/imaging/io/DicomSeries.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace seg::imaging {

/// A DICOM series as a scan that has a path, as every other scan has.
struct DicomScan {
    std::string name; ///< can be part of a file's name; no two of one list are equal
    DicomSeries series;
    /// What readVolume(), readImageInfo() and writeLabelMap() take for it; empty when it cannot be read.
    std::filesystem::path path;
    bool isLinked = false; ///< `path` is a folder of links to the slices, made for the occasion
    /// Whether it is the one with the most slices among those of its study that can be read: the one to begin
    /// with.
    bool isMain = false;
};

/// The series of a folder and of those within it. The only one that can be read has the folder itself as its
/// path, and its name. Of several each gets a folder with links to its slices below `links`, and is named by
/// its description, with the patient's id before it where there are several patients.
/// \param links  made where it is needed; the caller keeps it as long as the paths are used.
/// \return  sorted as listDicomSeries; empty when there is none. \throws seg::Error  as listDicomSeries;
/// NoPermission and NoSpace where links cannot be made.
[[nodiscard]] std::vector<DicomScan> dicomScansIn(const std::filesystem::path& folder,
                                                  const std::filesystem::path& links,
                                                  const TaskContext& task = {});

/// The series among files that were chosen one by one. A series in one file (a multi-frame file, or a single
/// slice) has that file as its path, and its name without ".dcm"; one in several has a folder of links, and
/// is named as dicomScansIn names several.
[[nodiscard]] std::vector<DicomScan> dicomScansAmong(const std::vector<std::filesystem::path>& files,
                                                     const std::filesystem::path& links,
                                                     const TaskContext& task = {});

/// Makes the links of a linked scan's folder anew in another place; where links cannot be made, copies of the
/// files. \param to  does not exist yet. \throws seg::Error  NotFound when a slice is gone; NoSpace,
/// NoPermission, Io.
void copyDicomLinks(const std::filesystem::path& from, const std::filesystem::path& to);

/// The text as part of a file's name: letters, digits, "-" and "_" stay, all else becomes "_".
[[nodiscard]] std::string plainName(std::string_view text);

} // namespace seg::imaging
