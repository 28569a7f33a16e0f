// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "database/Statement.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace seg::database {

/// One connection to a project.db: WAL, foreign keys on, waits up to 10 s for another writer, synchronous
/// NORMAL. Belongs to one thread; further threads and processes open their own. Every function throws
/// seg::Error (Database, NoSpace, NoPermission; BadInput for a file that is no database).
class Database {
public:
    enum class Mode { Create, Open };

    Database(const std::filesystem::path& file, Mode mode);
    Database(Database&&) noexcept;
    Database& operator=(Database&&) noexcept;
    ~Database();

    [[nodiscard]] const std::filesystem::path& file() const noexcept { return m_file; }

    void execute(const std::string& sql); ///< one or several statements without parameters
    [[nodiscard]] Statement prepare(const std::string& sql);
    [[nodiscard]] std::int64_t lastInsertId() const;
    [[nodiscard]] int changes() const; ///< rows that the last INSERT, UPDATE or DELETE touched

private:
    std::filesystem::path m_file;
    std::unique_ptr<SQLite::Database> m_connection;
};

/// Takes the write lock; rolls back unless committed. Do not nest.
class Transaction {
public:
    explicit Transaction(Database& database);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

private:
    Database& m_database; // outlives the transaction
    bool m_open = true;
};

/// UTC seconds since 1970.
[[nodiscard]] std::int64_t unixNow();

} // namespace seg::database
