// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/imaging/io/Raster.h"

#include <filesystem>

/// What writing NIfTI has of its own, because there headers are copied bit for bit; see ImageFile.h for the
/// contracts.
namespace seg::imaging::nifti {

/// Stores the values as they are, in the type they have.
void writeContent(const std::filesystem::path& file, const RasterContent& content);
void writeLabelMap(const std::filesystem::path& file, const LabelMap& labels);
void writeLabelMapLike(const std::filesystem::path& file, const LabelMap& labels,
                       const std::filesystem::path& source);
void extractChannel(const std::filesystem::path& source, std::int64_t index,
                    const std::filesystem::path& target);

/// Rewrites `file` with its own voxels, type and scaling but the placement of `source`: pixdim, qform, sform
/// and units. \throws seg::Error  BadInput when the sizes differ; as the readers and writers.
void copyPlacement(const std::filesystem::path& source, const std::filesystem::path& file);

/// The same with a placement that comes from another format.
void setPlacement(const Geometry& geometry, const std::filesystem::path& file);

} // namespace seg::imaging::nifti
