// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/imaging/Geometry.h"

#include <filesystem>

/// Giving a file another place in the patient; voxels, type and scaling stay. Files are replaced atomically.
namespace seg::imaging {

/// The two places that a NIfTI header can name.
enum class NiftiForm {
    Qform, ///< a rotation and voxel sizes
    Sform, ///< a matrix
};

/// Where one of the two says that the voxels lie, whichever readImageInfo() takes; skewed axes are made
/// perpendicular, the voxel sizes are the header's (pixdim).
/// \throws seg::Error  BadInput when the file is no NIfTI or its header does not have that form; as
/// readImageInfo.
[[nodiscard]] Geometry geometryOfForm(const std::filesystem::path& file, NiftiForm form);

/// Gives a file with one volume a geometry of its own size; in NIfTI both forms then say the same.
/// \throws seg::Error  BadInput when the sizes differ, there are several volumes, or the format stores no
/// place (PNG, BMP, DICOM); NoSpace, NoPermission, Io.
void setGeometry(const std::filesystem::path& file, const Geometry& geometry);

} // namespace seg::imaging
