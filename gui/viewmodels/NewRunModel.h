// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/training/TrainingOptions.h"
#include "database/Project.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <string>
#include <vector>

namespace seg::gui {

/// A configuration that a new run may train.
struct RunChoice {
    QString name;
    QString meaning;            ///< "patch 40 × 56 × 40, batch 9, 3.1 M weights"
    double trainingBytes = 0.0; ///< estimate
    std::size_t prepared = 0;   ///< cases preprocessed
    std::size_t cases = 0;
};

/// A dataset with a plan, as the form for a new run needs it.
struct RunDataset {
    database::DatasetId id{};
    QString name;
    std::string planName;
    std::vector<RunChoice> configurations; ///< the recommended one first
    int folds = 5;
    std::vector<std::size_t> heldBack; ///< cases per fold
};

/// Everything a new run can be made of; reads the plans. \throws seg::Error
[[nodiscard]] std::vector<RunDataset> readRunDatasets(database::Project& project);

/// A run as the form describes it.
struct NewRun {
    database::DatasetId dataset{};
    std::string planName;
    training::TrainingOptions options; ///< fold is that of `folds`
    std::vector<int> folds;            ///< -1 for all cases
    QString name;
};

/// Why it cannot be started, as a sentence; empty when it can.
[[nodiscard]] QString whyNotStart(const NewRun& run);

/// "Trains on 160 cases, holds 40 back; 50 epochs of 250 batches."
[[nodiscard]] QString newRunSummary(const NewRun& run, const RunDataset& dataset);

} // namespace seg::gui
