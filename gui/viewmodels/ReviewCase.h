// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Task.h"
#include "core/dataset/LabelColors.h"
#include "core/dataset/LabelScheme.h"
#include "core/imaging/Volume.h"
#include "database/Project.h"

#include <QString>
#include <QVariant>

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

namespace seg::gui {

/// One scan to look at, with a prediction, a truth, both, or neither.
struct ReviewCase {
    QString key;    ///< the same scan and masks have the same key
    QString title;  ///< "BRATS_0003"
    QString origin; ///< "segmented with run 3", "validation of run 3", "training case"
    std::vector<std::filesystem::path> channels;
    std::filesystem::path prediction; ///< empty when there is none
    std::filesystem::path truth;      ///< empty when there is none
    std::vector<std::string> channelNames;
    dataset::LabelScheme labels;
    QString maker = {};               ///< whose prediction it is: "run 3"; empty without one
    dataset::LabelColors colors = {}; ///< chosen for the labels
    database::DatasetId dataset = {}; ///< whose labels and colors they are; 0 when it is not known
};

/// Arguments for the Review page (Page::open).
[[nodiscard]] QVariant reviewPrediction(database::PredictionId id);
[[nodiscard]] QVariant reviewValidation(database::RunId run, const CaseId& id);
[[nodiscard]] QVariant reviewDatasetCase(database::DatasetId dataset, const CaseId& id);
/// Key of the case that such an argument means.
[[nodiscard]] QString reviewKey(const QVariant& argument);

/// Every mask there is to look at: scans segmented (newest first), then the validation cases of every run.
[[nodiscard]] std::vector<ReviewCase> reviewCases(const database::Project& project);

/// The case of a dataset that an argument names; it needs no prediction. Nothing for other arguments.
[[nodiscard]] std::optional<ReviewCase> singleCase(const database::Project& project,
                                                   const QVariant& argument);

/// A case in memory.
struct LoadedCase {
    std::shared_ptr<const Volume> scan;
    std::shared_ptr<const LabelMap> prediction;
    std::shared_ptr<const LabelMap> truth;
    QString note; ///< why a mask is not shown; else empty
};

/// Reads scan and masks. A mask that cannot be read, or that does not lie on the scan's grid, is left out
/// with a note. \throws seg::Error  when the scan cannot be read; Cancelled.
[[nodiscard]] LoadedCase loadCase(const ReviewCase& item, const TaskContext& context);

/// What the tables say of one label. NaN where it cannot be said.
struct LabelFigures {
    int label = 0;
    QString name;
    double predictionMl = 0.0;
    double truthMl = 0.0;
    double dice = 0.0;
    double hd95 = 0.0; ///< mm
    double nsd = 0.0;  ///< at 1 mm
};

/// Volumes and, with a truth, overlap and surface distances of every label that the scheme or a mask has.
/// \throws seg::Error  Cancelled.
[[nodiscard]] std::vector<LabelFigures>
measureLabels(const LoadedCase& loaded, const dataset::LabelScheme& labels, const TaskContext& context);

} // namespace seg::gui
