// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/CrossValidationSplit.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace seg::gui {

/// How the cases are divided for cross-validation. Left as it is: nnU-Net's own folds.
struct FoldChoice {
    int count = 5;
    std::uint32_t seed = 12345;
    std::string patientPattern;             ///< e.g. "{patient}_*": cases of one patient stay together
    std::map<CaseId, std::string> patients; ///< from a table, instead of a pattern
    bool operator==(const FoldChoice&) const = default;

    [[nodiscard]] bool isNnUnets() const { return *this == FoldChoice{}; }
};
inline constexpr int kMostFolds = 5; ///< that a training can be started on

/// \throws seg::Error  as the functions of CrossValidationSplit.h.
[[nodiscard]] std::vector<dataset::Split> makeFolds(const std::vector<CaseId>& ids, const FoldChoice& choice);

} // namespace seg::gui
