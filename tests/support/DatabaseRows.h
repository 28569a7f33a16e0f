// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "database/Database.h"

#include <QString>
#include <QStringList>

#include <filesystem>
#include <string>
#include <vector>

namespace seg::test {

/// Every row of a project's database as a line "table: values"; to show that a failure stored nothing. Tests
/// that include it link seg::database.
inline QStringList databaseRows(const std::filesystem::path& project)
{
    const auto texts = [](database::Statement statement) {
        std::vector<std::string> result;
        while (statement.step()) {
            result.push_back(statement.text(0));
        }
        return result;
    };
    database::Database database(project / "project.db", database::Database::Mode::Open);
    QStringList rows;
    for (const std::string& table :
         texts(database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE "
                                "'sqlite_%' ORDER BY name"))) {
        std::string values;
        for (const std::string& column :
             texts(database.prepare("SELECT name FROM pragma_table_info('" + table + "')"))) {
            values += (values.empty() ? "quote(\"" : " || ' ' || quote(\"") + column + "\")";
        }
        for (const std::string& row :
             texts(database.prepare("SELECT " + values + " FROM \"" + table + "\""))) {
            rows << QString::fromStdString(table + ": " + row);
        }
    }
    return rows;
}

} // namespace seg::test
