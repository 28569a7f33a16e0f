// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Json.h"
#include "core/base/Task.h"
#include "core/dataset/DatasetManifest.h"

#include <filesystem>
#include <string>
#include <vector>

namespace seg::app {

/// Seconds of one pass over a dataset, from the files as imported to the arrays on disk.
struct PreprocessPass {
    double fingerprint = 0.0;
    double plan = 0.0;
    double preprocess = 0.0;
    double processor = 0.0;          ///< user and system time of all threads
    std::vector<double> caseSeconds; ///< of each case that was preprocessed, in case order

    [[nodiscard]] double total() const noexcept { return fingerprint + plan + preprocess; }
};

/// Extracts the fingerprint, plans with the default planner and preprocesses one configuration into
/// `scratch`, a folder that is made and removed again; nothing made before is used. \param configuration
/// empty takes 3d_fullres, or 2d where that is not planned; holds the one taken afterwards. \throws
/// seg::Error  as the three steps do; BadInput when a case fails.
[[nodiscard]] PreprocessPass timePreprocessing(const dataset::RawDataset& dataset,
                                               const std::filesystem::path& scratch,
                                               std::string& configuration, const TaskContext& context);

/// {"fingerprint": seconds, "plan": …, "preprocess": …, "total": …, "processor": …}, means over the passes.
[[nodiscard]] Json stagesToJson(const std::vector<PreprocessPass>& passes);

/// The most memory that this process has had in use so far, MiB.
[[nodiscard]] double peakMemoryMib();

} // namespace seg::app
