// SPDX-License-Identifier: Apache-2.0
#include "database/RunRecorder.h"

#include "core/training/RunDirectory.h"

#include <fmt/format.h>

namespace seg::database {

RunRecorder::RunRecorder(const std::filesystem::path& databaseFile,
                         const std::filesystem::path& projectFolder, RunId run)
    : m_database(databaseFile, Database::Mode::Open), m_runs(m_database, projectFolder),
      m_metrics(m_database, projectFolder), m_run(run)
{
    if (const auto record = m_runs.find(run)) {
        m_runFolder = record->folder;
    }
}

void RunRecorder::started(int firstEpoch, int epochs)
{
    m_metrics.dropFrom(m_run, firstEpoch);
    m_runs.setStarted(m_run);
    m_runs.addEvent(m_run, "started", fmt::format("epoch {} of {}", firstEpoch, epochs));
}

void RunRecorder::stateChanged(training::RunState state, const std::string& reason)
{
    m_runs.setState(m_run, state, reason);
    m_lastState = state;
}

void RunRecorder::iterationDone(const training::IterationMetrics& metrics)
{
    m_metrics.setIteration(m_run, metrics);
}

void RunRecorder::epochDone(const training::EpochMetrics& metrics)
{
    m_metrics.addEpoch(m_run, metrics);
}

void RunRecorder::checkpointWritten(const std::string& kind, int epoch, const std::string& file)
{
    m_metrics.setCheckpoint(m_run, kind, epoch, m_runFolder / file);
}

void RunRecorder::validationCaseDone(const training::ValidationCaseMetrics& metrics)
{
    m_metrics.addValidationCase(m_run, metrics);
}

void RunRecorder::finished(double validationDice)
{
    m_runs.setValidationDice(m_run, validationDice);
    m_runs.addEvent(m_run, "finished", fmt::format("whole-volume validation Dice {:.4f}", validationDice));
}

void RunRecorder::warned(const std::string& text)
{
    m_runs.addEvent(m_run, "warning", text);
}

void RunRecorder::failed(const std::string& text)
{
    m_runs.addEvent(m_run, "error", text);
}

void reconcileEpochs(RunMetricsRepository& metrics, const RunRecord& run)
{
    std::vector<training::EpochMetrics> epochs;
    for (const Json& event : training::readEvents(training::RunDirectory(run.folder).events())) {
        if (event.value("type", "") == "epoch") {
            epochs.push_back(training::epochFromJson(event));
        }
    }
    metrics.replaceEpochs(run.id, epochs);
}

} // namespace seg::database
