// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "database/Database.h"
#include "database/ProcessIdentity.h"
#include "database/Records.h"

#include <optional>
#include <vector>

namespace seg::database {

/// What another process may ask of the one that trains.
enum class StopRequest { None = 0, AfterEpoch = 1, Now = 2 };

/// Training runs as rows: who works on them and in which state they are. Numbers measured while they train
/// are in RunMetricsRepository. Thread: the one that owns the connection. Every function throws seg::Error.
class RunRepository {
public:
    RunRepository(Database& database, std::filesystem::path projectFolder)
        : m_database(database), m_projectFolder(std::move(projectFolder))
    {
    }

    /// Adds a queued run; its folder becomes runs/<id with four digits>. Of `run` only dataset, plan, options
    /// and name count.
    RunId add(const RunRecord& run);
    void remove(RunId id);                            ///< with everything measured
    [[nodiscard]] std::vector<RunRecord> all() const; ///< newest first
    [[nodiscard]] std::optional<RunRecord> find(RunId id) const;

    /// Makes this process the one that trains the run and clears what was asked of an earlier one.
    /// \throws seg::Error  InvalidArgument when another living process trains it.
    void claim(RunId id, const ProcessIdentity& process);
    void beat(RunId id);

    /// Moves the run to `next` and writes one event row, both or neither. States without a process also set
    /// the end.
    void setState(RunId id, training::RunState next, const std::string& reason);
    void setStarted(RunId id); ///< at the first start only
    void setValidationDice(RunId id, double dice);
    void addEvent(RunId id, const std::string& type, const std::string& text);

    void requestStop(RunId id, StopRequest request);
    [[nodiscard]] StopRequest stopRequest(RunId id) const;

    /// Runs whose process is gone become Lost. \return those that did.
    std::vector<RunId> markLost();

private:
    void writeState(RunId id, training::RunState next, const std::string& reason); ///< within a transaction
    Database& m_database;                                                          // outlives the repository
    std::filesystem::path m_projectFolder;
};

} // namespace seg::database
