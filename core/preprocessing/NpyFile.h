// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace seg::preprocessing {

/// Element types that are stored.
enum class NpyType { Float32, Int16, Int32 };

[[nodiscard]] std::size_t sizeOf(NpyType type) noexcept;

/// Writes a NumPy file (version 1.0, C order, little endian) beside its name and renames it.
/// \throws seg::Error  NoSpace, NoPermission or Io.
void writeNpy(const std::filesystem::path& file, NpyType type, const std::vector<std::int64_t>& shape,
              std::span<const std::byte> values);

/// A NumPy file mapped into memory, read-only. The mapping ends with the last copy of `owner`.
struct NpyView {
    std::shared_ptr<const void> owner;
    NpyType type = NpyType::Float32;
    std::vector<std::int64_t> shape;
    std::span<const std::byte> values;
};

/// \throws seg::Error  NotFound, NoPermission, Io; BadInput when it is not such a file or is cut off.
[[nodiscard]] NpyView mapNpy(const std::filesystem::path& file);

/// Refuses a file of preprocessed data that is not what was written. \throws seg::Error  BadInput, always.
[[noreturn]] void refuseStoredFile(const std::filesystem::path& file, const std::string& why);

} // namespace seg::preprocessing
