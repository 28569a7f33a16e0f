// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "database/Database.h"

#include <span>
#include <string>
#include <vector>

namespace seg::database {

/// One step of the schema: SQL that takes a database of version `version - 1` to `version`.
struct Migration {
    int version = 0;
    std::string name;
    std::string sql;
};

/// migrations/NNNN_name.sql as compiled in, ascending from version 1 without gaps.
[[nodiscard]] const std::vector<Migration>& embeddedMigrations();

[[nodiscard]] int schemaVersion(Database& database); ///< 0 for an empty file

/// Brings a database to the last version, each step in a transaction of its own. A file that already has a
/// version is first copied to `<file>.v<version>.bak`. Safe when two processes do it at once. State after a
/// failure: the last version that was reached whole; the backup stays. \throws seg::Error  BadInput when the
/// file was written by a newer program; Database, NoSpace, NoPermission.
void migrate(Database& database, std::span<const Migration> migrations = embeddedMigrations());

} // namespace seg::database
