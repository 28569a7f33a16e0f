// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Task.h"
#include "core/dataset/DatasetManifest.h"
#include "core/planning/Plan.h"
#include "core/preprocessing/PreprocessedStore.h"

#include <optional>
#include <string>
#include <vector>

namespace seg::preprocessing {

/// Prepares one case by the recipe of its configuration: transpose, crop, then normalize and resample
/// (nnU-Net v2, §4.1), or resample and normalize (2018, NVIDIA; see RecipeRules). \param image    [C, Z, Y,
/// X] as read. \param label    same grid, or null for a scan to segment. \param threads  for this case; 0
/// means threadCount(). \throws seg::Error  BadInput: wrong number of channels, other extent of the label,
/// NaN; Cancelled. \par Source  nnU-Net v2 `DefaultPreprocessor.run_case_npy`; nnunet-v1-2018 §2;
/// nvidia-unets A.4. Deviation:
///   the label is int16 throughout, and a scan without a label gets no label array and no padding.
[[nodiscard]] PreprocessedCase preprocessCase(const CaseId& id, const Volume& image, const LabelMap* label,
                                              const planning::Plan& plan,
                                              const planning::Configuration& configuration,
                                              const dataset::LabelScheme& labels,
                                              const TaskContext& context = {}, std::size_t threads = 0);

/// The same within the memory of what is handed over: a case is never held twice.
[[nodiscard]] PreprocessedCase preprocessCase(const CaseId& id, Volume&& image,
                                              std::optional<LabelMap>&& label, const planning::Plan& plan,
                                              const planning::Configuration& configuration,
                                              const dataset::LabelScheme& labels, const TaskContext& context,
                                              std::size_t threads);

struct CaseFailure {
    CaseId id;
    std::string text;
};

struct PreprocessSummary {
    std::size_t done = 0;
    std::size_t kept = 0; ///< were there already, complete, undamaged and made from the same plan
    std::vector<CaseFailure> failures;
    std::vector<double> caseSeconds; ///< of each case done, reading and writing included, in case order
};

/// Preprocesses all training cases of a dataset into `store`. Cases already there are kept while their source
/// files have the same sizes and times and their arrays still have the contents that were written; a damaged
/// one is made anew. The folder's plan.json says from which plan they were made: one that asks for other
/// arrays empties the folder. Parallel over cases and inside a case, resumable, cancellable. What a case
/// needs is estimated before it starts: cases wait while they do not fit into memoryBudget(), one that is
/// larger than all of it runs alone. One bad case does not stop the others; a full or read-only disk does.
/// \throws seg::Error  InvalidArgument: no such configuration, or case names that would share a file;
/// NoSpace,
///   NoPermission; Cancelled. Cases written before stay and are kept by the next call.
[[nodiscard]] PreprocessSummary preprocessDataset(const dataset::RawDataset& dataset,
                                                  const planning::Plan& plan,
                                                  const std::string& configuration,
                                                  const PreprocessedStore& store, const TaskContext& context);

} // namespace seg::preprocessing
