// SPDX-License-Identifier: Apache-2.0
#include "database/RunRepository.h"

#include "core/base/Error.h"
#include "core/base/Json.h"
#include "database/StoredPath.h"

#include <fmt/format.h>

namespace seg::database {

using training::RunState;
using training::runStateFromName;
using training::runStateName;

namespace {

constexpr const char* kSelectRuns =
    "SELECT id, dataset_id, plan_name, options, name, state, state_reason, folder, created_at, started_at, "
    "ended_at, "
    "heartbeat_at, process_id, host, epochs_done, best_dice, validation_dice FROM run";

RunRecord runFromRow(const Statement& row, const std::filesystem::path& projectFolder)
{
    RunRecord run;
    run.id = RunId{row.integer(0)};
    run.dataset = DatasetId{row.integer(1)};
    run.planName = row.text(2);
    run.options = training::optionsFromJson(parseJson(row.text(3), "the options of a run"));
    run.name = row.text(4);
    run.state = runStateFromName(row.text(5));
    run.stateReason = row.text(6);
    run.folder = absolutePath(projectFolder, row.text(7));
    run.createdAt = row.integer(8);
    run.startedAt = row.integer(9);
    run.endedAt = row.integer(10);
    run.heartbeatAt = row.integer(11);
    run.processId = row.integer(12);
    run.host = row.text(13);
    run.epochsDone = static_cast<int>(row.integer(14));
    run.bestDice = row.real(15);
    run.validationDice = row.real(16);
    return run;
}

std::string defaultName(const training::TrainingOptions& options)
{
    return options.fold < 0 ? options.configuration + ", all cases"
                            : fmt::format("{}, fold {}", options.configuration, options.fold);
}

struct Owner {
    RunId run{};
    ProcessIdentity process;
    std::int64_t heartbeatAge = 0;
};

Owner ownerFromRow(const Statement& row)
{
    return {RunId{row.integer(0)}, {row.integer(1), row.integer(2), row.text(3)}, unixNow() - row.integer(4)};
}

constexpr const char* kSelectOwners =
    "SELECT id, process_id, process_started, host, heartbeat_at FROM run WHERE state IN "
    "('preparing', 'running', 'pausing', 'paused', 'stopping')";

/// Of the runs that should be training, those whose process is gone.
std::vector<Owner> goneOwners(Database& database)
{
    std::vector<Owner> gone;
    Statement rows = database.prepare(kSelectOwners);
    while (rows.step()) {
        Owner owner = ownerFromRow(rows);
        if (!isAlive(owner.process, owner.heartbeatAge)) {
            gone.push_back(std::move(owner));
        }
    }
    return gone;
}

} // namespace

RunId RunRepository::add(const RunRecord& run)
{
    Transaction transaction(m_database);
    m_database
        .prepare("INSERT INTO run(dataset_id, plan_name, configuration, fold, name, options, state, folder, "
                 "created_at) "
                 "VALUES (?, ?, ?, ?, ?, ?, ?, '', ?)")
        .run(run.dataset, run.planName, run.options.configuration, run.options.fold,
             run.name.empty() ? defaultName(run.options) : run.name,
             jsonLine(training::optionsToJson(run.options)), runStateName(RunState::Queued), unixNow());
    const std::int64_t id = m_database.lastInsertId();
    m_database.prepare("UPDATE run SET folder = ? WHERE id = ?").run(fmt::format("runs/{:04}", id), id);
    transaction.commit();
    return RunId{id};
}

void RunRepository::remove(RunId id)
{
    m_database.prepare("DELETE FROM run WHERE id = ?").run(id);
}

std::vector<RunRecord> RunRepository::all() const
{
    std::vector<RunRecord> runs;
    Statement rows = m_database.prepare(std::string(kSelectRuns) + " ORDER BY id DESC");
    while (rows.step()) {
        runs.push_back(runFromRow(rows, m_projectFolder));
    }
    return runs;
}

std::optional<RunRecord> RunRepository::find(RunId id) const
{
    Statement row = m_database.prepare(std::string(kSelectRuns) + " WHERE id = ?");
    row.bind(id);
    return row.step() ? std::optional(runFromRow(row, m_projectFolder)) : std::nullopt;
}

void RunRepository::claim(RunId id, const ProcessIdentity& process)
{
    Transaction transaction(m_database);
    Statement row = m_database.prepare(std::string(kSelectOwners) + " AND id = ?");
    row.bind(id);
    if (row.step()) {
        const Owner owner = ownerFromRow(row);
        if (isAlive(owner.process, owner.heartbeatAge)) {
            throw Error(
                ErrorCode::InvalidArgument,
                fmt::format(
                    "cannot train run {}: process {} on {} is training it already; stop that one first",
                    static_cast<std::int64_t>(id), owner.process.id, owner.process.host));
        }
    }
    m_database
        .prepare(
            "UPDATE run SET process_id = ?, process_started = ?, host = ?, heartbeat_at = ?, ended_at = 0, "
            "stop_request = 0, state = ?, state_reason = '' WHERE id = ?")
        .run(process.id, process.started, process.host, unixNow(), runStateName(RunState::Preparing), id);
    transaction.commit();
}

void RunRepository::beat(RunId id)
{
    m_database.prepare("UPDATE run SET heartbeat_at = ? WHERE id = ?").run(unixNow(), id);
}

void RunRepository::setState(RunId id, RunState next, const std::string& reason)
{
    Transaction transaction(m_database);
    writeState(id, next, reason);
    transaction.commit();
}

void RunRepository::writeState(RunId id, RunState next, const std::string& reason)
{
    const std::int64_t endedAt = isActive(next) || next == RunState::Queued ? 0 : unixNow();
    m_database.prepare("UPDATE run SET state = ?, state_reason = ?, ended_at = ? WHERE id = ?")
        .run(runStateName(next), reason, endedAt, id);
    if (m_database.changes() != 1) {
        throw Error(ErrorCode::Database,
                    fmt::format("there is no run {} in this project", static_cast<std::int64_t>(id)));
    }
    const std::string name(runStateName(next));
    addEvent(id, "state", reason.empty() ? name : name + ": " + reason);
}

void RunRepository::setStarted(RunId id)
{
    m_database.prepare("UPDATE run SET started_at = ? WHERE id = ? AND started_at = 0").run(unixNow(), id);
}

void RunRepository::setValidationDice(RunId id, double dice)
{
    m_database.prepare("UPDATE run SET validation_dice = ? WHERE id = ?").run(dice, id);
}

void RunRepository::addEvent(RunId id, const std::string& type, const std::string& text)
{
    m_database.prepare("INSERT INTO event(run_id, at, type, text) VALUES (?, ?, ?, ?)")
        .run(id, unixNow(), type, text);
}

void RunRepository::requestStop(RunId id, StopRequest request)
{
    m_database.prepare("UPDATE run SET stop_request = MAX(stop_request, ?) WHERE id = ?").run(request, id);
}

StopRequest RunRepository::stopRequest(RunId id) const
{
    Statement row = m_database.prepare("SELECT stop_request FROM run WHERE id = ?");
    row.bind(id);
    return row.step() ? static_cast<StopRequest>(row.integer(0)) : StopRequest::None;
}

std::vector<RunId> RunRepository::markLost()
{
    if (goneOwners(m_database).empty()) {
        return {}; // the usual case takes no lock
    }
    Transaction transaction(m_database);
    std::vector<RunId> lost;
    for (const Owner& owner :
         goneOwners(m_database)) { // looked up again: another process may have been faster
        writeState(owner.run, RunState::Lost,
                   fmt::format("process {} on {} ended without a word (killed, out of memory, or the machine "
                               "went down); resume continues from the last checkpoint",
                               owner.process.id, owner.process.host));
        lost.push_back(owner.run);
    }
    transaction.commit();
    return lost;
}

} // namespace seg::database
