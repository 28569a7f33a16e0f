// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Task.h"
#include "core/imaging/Volume.h"

#include <filesystem>
#include <string>
#include <vector>

namespace seg::imaging {

/// What a file's header says, without reading its voxels.
struct ImageInfo {
    Geometry geometry;          ///< of the first three axes
    std::int64_t channels = 1;  ///< volumes along the fourth axis
    std::string format;         ///< "NIfTI-1", "NIfTI-2", …
    std::string voxelType;      ///< "uint8", "int16", "float32", …
    int qformCode = 0;          ///< NIfTI only
    int sformCode = 0;          ///< NIfTI only
    bool formsDisagree = false; ///< NIfTI only: both codes set and the matrices differ; the sform is used
    std::string note; ///< what was repaired while reading, e.g. a direction made orthonormal; else empty
};

/// Whether the name ends like a format that this program reads (case-insensitive).
[[nodiscard]] bool isImageFile(const std::filesystem::path& file);

/// \throws seg::Error  NotFound, NoPermission, Io; BadInput for a damaged or unsupported file.
[[nodiscard]] ImageInfo readImageInfo(const std::filesystem::path& file);

/// Reads every channel as float32 with slope and intercept applied.
/// \return  [C, Z, Y, X]; 4-D files give their volumes as channels.
/// \throws seg::Error  as readImageInfo, and OutOfMemory. A truncated file is BadInput and names how much is
/// missing.
[[nodiscard]] Volume readVolume(const std::filesystem::path& file);

/// Reads several single-channel files as the channels of one volume. All must have the first one's extent and
/// spacing. \throws seg::Error  BadInput: `cannot read case ct_012: channel 1 is 512x512x80 but channel 0 is
/// 512x512x81`.
[[nodiscard]] Volume readChannels(const std::vector<std::filesystem::path>& files);

/// Reads an integer label map.
/// \throws seg::Error  as readVolume; BadInput for a value that is not an integer in 0..32767, or for several
/// channels.
[[nodiscard]] LabelMap readLabelMap(const std::filesystem::path& file);

/// Writes a mask on the grid of the file it was made from: size, qform, sform, units and description codes
/// are copied bit for bit from the source header. uint8 if the largest label is below 255, else uint16 (as
/// nnU-Net).
/// `.nii` or `.nii.gz`; written beside and renamed.
/// \param source  the scan; when it is not NIfTI the header is made from labels.geometry.
/// \throws seg::Error  BadInput when the extents differ; NoSpace, NoPermission, Io.
void writeLabelMap(const std::filesystem::path& file, const LabelMap& labels,
                   const std::filesystem::path& source);

/// Writes float32 volumes ([C, Z, Y, X]; more than one channel gives a 4-D file) or label maps from their
/// geometry alone.
void writeVolume(const std::filesystem::path& file, const Volume& volume);
void writeLabelMap(const std::filesystem::path& file, const LabelMap& labels);

/// Writes volume `index` of a 4-D NIfTI file as a 3-D file with the same voxel type and scaling, voxels
/// untouched. A 3-D source with index 0 is copied byte for byte.
void extractChannel(const std::filesystem::path& source, std::int64_t index,
                    const std::filesystem::path& target);

/// Gives `file` the placement of `source` (spacing, qform, sform, units); its voxels, type and scaling stay.
/// The file is replaced atomically. \throws seg::Error  BadInput when the sizes differ; NoSpace,
/// NoPermission, Io.
void copyGeometry(const std::filesystem::path& source, const std::filesystem::path& file);

} // namespace seg::imaging
