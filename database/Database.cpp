// SPDX-License-Identifier: Apache-2.0
#include "database/Database.h"

#include "core/base/Files.h"
#include "core/base/Log.h"
#include "database/SqliteError.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <chrono>

namespace seg::database {

namespace {

constexpr int kBusyTimeoutMs = 10'000;

} // namespace

Error sqliteError(const SQLite::Exception& error)
{
    const Error full(ErrorCode::NoSpace,
                     "cannot write the project's database: the disk is full; free some space and try again");
    switch (error.getErrorCode()) {
    case SQLITE_FULL:
        return full;
    case SQLITE_IOERR:
        if (error.getExtendedErrorCode() ==
            SQLITE_IOERR_SHMSIZE) { // no room for the index beside the database
            return full;
        }
        return {ErrorCode::Database,
                fmt::format("the disk failed while the project's database was read or written ({}): check "
                            "the disk and its connection, then try again",
                            error.what())};
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
        return {ErrorCode::NoPermission,
                fmt::format("cannot open or write the project's database ({}): check that you may "
                            "write in the project's folder",
                            error.what())};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return {ErrorCode::Database,
                "another program has kept the project's database locked for too long; close it or try "
                "again later"};
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        return {ErrorCode::BadInput,
                fmt::format("the project's database is damaged ({}): put back a backup of project.db, "
                            "or import the dataset into a new project; runs/ and datasets/ are "
                            "untouched",
                            error.what())};
    default:
        return {ErrorCode::Database, fmt::format("the project's database refused: {}", error.what())};
    }
}

Database::Database(const std::filesystem::path& file, Mode mode) : m_file(file)
{
    const int flags =
        mode == Mode::Create ? SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE : SQLite::OPEN_READWRITE;
    m_connection =
        translated([&] { return std::make_unique<SQLite::Database>(pathText(file), flags, kBusyTimeoutMs); });
    execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;");
}

Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

void Database::execute(const std::string& sql)
{
    translated([&] { m_connection->exec(sql); });
}

Statement Database::prepare(const std::string& sql)
{
    return {*m_connection, sql};
}

std::int64_t Database::lastInsertId() const
{
    return m_connection->getLastInsertRowid();
}

int Database::changes() const
{
    return m_connection->getChanges();
}

Transaction::Transaction(Database& database) : m_database(database)
{
    m_database.execute("BEGIN IMMEDIATE");
}

Transaction::~Transaction()
{
    if (!m_open) {
        return;
    }
    try {
        m_database.execute("ROLLBACK");
    } catch (const Error& error) { // SQLite has already rolled back after a full disk
        log::debug("database", error.what());
    }
}

void Transaction::commit()
{
    m_database.execute("COMMIT");
    m_open = false;
}

std::int64_t unixNow()
{
    return std::chrono::duration_cast<std::chrono::seconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

} // namespace seg::database
