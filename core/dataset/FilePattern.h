// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace seg::dataset {

/// What a pattern found in a name.
struct PatternMatch {
    std::string caseName;
    std::string channel; ///< empty when the pattern has no {channel}
    bool operator==(const PatternMatch&) const = default;
};

/// Compares a path relative to the source's folder, without its file ending, with a pattern such as
/// "images/{case}_{channel}". {case} stands for one or more characters other than "/" (the same ones wherever
/// it occurs, as many as fit); {channel} for letters and digits only.
/// \throws seg::Error  InvalidArgument when the pattern has no {case} or has an unknown {word}.
[[nodiscard]] std::optional<PatternMatch> matchPattern(std::string_view pattern, std::string_view stem);

/// Where a plain folder keeps the images and the labels of its cases; no file endings.
struct FilePattern {
    std::string image; ///< e.g. "images/{case}_{channel}"
    std::string label; ///< e.g. "labels/{case}"
    bool operator==(const FilePattern&) const = default;
};

/// "images/{case}, labels/{case}"
[[nodiscard]] std::string patternText(const FilePattern& pattern);

/// The pattern that explains most of the files, or nothing when none finds a case with image and label.
/// \param stems  of all image files, relative to the source's folder, without endings.
[[nodiscard]] std::optional<FilePattern> guessPattern(const std::vector<std::string>& stems);

/// Whether a word of a file's or folder's name says that it holds labels ("labelsTr", "seg", "mask", …).
[[nodiscard]] bool isLabelWord(std::string_view word);

} // namespace seg::dataset
