// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "database/Database.h"
#include "database/DatasetRepository.h"
#include "database/FixRepository.h"
#include "database/PlanRepository.h"
#include "database/Project.h"
#include "database/ResultRepository.h"
#include "database/RunMetricsRepository.h"
#include "database/RunRepository.h"

#include <filesystem>
#include <string>

namespace seg::database {

/// The open database of a project and the repositories over it.
struct Project::Impl {
    Impl(std::filesystem::path projectFolder, Database connection)
        : folder(std::move(projectFolder)), database(std::move(connection)), datasets(database, folder),
          fixes(database), plans(database), runs(database, folder), metrics(database, folder),
          results(database, folder)
    {
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    std::filesystem::path folder; // absolute
    Database database;
    DatasetRepository datasets;
    FixRepository fixes;
    PlanRepository plans;
    RunRepository runs;
    RunMetricsRepository metrics;
    ResultRepository results;

    /// \throws seg::Error  NotFound.
    [[nodiscard]] DatasetRecord dataset(DatasetId id) const;
    [[nodiscard]] RunRecord run(RunId id) const;
    [[nodiscard]] planning::Plan plan(DatasetId id, const std::string& name) const;

    /// The dataset that a killed import of the same source and choices made whole, now with its row.
    std::optional<DatasetRecord> finishImport(const dataset::DatasetSource& source,
                                              const dataset::ImportOptions& options,
                                              const std::string& stamp);
    void forgetSetting(const std::string& key);

    /// Makes notes of the findings that were ignored by decision.
    void noteIgnored(DatasetId id, dataset::DatasetCheck& check) const;
    /// The chosen colors follow the labels when these are numbered without gaps, or back when `undo`.
    /// \param gapped  the labels with their gaps.
    void renumberColors(DatasetId id, const dataset::LabelScheme& gapped, bool undo);
    /// After files of a dataset changed: its rows, and what was computed from the files.
    void contentChanged(DatasetId id, const dataset::Fix& fix);

    /// Before the folds of a dataset are replaced: those that its runs began with go into the runs' folders.
    void keepSplitsOfRuns(Project& project, DatasetId id) const;

    /// Runs whose process is gone become Lost, and their epochs those of events.jsonl.
    void markLost();
};

/// projectFolder/runs/0007 and the like.
[[nodiscard]] std::filesystem::path numberedFolder(const std::filesystem::path& parent, std::int64_t number);

} // namespace seg::database
