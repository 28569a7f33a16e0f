// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/Case.h"

#include <filesystem>
#include <vector>

namespace seg::dataset {

/// One fold: which cases are learnt from and which are held back.
struct Split {
    std::vector<CaseId> training;
    std::vector<CaseId> validation;
    bool operator==(const Split&) const = default;
};

/// nnU-Net's folds: KFold(folds, shuffle, RandomState(seed)) over the sorted ids (nnunet-v2 §9.5-9.6).
/// \throws seg::Error  InvalidArgument when there are fewer cases than folds.
[[nodiscard]] std::vector<Split> makeSplits(std::vector<CaseId> ids, int folds = 5,
                                            std::uint32_t seed = 12345);

/// The 80:20 split that nnU-Net makes for a fold number beyond the stored ones.
[[nodiscard]] Split randomSplit(std::vector<CaseId> ids, int fold);

[[nodiscard]] std::vector<Split> readSplits(const std::filesystem::path& file); ///< splits_final.json
void writeSplits(const std::filesystem::path& file, const std::vector<Split>& splits);

} // namespace seg::dataset
