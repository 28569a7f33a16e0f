// SPDX-License-Identifier: Apache-2.0
#include "database/Migrations.h"

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Log.h"

#include <fmt/format.h>

namespace seg::database {

namespace fs = std::filesystem;

namespace {

bool hasVersionTable(Database& database)
{
    return database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'")
        .step();
}

/// Copies the database as it stands, whatever is still in the write-ahead log, beside itself.
void backUp(Database& database, int version)
{
    fs::path backup = database.file();
    backup += fmt::format(".v{}.bak", version);
    writeAtomically(backup, [&](const fs::path& temporary) {
        database.prepare("VACUUM INTO ?").run(pathText(temporary));
    });
    log::info("database",
              fmt::format("kept the project's database of schema {} as {}", version, pathText(backup)));
}

void apply(Database& database, const Migration& migration)
{
    Transaction transaction(database);
    if (schemaVersion(database) >= migration.version) {
        return; // another process was faster
    }
    database.execute(
        "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, name TEXT NOT NULL, "
        "applied_at INTEGER NOT NULL)");
    database.execute(migration.sql);
    database.prepare("INSERT INTO schema_version(version, name, applied_at) VALUES (?, ?, ?)")
        .run(migration.version, migration.name, unixNow());
    transaction.commit();
}

} // namespace

const std::vector<Migration>& embeddedMigrations()
{
    static const std::vector<Migration> all = {
#include "EmbeddedMigrations.inc"
    };
    return all;
}

int schemaVersion(Database& database)
{
    if (!hasVersionTable(database)) {
        return 0;
    }
    Statement newest = database.prepare("SELECT COALESCE(MAX(version), 0) FROM schema_version");
    newest.step();
    return static_cast<int>(newest.integer(0));
}

void migrate(Database& database, std::span<const Migration> migrations)
{
    const int current = schemaVersion(database);
    const int target = migrations.empty() ? 0 : migrations.back().version;
    if (current > target) {
        throw Error(
            ErrorCode::BadInput,
            fmt::format(
                "cannot open {}: it has schema {} but this program knows only up to {}; use the newer "
                "Segwright that wrote it",
                pathText(database.file()), current, target));
    }
    if (current > 0 && current < target) {
        backUp(database, current);
    }
    for (const Migration& migration : migrations) {
        if (migration.version > current) {
            apply(database, migration);
        }
    }
}

} // namespace seg::database
