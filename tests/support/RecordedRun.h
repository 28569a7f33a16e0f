// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Files.h"
#include "core/training/RunDirectory.h"
#include "database/Database.h"
#include "database/Project.h"
#include "database/RunRecorder.h"
#include "database/RunRepository.h"

#include <cmath>
#include <memory>
#include <string>

namespace seg::test {

/// A run of a project whose training is played: the epochs go through the real recorder into database and
/// events.jsonl, as if this process trained.
class RecordedRun {
public:
    RecordedRun(database::Project& project, database::DatasetId dataset,
                const training::TrainingOptions& options, const std::string& name = {})
        : m_run(project.addRun(dataset, options, name)),
          m_database(project.folder() / "project.db", database::Database::Mode::Open),
          m_runs(m_database, project.folder()),
          m_recorder(project.folder() / "project.db", project.folder(), m_run.id),
          m_events(m_run.folder / "events.jsonl")
    {
        m_runs.claim(m_run.id, database::thisProcess());
        setState(training::RunState::Preparing);
        m_recorder.started(0, options.epochs);
        m_events.started(0, options.epochs);
        setState(training::RunState::Running);
    }

    [[nodiscard]] database::RunId id() const noexcept { return m_run.id; }
    [[nodiscard]] const std::filesystem::path& folder() const noexcept { return m_run.folder; }

    void setState(training::RunState state, const std::string& reason = {})
    {
        m_recorder.stateChanged(state, reason);
        m_events.stateChanged(state, reason);
    }

    /// Plays `count` epochs as they look when something is learnt.
    void play(int count)
    {
        for (int i = 0; i < count; ++i) {
            const training::EpochMetrics metrics = epochMetrics(m_next++);
            m_recorder.epochDone(metrics);
            m_events.epochDone(metrics);
            appendLine(m_run.folder / "log.txt", "info training: epoch " + std::to_string(metrics.epoch + 1) +
                                                     " of " + std::to_string(m_run.options.epochs) +
                                                     ", mean patch Dice " + std::to_string(metrics.meanDice));
        }
    }
    void playIteration(int iteration)
    {
        m_recorder.iterationDone({m_next, iteration, m_run.options.iterationsPerEpoch, -0.5});
    }
    void checkpoint(const std::string& kind)
    {
        createFolders(m_run.folder / "checkpoints");
        writeText(m_run.folder / "checkpoints" / (kind + ".pt"), "weights");
        m_recorder.checkpointWritten(kind, m_next, "checkpoints/" + kind + ".pt");
    }
    void finish(double validationDice)
    {
        m_recorder.finished(validationDice);
        m_events.finished(validationDice);
        setState(training::RunState::Finished);
    }

private:
    training::EpochMetrics epochMetrics(int epoch)
    {
        const double wave = 0.012 * std::sin(epoch * 2.1) + 0.008 * std::sin(epoch * 5.7);
        const double learnt = 1.0 - std::exp(-(epoch + 1.0) / 16.0);
        training::EpochMetrics metrics;
        metrics.epoch = epoch;
        metrics.trainLoss = 0.35 - 1.2 * learnt + wave;
        metrics.validationLoss = 0.37 - 1.19 * learnt + 1.6 * wave;
        const std::size_t classes = m_classes;
        double sum = 0.0;
        for (std::size_t i = 0; i < classes; ++i) {
            metrics.dice.push_back((0.9 - 0.02 * static_cast<double>(i)) * learnt +
                                   wave * (1.0 - 0.3 * static_cast<double>(i)));
            sum += metrics.dice.back();
        }
        metrics.meanDice = sum / static_cast<double>(classes);
        m_ema = epoch == 0 ? metrics.meanDice : 0.9 * m_ema + 0.1 * metrics.meanDice;
        metrics.emaDice = m_ema;
        metrics.learningRate = 0.01 * std::pow(1.0 - epoch / static_cast<double>(m_run.options.epochs), 0.9);
        metrics.seconds = 11.2 + 8.0 * wave;
        metrics.memoryMib = 8806.0;
        return metrics;
    }

    database::RunRecord m_run;
    std::size_t m_classes = training::RunDirectory(m_run.folder).manifest().labels.foregroundClasses().size();
    database::Database m_database;
    database::RunRepository m_runs;
    database::RunRecorder m_recorder;
    training::EventLog m_events;
    int m_next = 0;
    double m_ema = 0.0;
};

} // namespace seg::test
