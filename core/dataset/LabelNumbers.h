// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/imaging/Volume.h"

#include <filesystem>

namespace seg::dataset {

/// Reads a label file as numbers, whatever they are: as a label map where it is one (in an image with a
/// palette these are the palette's indices), else as a scan. [C, Z, Y, X]
/// \throws seg::Error  as imaging::readVolume(). Internal to the module.
[[nodiscard]] Volume readLabelNumbers(const std::filesystem::path& file);

} // namespace seg::dataset
