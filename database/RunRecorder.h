// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/training/TrainingObserver.h"
#include "database/Database.h"
#include "database/Records.h"
#include "database/RunMetricsRepository.h"
#include "database/RunRepository.h"

#include <filesystem>

namespace seg::database {

/// Follows a training and writes what it hears into the project's database, with a connection of its own.
/// Gets the same calls as training::EventLog and keeps the same epochs, so that both always agree. Call it on
/// one thread.
class RunRecorder final : public training::TrainingObserver {
public:
    RunRecorder(const std::filesystem::path& databaseFile, const std::filesystem::path& projectFolder,
                RunId run);

    void started(int firstEpoch, int epochs) override;
    void stateChanged(training::RunState state, const std::string& reason) override;
    void iterationDone(const training::IterationMetrics& metrics) override;
    void epochDone(const training::EpochMetrics& metrics) override;
    void checkpointWritten(const std::string& kind, int epoch, const std::string& file) override;
    void validationCaseDone(const training::ValidationCaseMetrics& metrics) override;
    void finished(double validationDice) override;
    void warned(const std::string& text) override;
    void failed(const std::string& text) override;

    [[nodiscard]] training::RunState lastState() const noexcept { return m_lastState; }

private:
    Database m_database;
    RunRepository m_runs;
    RunMetricsRepository m_metrics;
    std::filesystem::path m_runFolder;
    RunId m_run;
    training::RunState m_lastState = training::RunState::Preparing;
};

/// Makes the stored epochs of a run those of its events.jsonl: a process that was killed between the two
/// leaves one of them an epoch behind.
void reconcileEpochs(RunMetricsRepository& metrics, const RunRecord& run);

} // namespace seg::database
