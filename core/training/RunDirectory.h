// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Json.h"
#include "core/dataset/DatasetManifest.h"
#include "core/planning/Plan.h"
#include "core/training/TrainingObserver.h"
#include "core/training/TrainingOptions.h"

#include <filesystem>
#include <vector>

namespace seg::training {

/// The files of one run (cli.md, "What a trained run leaves").
class RunDirectory {
public:
    explicit RunDirectory(std::filesystem::path folder) : m_folder(std::move(folder)) {}

    [[nodiscard]] const std::filesystem::path& folder() const noexcept { return m_folder; }
    [[nodiscard]] std::filesystem::path checkpoint(const std::string& kind) const; ///< checkpoints/<kind>.pt
    [[nodiscard]] std::filesystem::path events() const;
    [[nodiscard]] std::filesystem::path validation() const;
    /// final, else best, else latest. \throws seg::Error  NotFound.
    [[nodiscard]] std::filesystem::path usableCheckpoint() const;
    [[nodiscard]] planning::Plan plan() const;
    [[nodiscard]] dataset::DatasetManifest manifest() const;
    [[nodiscard]] TrainingOptions options() const;

private:
    std::filesystem::path m_folder;
};

/// Writes events.jsonl, one JSON object a line: {"time": "…Z", "type": "epoch", …}. Types: started, state,
/// iteration, epoch, checkpoint, validation_case, finished, warning, error.
class EventLog final : public TrainingObserver {
public:
    /// Takes away a line that a killed process left unfinished. With `keepEpochs` >= 0 (resume) events of
    /// epoch `keepEpochs` and later are dropped first, atomically.
    EventLog(std::filesystem::path file, int keepEpochs = -1);
    /// Drops what an earlier process wrote of epoch `firstEpoch` and later, so that no epoch stands twice.
    void started(int firstEpoch, int epochs) override;
    void stateChanged(RunState state, const std::string& reason) override;
    void iterationDone(const IterationMetrics& metrics) override;
    void epochDone(const EpochMetrics& metrics) override;
    void checkpointWritten(const std::string& kind, int epoch, const std::string& file) override;
    void validationCaseDone(const ValidationCaseMetrics& metrics) override;
    void finished(double validationDice) override;
    void warned(const std::string& text) override;
    void failed(const std::string& text) override;

private:
    void append(const char* type, const Json& fields);
    std::filesystem::path m_file;
};

/// All events of a file, oldest first; empty when there is no file. A line that a killed process left
/// unfinished at the end is left out. \throws seg::Error  BadInput for damage elsewhere.
[[nodiscard]] std::vector<Json> readEvents(const std::filesystem::path& file);

/// The fields of an "epoch" event, and back. \throws seg::Error  BadInput for a field that is missing.
[[nodiscard]] Json epochToJson(const EpochMetrics& metrics);
[[nodiscard]] EpochMetrics epochFromJson(const Json& event);

} // namespace seg::training
