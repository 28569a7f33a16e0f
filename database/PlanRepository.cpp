// SPDX-License-Identifier: Apache-2.0
#include "database/PlanRepository.h"

#include "core/base/Json.h"

namespace seg::database {

PlanId PlanRepository::store(DatasetId dataset, const planning::Plan& plan)
{
    Transaction transaction(m_database);
    const Json json = planning::planToJson(plan);
    m_database.prepare("DELETE FROM plan WHERE dataset_id = ? AND name = ?").run(dataset, plan.plansName);
    m_database.prepare("INSERT INTO plan(dataset_id, name, json, created_at) VALUES (?, ?, ?, ?)")
        .run(dataset, plan.plansName, jsonText(json), unixNow());
    const PlanId id{m_database.lastInsertId()};
    Statement insert =
        m_database.prepare("INSERT INTO configuration(plan_id, position, name, json) VALUES (?, ?, ?, ?)");
    int position = 0;
    for (const planning::Configuration& configuration : plan.configurations) {
        insert.run(id, position++, configuration.name,
                   jsonText(json.at("configurations").at(configuration.name)));
    }
    transaction.commit();
    return id;
}

std::optional<PlanRecord> PlanRepository::find(DatasetId dataset, const std::string& name) const
{
    Statement row =
        m_database.prepare("SELECT id, dataset_id, name, json, created_at FROM plan "
                           "WHERE dataset_id = ?1 AND (?2 = '' OR name = ?2) ORDER BY id DESC LIMIT 1");
    row.bind(dataset, name);
    if (!row.step()) {
        return std::nullopt;
    }
    return PlanRecord{PlanId{row.integer(0)}, DatasetId{row.integer(1)}, row.text(2), row.text(3),
                      row.integer(4)};
}

std::vector<std::string> PlanRepository::names(DatasetId dataset) const
{
    std::vector<std::string> names;
    Statement rows = m_database.prepare("SELECT name FROM plan WHERE dataset_id = ? ORDER BY id");
    rows.bind(dataset);
    while (rows.step()) {
        names.push_back(rows.text(0));
    }
    return names;
}

} // namespace seg::database
