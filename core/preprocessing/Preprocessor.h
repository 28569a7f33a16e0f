// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Task.h"
#include "core/dataset/DatasetManifest.h"
#include "core/planning/Plan.h"
#include "core/preprocessing/PreprocessedStore.h"

#include <string>
#include <vector>

namespace seg::preprocessing {

/// nnU-Net's DefaultPreprocessor for one case (nnunet-v2 §4.1): transpose, crop to non-zero, normalize,
/// resample. \param image   [C, Z, Y, X] as read. \param label   same grid, or null for a scan to segment.
/// \param threads  for this case; 0 means threadCount().
/// \throws seg::Error  BadInput: wrong number of channels, other extent of the label, NaN; Cancelled.
/// \par Source  nnU-Net v2 `DefaultPreprocessor.run_case_npy`. Deviation: the label is int16 throughout, and
/// a scan
///   without a label gets no label array.
[[nodiscard]] PreprocessedCase preprocessCase(const CaseId& id, const Volume& image, const LabelMap* label,
                                              const planning::Plan& plan,
                                              const planning::Configuration& configuration,
                                              const dataset::LabelScheme& labels,
                                              const TaskContext& context = {}, std::size_t threads = 0);

struct CaseFailure {
    CaseId id;
    std::string text;
};

struct PreprocessSummary {
    std::size_t done = 0;
    std::size_t kept = 0; ///< were there already, complete and made from the same plan
    std::vector<CaseFailure> failures;
};

/// Preprocesses all training cases of a dataset into `store`; cases already there are kept while their source
/// files have the same sizes and times. The folder's plan.json says from which plan they were made: one that
/// asks for other arrays empties the folder. Parallel over cases, bounded memory, resumable, cancellable. One
/// bad case does not stop the others; a full or read-only disk does. \throws seg::Error  InvalidArgument: no
/// such configuration, or case names that would share a file; NoSpace,
///   NoPermission; Cancelled. Cases written before stay and are kept by the next call.
[[nodiscard]] PreprocessSummary preprocessDataset(const dataset::RawDataset& dataset,
                                                  const planning::Plan& plan,
                                                  const std::string& configuration,
                                                  const PreprocessedStore& store, const TaskContext& context);

} // namespace seg::preprocessing
