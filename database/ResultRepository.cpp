// SPDX-License-Identifier: Apache-2.0
#include "database/ResultRepository.h"

#include "core/base/Json.h"
#include "database/StoredPath.h"

namespace seg::database {

PredictionId ResultRepository::addPrediction(const PredictionRecord& prediction)
{
    Json inputs = Json::array();
    for (const std::filesystem::path& input : prediction.inputs) {
        inputs.push_back(storedPath(m_projectFolder, input));
    }
    m_database
        .prepare("INSERT INTO prediction(run_id, inputs, mask, error, seconds, created_at) VALUES (NULLIF(?, "
                 "0), ?, ?, ?, ?, ?)")
        .run(prediction.run, jsonLine(inputs), storedPath(m_projectFolder, prediction.mask), prediction.error,
             prediction.seconds, unixNow());
    return PredictionId{m_database.lastInsertId()};
}

void ResultRepository::updatePrediction(const PredictionRecord& prediction)
{
    m_database.prepare("UPDATE prediction SET mask = ?, error = ?, seconds = ? WHERE id = ?")
        .run(storedPath(m_projectFolder, prediction.mask), prediction.error, prediction.seconds,
             prediction.id);
}

void ResultRepository::removePrediction(PredictionId id)
{
    m_database.prepare("DELETE FROM prediction WHERE id = ?").run(id);
}

std::vector<PredictionRecord> ResultRepository::predictions() const
{
    std::vector<PredictionRecord> records;
    Statement rows =
        m_database.prepare("SELECT id, COALESCE(run_id, 0), inputs, mask, error, seconds, created_at "
                           "FROM prediction ORDER BY id DESC");
    while (rows.step()) {
        PredictionRecord record;
        record.id = PredictionId{rows.integer(0)};
        record.run = RunId{rows.integer(1)};
        for (const Json& input : parseJson(rows.text(2), "the inputs of a prediction")) {
            record.inputs.push_back(absolutePath(m_projectFolder, input.get<std::string>()));
        }
        record.mask = absolutePath(m_projectFolder, rows.text(3));
        record.error = rows.text(4);
        record.seconds = rows.real(5);
        record.createdAt = rows.integer(6);
        records.push_back(std::move(record));
    }
    return records;
}

ReportId ResultRepository::addReport(const ReportRecord& report)
{
    m_database.prepare("INSERT INTO report(run_id, file, created_at) VALUES (NULLIF(?, 0), ?, ?)")
        .run(report.run, storedPath(m_projectFolder, report.file), unixNow());
    return ReportId{m_database.lastInsertId()};
}

void ResultRepository::updateReport(const ReportRecord& report)
{
    m_database.prepare("UPDATE report SET file = ? WHERE id = ?")
        .run(storedPath(m_projectFolder, report.file), report.id);
}

void ResultRepository::removeReport(ReportId id)
{
    m_database.prepare("DELETE FROM report WHERE id = ?").run(id);
}

std::vector<ReportRecord> ResultRepository::reports() const
{
    std::vector<ReportRecord> records;
    Statement rows = m_database.prepare(
        "SELECT id, COALESCE(run_id, 0), file, created_at FROM report WHERE file <> '' ORDER BY id DESC");
    while (rows.step()) {
        records.push_back({ReportId{rows.integer(0)}, RunId{rows.integer(1)},
                           absolutePath(m_projectFolder, rows.text(2)), rows.integer(3)});
    }
    return records;
}

} // namespace seg::database
