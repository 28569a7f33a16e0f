// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/planning/Plan.h"
#include "database/Database.h"
#include "database/Records.h"

#include <optional>
#include <string>
#include <vector>

namespace seg::database {

/// Plans of datasets. Thread: the one that owns the connection. Every function throws seg::Error.
class PlanRepository {
public:
    explicit PlanRepository(Database& database) : m_database(database) {}

    /// Adds a plan or replaces the dataset's plan of the same name.
    PlanId store(DatasetId dataset, const planning::Plan& plan);
    /// By name; empty picks the one stored last.
    [[nodiscard]] std::optional<PlanRecord> find(DatasetId dataset, const std::string& name) const;
    [[nodiscard]] std::vector<std::string> names(DatasetId dataset) const;

private:
    Database& m_database; // outlives the repository
};

} // namespace seg::database
