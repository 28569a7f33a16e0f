// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/Case.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace seg::dataset {

/// One fold: which cases are learned from and which are held back.
struct Split {
    std::vector<CaseId> training;
    std::vector<CaseId> validation;
    bool operator==(const Split&) const = default;
};

/// nnU-Net's folds: KFold(folds, shuffle, RandomState(seed)) over the sorted ids (nnunet-v2 §9.5-9.6).
/// \throws seg::Error  InvalidArgument when there are fewer cases than folds.
[[nodiscard]] std::vector<Split> makeSplits(std::vector<CaseId> ids, int folds = 5,
                                            std::uint32_t seed = 12345);

/// NVIDIA's folds: the same KFold, but over the names of the image files, `<id>_x.npy`, which sort otherwise
/// where one id begins with another ("a_1" and "a_10"). \throws as makeSplits(). \par Source  nvidia-unets
/// A.5.1.
[[nodiscard]] std::vector<Split> makeNvidiaSplits(const std::vector<CaseId>& ids, int folds = 5,
                                                  std::uint32_t seed = 12345);

/// Folds that keep the cases of one patient together: the patients are shuffled as makeSplits() shuffles
/// cases, taken largest first, and each goes to the fold that holds back the fewest cases so far. Depends on
/// names, `folds` and `seed` alone. \param patients  of every id. \throws seg::Error  InvalidArgument when
/// there are fewer patients than folds; BadInput when a case has no patient.
[[nodiscard]] std::vector<Split> makeGroupedSplits(std::vector<CaseId> ids,
                                                   const std::map<CaseId, std::string>& patients,
                                                   int folds = 5, std::uint32_t seed = 12345);

/// The 80:20 split that nnU-Net makes for a fold number beyond the stored ones.
[[nodiscard]] Split randomSplit(std::vector<CaseId> ids, int fold);

/// The folds that hold a case back, ascending; mostly one.
[[nodiscard]] std::vector<int> foldsHolding(const std::vector<Split>& splits, const CaseId& id);

/// Takes a case out of every fold.
void takeOut(std::vector<Split>& splits, const CaseId& id);

/// Lets the given folds hold a case back and all others learn from it, wherever it was before. It goes to its
/// place by name; other cases keep their order.
void holdBack(std::vector<Split>& splits, const CaseId& id, const std::vector<int>& folds);

/// What is wrong with splits for a dataset of these cases, each a sentence: cases that it does not have,
/// cases named twice in a fold, cases both learned from and held back, folds without training or validation
/// cases. Empty when they can be used. \par Deviation  nnU-Net only warns of cases in both lists.
[[nodiscard]] std::vector<std::string> problemsOf(const std::vector<Split>& splits,
                                                  const std::vector<CaseId>& ids);

/// splits_final.json, or a table "case,fold" (.csv) that names for each case the fold that holds it back.
/// \throws seg::Error  NotFound, Io; BadInput naming the line or fold.
[[nodiscard]] std::vector<Split> readSplits(const std::filesystem::path& file);
void writeSplits(const std::filesystem::path& file, const std::vector<Split>& splits);

/// A table "case,patient" (.csv, with or without a line of headings). \throws seg::Error  NotFound, Io;
/// BadInput.
[[nodiscard]] std::map<CaseId, std::string> readPatients(const std::filesystem::path& file);

/// Patients by the names of the cases: a pattern such as "{patient}_*", where * stands for any text and
/// {patient} for the shortest that fits. \throws seg::Error  InvalidArgument for a pattern without {patient};
/// BadInput naming a case that does not fit.
[[nodiscard]] std::map<CaseId, std::string> patientsByName(const std::vector<CaseId>& ids,
                                                           std::string_view pattern);

} // namespace seg::dataset
