// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/imaging/io/ImageFile.h"

#include <filesystem>

/// NIfTI's part of ImageFile.h; see there for the contracts.
namespace seg::imaging::nifti {

[[nodiscard]] ImageInfo readInfo(const std::filesystem::path& file);
[[nodiscard]] Volume readVolume(const std::filesystem::path& file);
[[nodiscard]] LabelMap readLabelMap(const std::filesystem::path& file);

void writeVolume(const std::filesystem::path& file, const Volume& volume);
void writeLabelMap(const std::filesystem::path& file, const LabelMap& labels);
void writeLabelMapLike(const std::filesystem::path& file, const LabelMap& labels,
                       const std::filesystem::path& source);
void extractChannel(const std::filesystem::path& source, std::int64_t index,
                    const std::filesystem::path& target);

/// Rewrites `file` with its own voxels, type and scaling but the placement of `source`: pixdim, qform, sform
/// and units. \throws seg::Error  BadInput when the sizes differ; as the readers and writers.
void copyPlacement(const std::filesystem::path& source, const std::filesystem::path& file);

} // namespace seg::imaging::nifti
