// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace seg::dataset {

enum class ImportMode { Copy, Reference };

/// ".nii.gz" of "scan.NII.GZ": imaging::imageEndingOf() in lower case.
[[nodiscard]] std::string imageEnding(const std::filesystem::path& file);

/// Whether a file can be taken byte for byte, and so be linked, as one with that name's ending.
[[nodiscard]] bool sameEnding(const std::filesystem::path& file, const std::string& ending);

/// Copies or links a one-channel image as `to`; converts it when the endings differ. A TIFF stack brings the
/// JSON file with its spacing along. \throws seg::Error  BadInput when a file to be converted cannot be read;
/// NoSpace, NoPermission, Io.
void takeImageFile(const std::filesystem::path& from, const std::filesystem::path& to, ImportMode mode);

/// The same for a label file. One with values that are no labels is converted with them, for the integrity
/// check to name.
void takeLabelFile(const std::filesystem::path& from, const std::filesystem::path& to, ImportMode mode);

} // namespace seg::dataset
