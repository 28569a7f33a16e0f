// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Task.h"
#include "core/imaging/Volume.h"

#include <filesystem>
#include <string>
#include <vector>

/// Reading and writing scans and masks in every format this program knows: NIfTI-1 and -2 (.nii, .nii.gz),
/// NRRD
/// (.nrrd, .nhdr), MetaImage (.mha, .mhd), TIFF (.tif, .tiff), PNG, BMP, and DICOM series (a folder, or one
/// file). The content decides which reader is taken; the ending decides where the content says nothing, and
/// what is written.
namespace seg::imaging {

/// What a file's header says, without reading its voxels.
struct ImageInfo {
    Geometry geometry;          ///< of the first three axes
    std::int64_t channels = 1;  ///< volumes along the fourth axis, or samples per voxel
    std::string format;         ///< "NIfTI-1", "NIfTI-2", "NRRD", "MetaImage", "TIFF", "PNG", "BMP", "DICOM"
    std::string voxelType;      ///< "uint8", "int16", "float32", …
    int qformCode = 0;          ///< NIfTI only
    int sformCode = 0;          ///< NIfTI only
    bool formsDisagree = false; ///< NIfTI only: both codes set and the matrices differ; the sform is used
    std::string note; ///< what was repaired while reading, e.g. a direction made orthonormal; else empty
    /// A natural 2-D image (PNG, BMP, 2-D TIFF): one slice with spacing (999, 1, 1), its colors are channels.
    bool natural = false;
};

/// Every ending that is read, lower case with its dot, in the order file dialogs should show them.
[[nodiscard]] const std::vector<std::string>& imageEndings();

/// The ending of an image's name as it stands there (".nii.gz", ".NRRD", …); empty when it is none that is
/// read.
[[nodiscard]] std::string imageEndingOf(const std::filesystem::path& file);

/// Whether the name ends like a format that this program reads (case-insensitive). DICOM files, which make a
/// scan only together, are not among them: see DicomSeries.h.
[[nodiscard]] bool isImageFile(const std::filesystem::path& file);

/// The ending for a mask of this scan: the scan's own where masks can be written so, ".nrrd" for .nhdr,
/// ".mha" for .mhd, ".nii.gz" for a DICOM series.
[[nodiscard]] std::string maskEndingFor(const std::filesystem::path& scan);

/// \param file  a file, or a folder that holds exactly one DICOM series.
/// \throws seg::Error  NotFound, NoPermission, Io; BadInput for a damaged or unsupported file.
[[nodiscard]] ImageInfo readImageInfo(const std::filesystem::path& file);

/// Reads every channel as float32 with slope and intercept applied.
/// \param file  a file, or a folder that holds exactly one DICOM series.
/// \return  [C, Z, Y, X]; 4-D files give their volumes as channels, color images their colors.
/// \throws seg::Error  as readImageInfo, and OutOfMemory. A truncated file is BadInput and names how much is
/// missing; a folder with several series is BadInput and lists them.
[[nodiscard]] Volume readVolume(const std::filesystem::path& file);

/// Reads several single-channel files as the channels of one volume. All must have the first one's extent and
/// spacing. Natural 2-D images may bring several channels each. \throws seg::Error  BadInput: `cannot read
/// case ct_012: channel 1 is 512x512x80 but channel 0 is 512x512x81`.
[[nodiscard]] Volume readChannels(const std::vector<std::filesystem::path>& files);

/// Reads an integer label map. In an image with a palette the labels are the palette's indices.
/// \throws seg::Error  as readVolume; BadInput for a value that is not an integer in 0..32767, or for several
/// channels.
[[nodiscard]] LabelMap readLabelMap(const std::filesystem::path& file);

/// Writes a mask on the grid of the file it was made from. uint8 if the largest label is below 255, else
/// uint16 (as nnU-Net). The ending of `file` decides the format: NIfTI, NRRD (.nrrd), MetaImage (.mha), TIFF
/// (with its side-car .json), PNG, BMP (labels up to 254). Where scan and mask have the same format, what the
/// header says about the placement (NIfTI: qform, sform, units and codes; NRRD and MetaImage: the fields'
/// text) is copied bit for bit. Written beside and renamed. \param source  the scan, or the folder of a DICOM
/// series; where its format is another one the header is made from
///   labels.geometry.
/// \throws seg::Error  BadInput when the extents differ or the format cannot hold the mask; NoSpace,
/// NoPermission, Io.
void writeLabelMap(const std::filesystem::path& file, const LabelMap& labels,
                   const std::filesystem::path& source);

/// Writes volumes ([C, Z, Y, X]; more than one channel gives a 4-D file) or label maps from their geometry
/// alone. Volumes are stored as float32; PNG and BMP take whole numbers of one slice in 1, 3 or 4 channels.
void writeVolume(const std::filesystem::path& file, const Volume& volume);
void writeLabelMap(const std::filesystem::path& file, const LabelMap& labels);

/// Writes volume `index` of a 4-D file (or one color of a color image) as a 3-D file with the same voxel type
/// and, in NIfTI, scaling, voxels untouched. A single-channel source of the target's ending is copied byte
/// for byte. Any format that is read can be the source; the target's ending must be one that can hold its
/// voxel type.
void extractChannel(const std::filesystem::path& source, std::int64_t index,
                    const std::filesystem::path& target);

/// Gives `file` the placement of `source` (spacing, origin, direction; in NIfTI qform, sform and units); its
/// voxels, type and scaling stay. The file is replaced atomically. \throws seg::Error  BadInput when the
/// sizes differ or the format of `file` stores no placement; NoSpace, NoPermission, Io.
void copyGeometry(const std::filesystem::path& source, const std::filesystem::path& file);

} // namespace seg::imaging
