// SPDX-License-Identifier: Apache-2.0
#include "database/FixRepository.h"

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Json.h"

namespace seg::database {

namespace {

constexpr const char* kSelect =
    "SELECT id, dataset_id, kind, case_name, parameters, text, files, applied_at, undone_at FROM dataset_fix";

Json parametersToJson(const dataset::Fix& fix, const std::vector<int>& heldBackIn)
{
    Json json = Json::object();
    if (!fix.values.empty()) {
        Json values = Json::object();
        for (const auto& [from, to] : fix.values) {
            values[std::to_string(from)] = to;
        }
        json["values"] = std::move(values);
    }
    for (const auto& [key, text] : {std::pair{"orientation", &fix.orientation},
                                    std::pair{"finding", &fix.finding}, std::pair{"note", &fix.note}}) {
        if (!text->empty()) {
            json[key] = *text;
        }
    }
    if (!heldBackIn.empty()) {
        json["held_back_in"] = heldBackIn;
    }
    return json;
}

void readParameters(const Json& json, dataset::Fix& fix)
{
    const Json values = json.value("values", Json::object()); // outlives the loop over its items
    for (const auto& [from, to] : values.items()) {
        fix.values[std::stoi(from)] = to.get<int>();
    }
    fix.orientation = json.value("orientation", std::string());
    fix.finding = json.value("finding", std::string());
    fix.note = json.value("note", std::string());
}

FixRecord recordFromRow(const Statement& row)
{
    FixRecord record;
    record.id = FixId{row.integer(0)};
    record.dataset = DatasetId{row.integer(1)};
    const auto kind = dataset::fixKindOf(row.text(2));
    if (!kind) {
        throw Error(ErrorCode::Database, "the project's database holds a fix of the unknown kind '" +
                                             row.text(2) + "'; use the newer Segwright that wrote it");
    }
    record.fix.kind = *kind;
    record.fix.caseId.name = row.text(3);
    readParameters(parseJson(row.text(4), "the parameters of a fix"), record.fix);
    record.text = row.text(5);
    for (const Json& file : parseJson(row.text(6), "the files of a fix")) {
        record.files.emplace_back(file.get<std::string>());
    }
    record.appliedAt = row.integer(7);
    record.undoneAt = row.integer(8);
    return record;
}

} // namespace

FixId FixRepository::add(const FixRecord& record, const std::vector<int>& heldBackIn)
{
    Json files = Json::array();
    for (const std::filesystem::path& file : record.files) {
        files.push_back(pathText(file));
    }
    m_database
        .prepare("INSERT INTO dataset_fix(dataset_id, kind, case_name, parameters, text, files, applied_at) "
                 "VALUES (?, ?, ?, ?, ?, ?, ?)")
        .run(record.dataset, dataset::fixName(record.fix.kind), record.fix.caseId.name,
             jsonLine(parametersToJson(record.fix, heldBackIn)), record.text, jsonLine(files), unixNow());
    return FixId{m_database.lastInsertId()};
}

std::vector<FixRecord> FixRepository::of(DatasetId dataset) const
{
    std::vector<FixRecord> records;
    Statement row = m_database.prepare(std::string(kSelect) + " WHERE dataset_id = ? ORDER BY id DESC");
    row.bind(dataset);
    while (row.step()) {
        records.push_back(recordFromRow(row));
    }
    return records;
}

std::optional<FixRecord> FixRepository::find(FixId id) const
{
    Statement row = m_database.prepare(std::string(kSelect) + " WHERE id = ?");
    row.bind(id);
    return row.step() ? std::optional(recordFromRow(row)) : std::nullopt;
}

std::vector<int> FixRepository::heldBackIn(FixId id) const
{
    Statement row = m_database.prepare("SELECT parameters FROM dataset_fix WHERE id = ?");
    row.bind(id);
    if (!row.step()) {
        return {};
    }
    return parseJson(row.text(0), "the parameters of a fix")
        .value("held_back_in", Json::array())
        .get<std::vector<int>>();
}

void FixRepository::markUndone(FixId id)
{
    m_database.prepare("UPDATE dataset_fix SET undone_at = ? WHERE id = ?").run(unixNow(), id);
}

void FixRepository::remove(FixId id)
{
    m_database.prepare("DELETE FROM dataset_fix WHERE id = ?").run(id);
}

} // namespace seg::database
