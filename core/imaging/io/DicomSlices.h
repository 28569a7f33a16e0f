// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/imaging/Geometry.h"
#include "core/imaging/io/DicomSeries.h"
#include "core/imaging/io/VoxelType.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// Slices and their pixels. Internal to the DICOM readers.
namespace seg::imaging {

/// Bytes of pixels that one byte of a file may unpack to: JPEG 2000 and RLE on constant pictures.
inline constexpr std::uint64_t kLargestDicomCompression = 20000;

/// One plane of pixels: a file, or one frame of a multi-frame file.
struct DicomSlice {
    std::filesystem::path file;
    std::size_t frame = 0;
    std::string seriesUid;
    std::string description;
    std::string modality;
    std::string patientId;
    std::string studyUid;
    std::string sopUid;
    std::int64_t instance = 0; ///< InstanceNumber, or the frame's number
    std::int64_t columns = 0;
    std::int64_t rows = 0;
    std::int64_t samples = 1; ///< per pixel
    std::string voxelType;    ///< "int16", …; empty for a kind that cannot be read
    std::optional<std::array<double, 6>>
        orientation;               ///< ImageOrientationPatient: directions of a row, of a column
    std::optional<Point> position; ///< ImagePositionPatient: centre of the first pixel
    std::array<double, 2> pixelSpacing{1.0, 1.0}; ///< mm, along y and along x
    double thickness = 0.0;                       ///< mm; 0 when the header does not say
    double sliceDistance = 0.0; ///< SpacingBetweenSlices, mm; 0 when the header does not say
    double slope = 1.0;
    double intercept = 0.0;
};

/// The slices of one file; none for a DICOM object that is no image (or holds segments).
/// \throws seg::Error  BadInput for a damaged file; NotFound, NoPermission, Io.
[[nodiscard]] std::vector<DicomSlice> dicomSlicesOf(const std::filesystem::path& file);

/// Slices put in order, with what was found about them.
struct ArrangedSlices {
    DicomSeries series;
    std::vector<DicomSlice> slices; ///< from k = 0 upwards
};

/// \param slices  of one series, at least one.
[[nodiscard]] ArrangedSlices arrangeSlices(std::vector<DicomSlice> slices);

/// The pixels of a file, unpacked but unscaled, frame after frame, in this machine's byte order.
struct DicomPixels {
    VoxelType type = VoxelType::UInt8;
    std::int64_t columns = 0;
    std::int64_t rows = 0;
    std::int64_t frames = 1;
    std::vector<std::byte> values;
};

/// \throws seg::Error  BadInput when they are cut short, cannot be unpacked or are no gray values;
/// OutOfMemory.
[[nodiscard]] DicomPixels readDicomPixels(const std::filesystem::path& file);

} // namespace seg::imaging
