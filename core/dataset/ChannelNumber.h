// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>

/// nnU-Net's file names of channels, "case_0000" for the first; internal to the module.
namespace seg::dataset {

inline constexpr std::size_t kChannelNumberLength = 5; ///< of "_0000"

/// Whether a file's stem ends in one.
[[nodiscard]] inline bool hasChannelNumber(std::string_view stem)
{
    return stem.size() > kChannelNumberLength && stem[stem.size() - kChannelNumberLength] == '_' &&
           std::all_of(stem.end() - 4, stem.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

/// "case" of "case_0000"; other stems as they are.
[[nodiscard]] inline std::string withoutChannelNumber(std::string_view stem)
{
    return std::string(hasChannelNumber(stem) ? stem.substr(0, stem.size() - kChannelNumberLength) : stem);
}

} // namespace seg::dataset
