// SPDX-License-Identifier: Apache-2.0
#include "database/RunMetricsRepository.h"

#include "database/StoredPath.h"

#include <limits>

namespace seg::database {

using training::EpochMetrics;

namespace {

constexpr int kAllClasses = -1; // the "class" of a value that belongs to all of them

/// One number of an epoch under its key in epoch_metric.
struct EpochKey {
    const char* key;
    double EpochMetrics::*value;
};
constexpr EpochKey kEpochKeys[] = {
    {"train_loss", &EpochMetrics::trainLoss},       {"validation_loss", &EpochMetrics::validationLoss},
    {"mean_dice", &EpochMetrics::meanDice},         {"ema_dice", &EpochMetrics::emaDice},
    {"learning_rate", &EpochMetrics::learningRate}, {"seconds", &EpochMetrics::seconds},
    {"memory_mib", &EpochMetrics::memoryMib},
};

template <typename Value> void growTo(std::vector<Value>& values, std::size_t size, Value filling)
{
    if (values.size() < size) {
        values.resize(size, filling);
    }
}

/// Puts one row of epoch_metric into its place.
void take(EpochMetrics& metrics, const std::string& key, std::int64_t classIndex, double value)
{
    if (key == "dice" && classIndex >= 0) {
        const auto index = static_cast<std::size_t>(classIndex);
        growTo(metrics.dice, index + 1, std::numeric_limits<double>::quiet_NaN());
        metrics.dice[index] = value;
        return;
    }
    for (const EpochKey& entry : kEpochKeys) {
        if (key == entry.key) {
            metrics.*entry.value = value;
        }
    }
}

} // namespace

void RunMetricsRepository::addEpoch(RunId id, const EpochMetrics& metrics)
{
    Transaction transaction(m_database);
    insertEpoch(id, metrics);
    updateFigures(id);
    transaction.commit();
}

void RunMetricsRepository::insertEpoch(RunId id, const EpochMetrics& metrics)
{
    Statement insert =
        m_database.prepare("INSERT OR REPLACE INTO epoch_metric(run_id, fold, epoch, key, class, value) "
                           "VALUES (?1, (SELECT fold FROM run WHERE id = ?1), ?2, ?3, ?4, ?5)");
    for (const EpochKey& entry : kEpochKeys) {
        insert.run(id, metrics.epoch, entry.key, kAllClasses, metrics.*entry.value);
    }
    for (std::size_t i = 0; i < metrics.dice.size(); ++i) {
        insert.run(id, metrics.epoch, "dice", i, metrics.dice[i]);
    }
}

void RunMetricsRepository::deleteEpochs(RunId id, int firstEpoch)
{
    m_database.prepare("DELETE FROM epoch_metric WHERE run_id = ? AND epoch >= ?").run(id, firstEpoch);
}

void RunMetricsRepository::updateFigures(RunId id)
{
    m_database
        .prepare(
            "UPDATE run SET "
            "epochs_done = (SELECT COUNT(*) FROM epoch_metric WHERE run_id = ?1 AND key = 'train_loss'), "
            "best_dice = (SELECT MAX(value) FROM epoch_metric WHERE run_id = ?1 AND key = 'ema_dice') WHERE "
            "id = ?1")
        .run(id);
}

void RunMetricsRepository::dropFrom(RunId id, int firstEpoch)
{
    Transaction transaction(m_database);
    deleteEpochs(id, firstEpoch);
    m_database.prepare("DELETE FROM iteration WHERE run_id = ?").run(id);
    m_database.prepare("DELETE FROM checkpoint WHERE run_id = ? AND epoch >= ?").run(id, firstEpoch);
    m_database.prepare("DELETE FROM case_metric WHERE run_id = ?").run(id);
    m_database.prepare("UPDATE run SET validation_dice = NULL WHERE id = ?").run(id);
    updateFigures(id);
    transaction.commit();
}

void RunMetricsRepository::replaceEpochs(RunId id, std::span<const EpochMetrics> epochs)
{
    Transaction transaction(m_database);
    deleteEpochs(id, 0);
    for (const EpochMetrics& metrics : epochs) {
        insertEpoch(id, metrics);
    }
    updateFigures(id);
    transaction.commit();
}

std::vector<EpochMetrics> RunMetricsRepository::epochs(RunId id, int fromEpoch) const
{
    std::vector<EpochMetrics> epochs;
    Statement rows = m_database.prepare("SELECT epoch, key, class, value FROM epoch_metric "
                                        "WHERE run_id = ? AND epoch >= ? ORDER BY epoch");
    rows.bind(id, fromEpoch);
    while (rows.step()) {
        const int epoch = static_cast<int>(rows.integer(0));
        if (epochs.empty() || epochs.back().epoch != epoch) {
            epochs.emplace_back().epoch = epoch;
        }
        take(epochs.back(), rows.text(1), rows.integer(2), rows.real(3));
    }
    return epochs;
}

void RunMetricsRepository::setIteration(RunId id, const training::IterationMetrics& metrics)
{
    m_database
        .prepare("INSERT OR REPLACE INTO iteration(run_id, epoch, iteration, iterations, loss) VALUES (?, ?, "
                 "?, ?, ?)")
        .run(id, metrics.epoch, metrics.iteration, metrics.iterations, metrics.loss);
}

std::optional<training::IterationMetrics> RunMetricsRepository::lastIteration(RunId id) const
{
    Statement row =
        m_database.prepare("SELECT epoch, iteration, iterations, loss FROM iteration WHERE run_id = ?");
    row.bind(id);
    if (!row.step()) {
        return std::nullopt;
    }
    return training::IterationMetrics{static_cast<int>(row.integer(0)), static_cast<int>(row.integer(1)),
                                      static_cast<int>(row.integer(2)), row.real(3)};
}

void RunMetricsRepository::setCheckpoint(RunId id, const std::string& kind, int epoch,
                                         const std::filesystem::path& file)
{
    m_database.prepare("INSERT OR REPLACE INTO checkpoint(run_id, kind, epoch, file) VALUES (?, ?, ?, ?)")
        .run(id, kind, epoch, storedPath(m_projectFolder, file));
}

std::vector<CheckpointRecord> RunMetricsRepository::checkpoints(RunId id) const
{
    std::vector<CheckpointRecord> checkpoints;
    Statement rows =
        m_database.prepare("SELECT kind, epoch, file FROM checkpoint WHERE run_id = ? ORDER BY kind");
    rows.bind(id);
    while (rows.step()) {
        checkpoints.push_back(
            {rows.text(0), static_cast<int>(rows.integer(1)), absolutePath(m_projectFolder, rows.text(2))});
    }
    return checkpoints;
}

void RunMetricsRepository::addValidationCase(RunId id, const training::ValidationCaseMetrics& metrics)
{
    Transaction transaction(m_database);
    Statement insert = m_database.prepare(
        "INSERT OR REPLACE INTO case_metric(run_id, case_name, key, class, value, position, "
        "total) VALUES (?, ?, 'dice', ?, ?, ?, ?)");
    for (std::size_t i = 0; i < metrics.dice.size(); ++i) {
        insert.run(id, metrics.id.name, i, metrics.dice[i], metrics.index, metrics.count);
    }
    transaction.commit();
}

std::vector<training::ValidationCaseMetrics> RunMetricsRepository::validationCases(RunId id) const
{
    std::vector<training::ValidationCaseMetrics> cases;
    Statement rows =
        m_database.prepare("SELECT case_name, value, position, total FROM case_metric "
                           "WHERE run_id = ? AND key = 'dice' ORDER BY position, case_name, class");
    rows.bind(id);
    while (rows.step()) {
        if (cases.empty() || cases.back().id.name != rows.text(0)) {
            cases.push_back({CaseId{rows.text(0)},
                             {},
                             static_cast<int>(rows.integer(2)),
                             static_cast<int>(rows.integer(3))});
        }
        cases.back().dice.push_back(rows.real(1));
    }
    return cases;
}

} // namespace seg::database
