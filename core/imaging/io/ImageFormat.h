// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace seg::imaging {

enum class ImageFormat { Unknown, Nifti, Nrrd, MetaImage, Tiff, Png, Bmp, Dicom };

/// By the first bytes of the file; by its ending where they say nothing.
/// \throws seg::Error  NotFound, NoPermission, Io; BadInput for what is no regular file.
[[nodiscard]] ImageFormat formatOf(const std::filesystem::path& file);

/// By the name alone; Dicom for .dcm.
[[nodiscard]] ImageFormat formatByEnding(const std::filesystem::path& file);

} // namespace seg::imaging
