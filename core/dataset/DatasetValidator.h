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
    std::string fix; ///< id of the fix offered (fixName()), e.g. "copy_geometry"; empty when there is none
};

/// Intensities of one channel of a case, from an evenly spaced sample of its voxels.
struct ChannelStatistics {
    double low = 0.0; ///< 0.5th percentile
    double median = 0.0;
    double high = 0.0; ///< 99.5th percentile
    bool operator==(const ChannelStatistics&) const = default;
};

/// What the check saw of one case; a row of the check table.
struct CaseCheck {
    CaseId id;
    imaging::ImageInfo image; ///< of channel 0
    double minimum = 0.0;     ///< over all channels
    double maximum = 0.0;
    std::map<int, std::int64_t> labelVoxels; ///< label value → voxels, background included
    std::vector<ChannelStatistics> channels; ///< empty when the image could not be read
    std::string imageHash; ///< of the voxels of all channels; equal for equal scans, whatever their headers
    std::string labelHash; ///< of the label's voxels; empty without a readable label
    std::vector<Issue> issues;

    [[nodiscard]] Severity worst() const noexcept;
};

struct DatasetCheck {
    std::vector<CaseCheck> cases;                                      ///< sorted by id
    std::vector<Issue> issues;                                         ///< of the dataset as a whole
    [[nodiscard]] std::size_t count(Severity severity) const noexcept; ///< cases whose worst finding it is
    [[nodiscard]] bool hasErrors() const noexcept;
};

/// Reads every training case and reports every finding, not the first (nnunet-v2 §1.7 and M13): unreadable
/// and missing files, sizes, spacings and places of image, channels and label, NaN and infinity, label
/// values, empty, small and scattered labels, orientation, contradicting headers, twins, unusual intensities,
/// and what is wrong with the dataset as a whole. A file that cannot be read is a finding of its case.
/// Parallel over cases. \throws seg::Error  Cancelled.
[[nodiscard]] DatasetCheck checkDataset(const RawDataset& dataset, const TaskContext& context);

} // namespace seg::dataset
