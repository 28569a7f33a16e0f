// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/DatasetManifest.h"
#include "core/dataset/LabelColors.h"
#include "core/planning/Plan.h"
#include "core/reporting/Statistics.h"
#include "core/training/TrainingObserver.h"
#include "core/training/TrainingOptions.h"

#include <filesystem>
#include <limits>
#include <string>
#include <vector>

namespace seg::reporting {

inline constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

/// One class in one validated case. NaN where it cannot be said.
struct CaseValue {
    double dice = kUnknown;
    double hd95 = kUnknown; ///< mm
    double nsd = kUnknown;
    double truePositives = 0.0; ///< voxels, as the two below
    double falsePositives = 0.0;
    double falseNegatives = 0.0;
    double trueMl = kUnknown;
    double predictedMl = kUnknown;
};

struct CaseRow {
    std::string name;
    std::filesystem::path prediction; ///< empty when the file is gone, as the two below
    std::filesystem::path reference;
    std::vector<std::filesystem::path> channels; ///< of the scan
    std::vector<CaseValue> values;               ///< one per class
    double meanDice = kUnknown;                  ///< over the classes that count
    double worstHd95 = kUnknown;                 ///< largest over the classes
    [[nodiscard]] bool missesAClass() const;     ///< a class with Dice 0
};

struct LabelRow {
    std::string name;
    int color = 0; ///< label value whose color it has
    double dice = kUnknown;
    Interval diceInterval;
    double hd95 = kUnknown; ///< median, mm
    double nsd = kUnknown;
    double sensitivity = kUnknown;
    double precision = kUnknown;
    double volumeDifferenceMl = kUnknown; ///< mean of predicted - true
};

/// The numbers at the top.
struct Headline {
    double meanDice = kUnknown;
    Interval meanDiceInterval{kUnknown, kUnknown};
    double lowestCase = kUnknown;
    double hd95Median = kUnknown;
    double hd95Largest = kUnknown;
    double volumeDifferenceMl = kUnknown;
    Interval volumeLimitsMl{kUnknown, kUnknown};
    std::size_t failures = 0; ///< cases that miss a class
};

/// Everything a report says about one run, read from its folder.
struct ReportData {
    std::filesystem::path runFolder;
    std::string runName;     ///< "Run 12"
    std::string datasetName; ///< "Hippocampus"
    planning::Plan plan;
    dataset::DatasetManifest manifest;
    dataset::LabelColors colors; ///< chosen for the labels; the run's folder knows none
    training::TrainingOptions options;
    std::vector<training::EpochMetrics> epochs;
    std::vector<std::string> warnings; ///< of the run
    std::vector<LabelRow> labels;      ///< one per class
    std::vector<CaseRow> cases;        ///< lowest mean Dice first; empty before the validation
    Headline headline;
    double toleranceMm = 1.0; ///< of NSD

    [[nodiscard]] bool hasSurfaces() const; ///< whether any case has HD95 or NSD
    [[nodiscard]] bool hasVolumes() const;  ///< whether the scans were there to turn voxels into ml
    [[nodiscard]] const planning::Configuration& configuration() const
    {
        return plan.configuration(options.configuration);
    }
    [[nodiscard]] double trainedSeconds() const;
};

/// Reads plan, options, curves and validation of a run. Files of masks are looked for where summary.json
/// says, then within the run folder and its project, so that a moved project keeps its pictures. Reads image
/// headers, no voxels. \throws seg::Error  NotFound when the run has neither a finished epoch nor a
/// validation; BadInput for damaged files.
[[nodiscard]] ReportData readReportData(const std::filesystem::path& runFolder);

} // namespace seg::reporting
