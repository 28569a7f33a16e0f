// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Task.h"
#include "core/dataset/DatasetManifest.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace seg::dataset {

/// What can be done about a finding of the integrity check.
enum class FixKind {
    CopyGeometry,   ///< give the label the image's spacing, origin and axes; voxels stay
    UseSform,       ///< where qform and sform contradict each other: store the sform in both
    UseQform,       ///< the same with the qform
    StraightenAxes, ///< store skewed axes as the nearest perpendicular ones, as they are read
    ReorientLabel,  ///< exchange and turn round the label's axes so that it lies on the image's grid
    ReorientCase,   ///< the same for image and label, towards another orientation
    RoundLabels,    ///< make whole numbers of label values that are off by 0.001 at most
    RemapLabels,    ///< replace label values by others
    DropLabels,     ///< make background of every value that is no declared label
    RenumberLabels, ///< of the whole dataset: number the labels 0, 1, 2, … without gaps
    CorrectCount,   ///< of the whole dataset: write the number of cases into dataset.json
    ExcludeCase,    ///< take the case out of the dataset
    IgnoreFinding,  ///< change nothing; the finding becomes a note
};

[[nodiscard]] std::string fixName(FixKind kind); ///< "copy_geometry", …: how findings and commands name it
[[nodiscard]] std::optional<FixKind> fixKindOf(std::string_view name);
[[nodiscard]] std::string fixTitle(FixKind kind); ///< for a button: "Copy the image's geometry to the label"

/// Every fix that helps where a finding offers this one, itself first: a contradiction can be settled in
/// favor of either side.
[[nodiscard]] std::vector<FixKind> waysToFix(FixKind offered);

/// Whether a finding that offers the fix of this name (Issue::fix) is helped by one of kind `kind`.
[[nodiscard]] bool helps(FixKind kind, std::string_view offered);

/// One fix of one case, or of the dataset when `caseId` is empty.
struct Fix {
    FixKind kind = FixKind::CopyGeometry;
    CaseId caseId;
    std::map<int, int> values; ///< RemapLabels: old value → new one
    std::string orientation;   ///< ReorientCase: e.g. "RAS"; empty takes what most cases have
    std::string finding;       ///< IgnoreFinding: kind of the finding
    std::string note;          ///< why, in the user's words
    bool operator==(const Fix&) const = default;
};

/// A file of the dataset and what takes its place.
struct FixedFile {
    std::filesystem::path file;                       ///< in the dataset's folder
    std::optional<std::filesystem::path> replacement; ///< nothing: the file goes
};

struct PreparedFix {
    std::vector<FixedFile> files; ///< empty for IgnoreFinding
    std::string text;             ///< what is done and how it was before, a sentence
};

/// Makes the new files of a fix in `workFolder`; the dataset stays as it is.
/// Reoriented images are stored as float32, which holds every integer of up to 24 bits exactly.
/// \throws seg::Error  NotFound when there is no such case; InvalidArgument when parameters are missing;
/// BadInput when the fix does not apply, e.g. label values that are not nearly whole; NoSpace, NoPermission,
/// Io.
[[nodiscard]] PreparedFix prepareFix(const RawDataset& dataset, const Fix& fix,
                                     const std::filesystem::path& workFolder, const TaskContext& context);

} // namespace seg::dataset
