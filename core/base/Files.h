// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace seg {

/// The path's UTF-8 text, for messages, JSON and the database.
[[nodiscard]] std::string pathText(const std::filesystem::path& path);

/// \throws seg::Error  NotFound, NoPermission or Io.
[[nodiscard]] std::string readText(const std::filesystem::path& file);

/// Writes a file beside its final name, flushes it to the disk and renames it: readers see the old or the new
/// content, never a part. `write` gets the temporary path; on any exception the temporary file is removed and
/// the old file is untouched. The temporary name keeps the whole ending (.nii.gz) of the final one. \throws
/// seg::Error  NoSpace, NoPermission or Io, or whatever `write` throws.
void writeAtomically(const std::filesystem::path& file,
                     const std::function<void(const std::filesystem::path& temporary)>& write);

/// writeAtomically() with the given content.
void writeText(const std::filesystem::path& file, std::string_view content);

/// Appends one line and flushes it, so that a killed process loses at most the line it was writing.
void appendLine(const std::filesystem::path& file, std::string_view line);

/// Creates the folder and its parents. \throws seg::Error  NoSpace, NoPermission or Io.
void createFolders(const std::filesystem::path& folder);

/// Copies bytes, atomically at the target. \throws seg::Error
void copyFile(const std::filesystem::path& from, const std::filesystem::path& to);

/// Bytes free to this user on the file system of the nearest existing parent of `path`.
[[nodiscard]] std::uint64_t freeSpace(const std::filesystem::path& path);

/// Name without any of the endings an image file can have: "scan.nii.gz" gives "scan".
[[nodiscard]] std::string stemOfImage(const std::filesystem::path& file);

} // namespace seg
