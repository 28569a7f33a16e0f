// SPDX-License-Identifier: Apache-2.0
#include "database/Statement.h"

#include "database/SqliteError.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <limits>

namespace seg::database {

Statement::Statement(SQLite::Database& connection, const std::string& sql)
    : m_statement(translated([&] { return std::make_unique<SQLite::Statement>(connection, sql); }))
{
}

Statement::Statement(Statement&&) noexcept = default;
Statement& Statement::operator=(Statement&&) noexcept = default;
Statement::~Statement() = default;

bool Statement::step()
{
    return translated([&] { return m_statement->executeStep(); });
}

void Statement::run()
{
    while (step()) {
    }
}

std::int64_t Statement::integer(int column) const
{
    return translated([&] { return m_statement->getColumn(column).getInt64(); });
}

double Statement::real(int column) const
{
    return translated([&] {
        const SQLite::Column value = m_statement->getColumn(column);
        return value.isNull() ? std::numeric_limits<double>::quiet_NaN() : value.getDouble();
    });
}

std::string Statement::text(int column) const
{
    return translated([&] { return m_statement->getColumn(column).getString(); });
}

bool Statement::isNull(int column) const
{
    return translated([&] { return m_statement->getColumn(column).isNull(); });
}

void Statement::reset()
{
    translated([&] { m_statement->reset(); });
}

void Statement::bindInteger(int index, std::int64_t value)
{
    translated([&] { m_statement->bind(index + 1, value); });
}

void Statement::bindReal(int index, double value)
{
    translated([&] { m_statement->bind(index + 1, value); });
}

void Statement::bindText(int index, std::string_view value)
{
    translated([&] { m_statement->bind(index + 1, std::string(value)); });
}

void Statement::bindNull(int index)
{
    translated([&] { m_statement->bind(index + 1); });
}

} // namespace seg::database
