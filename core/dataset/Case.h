// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace seg {

/// Name of one patient study within a dataset, e.g. "hippocampus_001". Ordered by code point, as nnU-Net
/// sorts.
struct CaseId {
    std::string name;
    auto operator<=>(const CaseId&) const = default;
};

/// One patient study: a file per channel, and the label file if there is one.
struct Case {
    CaseId id;
    std::vector<std::filesystem::path> channels; ///< in channel order
    std::optional<std::filesystem::path> label;
    bool operator==(const Case&) const = default;
};

} // namespace seg
