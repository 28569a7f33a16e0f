// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/imaging/Volume.h"

#include <filesystem>
#include <string>
#include <vector>

namespace seg::imaging {

/// What one segment of a DICOM SEG object is.
struct DicomSegment {
    int number = 0;            ///< SegmentNumber: the value its voxels get in the label map
    std::string label;         ///< SegmentLabel, e.g. "Liver"
    std::string description;   ///< SegmentDescription
    std::string type;          ///< meaning of the SegmentedPropertyType code
    std::string algorithmType; ///< AUTOMATIC, SEMIAUTOMATIC or MANUAL
};

struct DicomSegmentation {
    LabelMap labels;                    ///< on the grid of the scan
    std::vector<DicomSegment> segments; ///< by number
    std::string referencedSeriesUid;    ///< of the scan it was drawn on; empty when the object does not say
    std::string note;                   ///< e.g. that segments overlap; empty when all is well
};

/// Whether the file is a DICOM Segmentation object. False for files that cannot be read.
[[nodiscard]] bool isDicomSegmentation(const std::filesystem::path& file);

/// The segments and the referenced series, without the frames (labels stay empty).
/// \throws seg::Error  as readDicomSegmentation.
[[nodiscard]] DicomSegmentation readDicomSegmentationInfo(const std::filesystem::path& file);

/// Reads a DICOM SEG (BINARY, FRACTIONAL at or above half of its maximum, or LABELMAP) as a label map on the
/// grid of the scan it belongs to. Frames may cover a part of the slices, a part of a slice, or run in
/// another order; every voxel that is set must fall on a voxel centre of the scan (to a tenth of a voxel).
/// Where segments overlap the higher number wins, and the note says how many voxels that were. \param grid
/// the scan's, e.g. DicomSeries::geometry. \throws seg::Error  NotFound, Io; BadInput: not a SEG, damaged, or
/// on another grid. \par Source  DICOM PS3.3 C.8.20 (Segmentation); the frames are unpacked here, GDCM reads
/// the data elements.
[[nodiscard]] DicomSegmentation readDicomSegmentation(const std::filesystem::path& file,
                                                      const Geometry& grid);

} // namespace seg::imaging
