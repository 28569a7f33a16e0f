// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Task.h"
#include "core/dataset/DatasetManifest.h"
#include "core/imaging/io/ImageFile.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace seg::dataset {

enum class Severity { Fine, Note, Warning, Error };

/// One thing found about one case (or about the whole dataset when `caseId` is empty).
struct Issue {
    Severity severity = Severity::Note;
    std::string kind; ///< stable id, e.g. "geometry_differs"
    CaseId caseId;
    std::string summary; ///< a few words for a chip, e.g. "geometry differs"
    std::string text;    ///< whole sentences: what, why it matters, what to do
    std::string fix;     ///< id of the fix offered, e.g. "copy_geometry"; empty when there is none
};

/// What the check saw of one case; a row of the check table.
struct CaseCheck {
    CaseId id;
    imaging::ImageInfo image; ///< of channel 0
    double minimum = 0.0;     ///< over all channels
    double maximum = 0.0;
    std::map<int, std::int64_t> labelVoxels; ///< label value → voxels, background included
    std::vector<Issue> issues;

    [[nodiscard]] Severity worst() const noexcept;
};

struct DatasetCheck {
    std::vector<CaseCheck> cases;                                      ///< sorted by id
    std::vector<Issue> issues;                                         ///< of the dataset as a whole
    [[nodiscard]] std::size_t count(Severity severity) const noexcept; ///< cases whose worst finding it is
    [[nodiscard]] bool hasErrors() const noexcept;
};

/// Reads every training case and reports every finding, not the first (nnunet-v2 §1.7 and M13). A file that
/// cannot be read is a finding of its case. Parallel over cases. \throws seg::Error  Cancelled.
[[nodiscard]] DatasetCheck checkDataset(const RawDataset& dataset, const TaskContext& context);

/// Fixes: copies the image's geometry into the label file (header only; voxels untouched). The file is
/// replaced atomically.
void copyImageGeometryToLabel(const Case& item);

} // namespace seg::dataset
