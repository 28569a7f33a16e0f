// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "database/Database.h"
#include "database/Records.h"

#include <optional>
#include <span>
#include <vector>

namespace seg::database {

/// Everything measured while a run trains. Thread: the one that owns the connection. Every function throws
/// seg::Error.
class RunMetricsRepository {
public:
    RunMetricsRepository(Database& database, std::filesystem::path projectFolder)
        : m_database(database), m_projectFolder(std::move(projectFolder))
    {
    }

    /// Stores one epoch and the run's figures that follow from it (epochs done, best Dice), all or nothing.
    void addEpoch(RunId id, const training::EpochMetrics& metrics);
    /// Forgets epoch `firstEpoch` and later, checkpoints from there, and any validation: a run is resumed
    /// there.
    void dropFrom(RunId id, int firstEpoch);
    /// Makes the stored epochs exactly these.
    void replaceEpochs(RunId id, std::span<const training::EpochMetrics> epochs);
    [[nodiscard]] std::vector<training::EpochMetrics> epochs(RunId id, int fromEpoch) const;

    void setIteration(RunId id, const training::IterationMetrics& metrics);
    [[nodiscard]] std::optional<training::IterationMetrics> lastIteration(RunId id) const;

    void setCheckpoint(RunId id, const std::string& kind, int epoch, const std::filesystem::path& file);
    [[nodiscard]] std::vector<CheckpointRecord> checkpoints(RunId id) const; ///< by kind

    void addValidationCase(RunId id, const training::ValidationCaseMetrics& metrics);
    [[nodiscard]] std::vector<training::ValidationCaseMetrics> validationCases(RunId id) const; ///< in order

private:
    void insertEpoch(RunId id, const training::EpochMetrics& metrics);
    void deleteEpochs(RunId id, int firstEpoch);
    void updateFigures(RunId id);
    Database& m_database; // outlives the repository
    std::filesystem::path m_projectFolder;
};

} // namespace seg::database
