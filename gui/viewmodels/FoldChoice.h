// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/CrossValidationSplit.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace seg::gui {

/// By which rule cases are divided for cross-validation.
enum class FoldRule {
    NnUNet,   ///< its KFold over the names of the cases
    Nvidia,   ///< the same over the names of NVIDIA's files
    ByPatient ///< cases of one patient are held back together
};

/// How the cases are divided for cross-validation. Left as it is: nnU-Net's own folds.
struct FoldChoice {
    FoldRule rule = FoldRule::NnUNet;
    int count = 5;
    std::uint32_t seed = 12345;
    std::string patientPattern;             ///< ByPatient: e.g. "{patient}_*"
    std::map<CaseId, std::string> patients; ///< ByPatient: from a table, instead of a pattern
    bool operator==(const FoldChoice&) const = default;
};
inline constexpr int kMostFolds = 5; ///< that a training can be started on

/// \throws seg::Error  as the functions of CrossValidationSplit.h; InvalidArgument when it is not said who
/// the patients are.
[[nodiscard]] std::vector<dataset::Split> makeFolds(const std::vector<CaseId>& ids, const FoldChoice& choice);

/// "5 folds over 20 cases, shuffled with seed 12345: each case is held back once. …"
[[nodiscard]] std::string foldText(const FoldChoice& choice, std::size_t cases);

} // namespace seg::gui
