// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Reading the headers that are text: NRRD's and MetaImage's. Numbers have a dot whatever the locale.
namespace seg::imaging {

/// The beginning of a file, as much as any header may take. \throws seg::Error  as openPlain().
[[nodiscard]] std::string headerText(const std::filesystem::path& file);

[[nodiscard]] std::string_view trimmed(std::string_view text);
[[nodiscard]] std::string lowered(std::string_view text);

/// The parts of a text between white space.
[[nodiscard]] std::vector<std::string> wordsOf(std::string_view text);

/// Nothing when the whole text is not one number; "nan" and "inf" are numbers.
[[nodiscard]] std::optional<double> numberOf(std::string_view text);
[[nodiscard]] std::optional<std::int64_t> wholeNumberOf(std::string_view text);

/// Numbers between white space, commas or brackets. Nothing when one of them is none.
[[nodiscard]] std::optional<std::vector<double>> numbersOf(std::string_view text);

/// Above what any axis, number of samples or skipped bytes can be.
inline constexpr std::int64_t kLargestAxis = std::int64_t{1} << 40;

/// Voxels along each axis. \throws seg::Error  BadInput naming the axis whose word is no number of voxels.
[[nodiscard]] std::vector<std::int64_t> axisLengths(const std::filesystem::path& file,
                                                    const std::vector<std::string>& words);

/// Shortest text that reads back as the same number.
[[nodiscard]] std::string numberText(double value);

enum class DeflateForm { Gzip, Zlib };

/// Appends the compressed bytes. \throws seg::Error  OutOfMemory.
void appendDeflated(std::string& target, std::span<const std::byte> bytes, DeflateForm form);

} // namespace seg::imaging
