// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/CommandContext.h"
#include "core/base/Error.h"
#include "core/inference/Predictor.h"
#include "database/Project.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace seg::app {

/// One scan to segment and where its mask goes.
struct SegmentationJob {
    std::string name;
    std::vector<std::filesystem::path> channels;
    std::filesystem::path mask;
};

/// Where scans are looked for.
struct ScanSearch {
    std::vector<std::string> inputs; ///< files and folders
    bool recursive = false;          ///< image files in folders within folders, too
    std::vector<std::string> series; ///< of DICOM: UIDs or parts of descriptions; empty takes every series
    std::filesystem::path links; ///< made where a folder holds several DICOM series: links to their slices
};

/// What was named, or found in a folder of DICOM series, and is not segmented.
struct LeftOut {
    std::string input; ///< a path, a DICOM series with its folder, or "--series TEXT" that names none
    std::string text;  ///< why, a sentence
};

struct FoundScans {
    std::vector<SegmentationJob> jobs; ///< at least one
    std::vector<LeftOut> leftOut;
};

/// Finds the scans in files and folders. Files whose names end in _0000, _0001, … are the channels of one
/// scan, in several folders only where it is the only one of its name and no two have the same number; DICOM
/// files are sorted into series, in folders within, too. What cannot be segmented is left out.
/// A scan is named by its file, without the channel's number. A DICOM series is named by its folder where it
/// is the only one there that can be read, by its file where it was named and is the whole series, else by
/// its description. Of two scans of one name the second is NAME_2. \param output  folder for the masks; a
/// file name ending in .nii or .nii.gz when there is only one scan. \throws seg::Error  NotFound for a path
/// that does not exist, or when no scan is there; BadInput when everything there is left out.
[[nodiscard]] FoundScans findScans(const ScanSearch& search, const std::filesystem::path& output,
                                   const TaskContext& context);

struct SegmentationOutcome {
    std::vector<SegmentationJob> done;
    std::vector<double> seconds;       ///< of each done one
    std::vector<SegmentationJob> kept; ///< had a mask already
    struct Failure {
        SegmentationJob job;
        ErrorCode code{};
        std::string text;
    };
    std::vector<Failure> failures;
};

/// Hears of what was segmented, kept and failed; also of the part that was done before an error.
using OutcomeReceiver = std::function<void(const SegmentationOutcome&)>;

/// Segments one after the other; a scan that fails does not stop the others. Masks that exist are kept unless
/// `overwrite`. \throws seg::Error  Cancelled; NoSpace and NoPermission, which would fail for every scan.
[[nodiscard]] SegmentationOutcome segmentScans(inference::Predictor& predictor,
                                               const std::vector<SegmentationJob>& jobs, bool overwrite,
                                               const OutcomeReceiver& record, const TaskContext& context);

/// Stores what was segmented and what failed with the project.
void recordPredictions(database::Project& project, database::RunId run, const SegmentationOutcome& outcome);

} // namespace seg::app
