// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Task.h"
#include "core/imaging/Volume.h"

#include <filesystem>
#include <string>
#include <vector>

namespace seg::imaging {

/// One DICOM image series found in a folder: the slices that share a SeriesInstanceUID.
struct DicomSeries {
    std::string uid;         ///< SeriesInstanceUID; the file's name where there is none
    std::string description; ///< SeriesDescription
    std::string modality;    ///< "CT", "MR", …
    std::string patientId;
    std::string studyUid;
    Geometry geometry;                        ///< of the volume the slices make; LPS
    double sliceThickness = 0.0;              ///< mm, as the header says; 0 when it does not
    std::string voxelType;                    ///< as stored: "int16", "uint16", …
    std::vector<std::filesystem::path> files; ///< in the order of the slices, from k = 0 upwards
    std::vector<std::string>
        findings; ///< gaps, duplicates, tilt, mixed sizes, … each a sentence; empty when all is well
    std::string obstacle; ///< why it cannot be read as one volume, a sentence; empty when it can

    [[nodiscard]] bool isReadable() const noexcept { return obstacle.empty(); }
};

/// Whether the file carries DICOM's mark ("DICM" after 128 bytes). False for files that cannot be opened.
[[nodiscard]] bool isDicomFile(const std::filesystem::path& file);

/// Whether a folder, or one within it, holds a DICOM file; hidden ones, and files with the ending of another
/// image format, are passed over. Looks at 5000 entries at most; false for a folder that cannot be listed.
/// \throws seg::Error  Cancelled.
[[nodiscard]] bool holdsDicom(const std::filesystem::path& folder, const TaskContext& task = {});

/// Finds the image series in a folder and the folders within it. Files without DICOM's mark, hidden files and
/// DICOM objects without pixels or with segments (SEG) are passed over. Slices are sorted by their position
/// along the normal; headers alone are read. \return  sorted by description, then uid; empty when there is
/// none. A damaged file becomes a finding of the series beside it, or a series that cannot be read where none
/// lies in its own folder. \throws seg::Error  NotFound, NoPermission, Io, Cancelled; BadInput when there are
/// damaged files only.
[[nodiscard]] std::vector<DicomSeries> listDicomSeries(const std::filesystem::path& folder,
                                                       const TaskContext& task = {});

/// The same for files that were chosen one by one; those without DICOM's mark are passed over.
[[nodiscard]] std::vector<DicomSeries> dicomSeriesAmong(std::vector<std::filesystem::path> files,
                                                        const TaskContext& task = {});

/// Reads one series as a volume: rescale slope and intercept of every slice applied, float32 [1, Z, Y, X],
/// LPS. \throws seg::Error  BadInput with the series' obstacle, or naming the slice that cannot be decoded;
/// OutOfMemory; Io;
///   Cancelled.
[[nodiscard]] Volume readDicomSeries(const DicomSeries& series, const TaskContext& task = {});

/// The only readable series of a folder.
/// \throws seg::Error  BadInput with a sentence that lists the series when there are several, or says that
/// there is
///   none; as listDicomSeries.
[[nodiscard]] DicomSeries onlyDicomSeries(const std::filesystem::path& folder, const TaskContext& task = {});

/// The series that one file alone makes: a slice, or a multi-frame volume. \throws seg::Error  as
/// readDicomSeries.
[[nodiscard]] DicomSeries dicomSeriesOfFile(const std::filesystem::path& file);

/// "T1 post (MR, 160 slices of 256x256, 1 x 1 x 1.2 mm)": how lists name a series.
[[nodiscard]] std::string dicomSeriesText(const DicomSeries& series);

} // namespace seg::imaging
