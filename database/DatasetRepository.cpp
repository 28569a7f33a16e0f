// SPDX-License-Identifier: Apache-2.0
#include "database/DatasetRepository.h"

#include "core/base/Files.h"
#include "core/base/Json.h"
#include "database/CheckJson.h"
#include "database/StoredPath.h"

#include <fmt/format.h>

#include <array>
#include <cctype>
#include <charconv>
#include <optional>

namespace seg::database {

namespace {

Json pathsToJson(const std::filesystem::path& projectFolder, const std::vector<std::filesystem::path>& paths)
{
    Json list = Json::array();
    for (const std::filesystem::path& path : paths) {
        list.push_back(storedPath(projectFolder, path));
    }
    return list;
}

/// "#rrggbb"; nothing for other texts, which only another program can have written.
std::optional<std::array<std::uint8_t, 3>> colorFromText(const std::string& text)
{
    std::uint32_t packed = 0;
    const char* end = text.data() + text.size();
    if (text.size() != 7 || text.front() != '#' ||
        std::from_chars(text.data() + 1, end, packed, 16).ptr != end) {
        return std::nullopt;
    }
    return std::array<std::uint8_t, 3>{static_cast<std::uint8_t>(packed >> 16U),
                                       static_cast<std::uint8_t>((packed >> 8U) & 0xffU),
                                       static_cast<std::uint8_t>(packed & 0xffU)};
}

constexpr const char* kSelectDatasets =
    "SELECT id, name, folder, channel_names, source, imported_at, "
    "(SELECT COUNT(*) FROM \"case\" WHERE dataset_id = dataset.id AND is_test = 0), "
    "(SELECT COUNT(*) FROM \"case\" WHERE dataset_id = dataset.id AND is_test = 1) FROM dataset";

DatasetRecord datasetFromRow(const Statement& row, const std::filesystem::path& projectFolder)
{
    DatasetRecord record;
    record.id = DatasetId{row.integer(0)};
    record.name = row.text(1);
    record.folder = absolutePath(projectFolder, row.text(2));
    record.channelNames =
        parseJson(row.text(3), "the dataset's channel names").get<std::vector<std::string>>();
    record.source = row.text(4);
    record.importedAt = row.integer(5);
    record.trainingCases = row.integer(6);
    record.testCases = row.integer(7);
    return record;
}

} // namespace

int datasetNumber(const std::string& name)
{
    constexpr std::string_view prefix = "Dataset";
    int number = 0;
    if (name.starts_with(prefix)) {
        for (std::size_t i = prefix.size();
             i < name.size() && std::isdigit(static_cast<unsigned char>(name[i])) != 0; ++i) {
            number = number * 10 + (name[i] - '0');
        }
    }
    return number;
}

DatasetId DatasetRepository::add(const dataset::RawDataset& raw, const std::string& source)
{
    Transaction transaction(m_database);
    m_database
        .prepare("INSERT INTO dataset(number, name, folder, channel_names, source, imported_at) VALUES (?, "
                 "?, ?, ?, ?, ?)")
        .run(datasetNumber(raw.name), raw.name, storedPath(m_projectFolder, raw.folder),
             jsonLine(raw.manifest.channelNames), source, unixNow());
    const DatasetId id{m_database.lastInsertId()};
    addCases(id, raw);
    addLabels(id, raw.manifest.labels);
    transaction.commit();
    return id;
}

void DatasetRepository::replaceContent(DatasetId id, const dataset::RawDataset& raw)
{
    Transaction transaction(m_database);
    m_database.prepare("DELETE FROM \"case\" WHERE dataset_id = ?").run(id);
    m_database.prepare("DELETE FROM label WHERE dataset_id = ?").run(id);
    m_database.prepare("UPDATE dataset SET channel_names = ? WHERE id = ?")
        .run(jsonLine(raw.manifest.channelNames), id);
    addCases(id, raw);
    addLabels(id, raw.manifest.labels);
    transaction.commit();
}

void DatasetRepository::addCases(DatasetId id, const dataset::RawDataset& raw)
{
    Statement insert = m_database.prepare("INSERT INTO \"case\"(dataset_id, name, is_test, channels, "
                                          "label_file) VALUES (?, ?, ?, ?, NULLIF(?, ''))");
    for (const bool isTest : {false, true}) {
        for (const Case& item : isTest ? raw.testCases : raw.trainingCases) {
            insert.run(id, item.id.name, isTest, jsonLine(pathsToJson(m_projectFolder, item.channels)),
                       item.label ? storedPath(m_projectFolder, *item.label) : std::string());
        }
    }
}

void DatasetRepository::addLabels(DatasetId id, const dataset::LabelScheme& labels)
{
    Statement insert =
        m_database.prepare("INSERT INTO label(dataset_id, position, name, label_values) VALUES (?, ?, ?, ?)");
    int position = 0;
    for (const dataset::LabelEntry& entry : labels.entries()) {
        insert.run(id, position++, entry.name, jsonLine(entry.values));
    }
}

std::vector<DatasetRecord> DatasetRepository::all() const
{
    std::vector<DatasetRecord> records;
    Statement rows = m_database.prepare(std::string(kSelectDatasets) + " ORDER BY number");
    while (rows.step()) {
        records.push_back(datasetFromRow(rows, m_projectFolder));
    }
    return records;
}

std::optional<DatasetRecord> DatasetRepository::find(DatasetId id) const
{
    Statement row = m_database.prepare(std::string(kSelectDatasets) + " WHERE id = ?");
    row.bind(id);
    return row.step() ? std::optional(datasetFromRow(row, m_projectFolder)) : std::nullopt;
}

bool DatasetRepository::has(const std::string& name) const
{
    Statement row = m_database.prepare("SELECT 1 FROM dataset WHERE name = ?");
    row.bind(name);
    return row.step();
}

void DatasetRepository::setLabelColors(DatasetId id, const dataset::LabelColors& colors)
{
    Transaction transaction(m_database);
    m_database.prepare("DELETE FROM label_color WHERE dataset_id = ?").run(id);
    Statement insert =
        m_database.prepare("INSERT INTO label_color(dataset_id, value, color) VALUES (?, ?, ?)");
    for (const auto& [value, color] : colors) {
        insert.run(id, value, fmt::format("#{:02x}{:02x}{:02x}", color[0], color[1], color[2]));
    }
    transaction.commit();
}

dataset::LabelColors DatasetRepository::labelColors(DatasetId id) const
{
    dataset::LabelColors colors;
    Statement rows = m_database.prepare("SELECT value, color FROM label_color WHERE dataset_id = ?");
    rows.bind(id);
    while (rows.step()) {
        if (const auto color = colorFromText(rows.text(1))) {
            colors[static_cast<int>(rows.integer(0))] = *color;
        }
    }
    return colors;
}

void DatasetRepository::storeCheck(DatasetId id, const dataset::DatasetCheck& check)
{
    Transaction transaction(m_database);
    m_database.prepare("DELETE FROM case_check WHERE dataset_id = ?").run(id);
    m_database.prepare("DELETE FROM check_result WHERE dataset_id = ?").run(id);
    Statement facts = m_database.prepare(
        "INSERT INTO case_check(dataset_id, position, case_name, json) VALUES (?, ?, ?, ?)");
    Statement finding = m_database.prepare(
        "INSERT INTO check_result(dataset_id, case_name, severity, kind, summary, text, fix) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)");
    const auto addIssues = [&](const std::string& caseName, const std::vector<dataset::Issue>& issues) {
        for (const dataset::Issue& issue : issues) {
            finding.run(id, caseName, issue.severity, issue.kind, issue.summary, issue.text, issue.fix);
        }
    };
    int position = 0;
    for (const dataset::CaseCheck& item : check.cases) {
        facts.run(id, position++, item.id.name, jsonLine(caseFactsToJson(item)));
        addIssues(item.id.name, item.issues);
    }
    addIssues({}, check.issues);
    m_database.prepare("UPDATE dataset SET checked_at = ? WHERE id = ?").run(unixNow(), id);
    transaction.commit();
}

std::optional<dataset::DatasetCheck> DatasetRepository::lastCheck(DatasetId id) const
{
    Statement checked = m_database.prepare("SELECT checked_at FROM dataset WHERE id = ?");
    checked.bind(id);
    if (!checked.step() || checked.isNull(0)) {
        return std::nullopt;
    }
    dataset::DatasetCheck check;
    std::map<std::string, std::vector<dataset::Issue>> issues;
    Statement findings = m_database.prepare("SELECT case_name, severity, kind, summary, text, fix FROM "
                                            "check_result WHERE dataset_id = ? ORDER BY id");
    findings.bind(id);
    while (findings.step()) {
        issues[findings.text(0)].push_back({static_cast<dataset::Severity>(findings.integer(1)),
                                            findings.text(2), CaseId{findings.text(0)}, findings.text(3),
                                            findings.text(4), findings.text(5)});
    }
    Statement facts =
        m_database.prepare("SELECT case_name, json FROM case_check WHERE dataset_id = ? ORDER BY position");
    facts.bind(id);
    while (facts.step()) {
        check.cases.push_back(
            caseFactsFromJson(CaseId{facts.text(0)}, parseJson(facts.text(1), "a stored check")));
        check.cases.back().issues = issues[facts.text(0)];
    }
    check.issues = issues[{}];
    return check;
}

void DatasetRepository::storeFingerprint(DatasetId id, const std::string& json)
{
    m_database.prepare("INSERT OR REPLACE INTO fingerprint(dataset_id, json, created_at) VALUES (?, ?, ?)")
        .run(id, json, unixNow());
}

void DatasetRepository::forgetFingerprint(DatasetId id)
{
    m_database.prepare("DELETE FROM fingerprint WHERE dataset_id = ?").run(id);
}

std::optional<std::string> DatasetRepository::fingerprint(DatasetId id) const
{
    Statement row = m_database.prepare("SELECT json FROM fingerprint WHERE dataset_id = ?");
    row.bind(id);
    return row.step() ? std::optional(row.text(0)) : std::nullopt;
}

} // namespace seg::database
