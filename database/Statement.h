// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>

namespace SQLite {
class Database;
class Statement;
} // namespace SQLite

namespace seg::database {

/// One prepared SQL statement. Columns and parameters are numbered from 0.
/// Every function throws seg::Error: Database, or NoSpace and NoPermission when the file could not be
/// written. Thread: the one that owns the connection.
class Statement {
public:
    Statement(SQLite::Database& connection, const std::string& sql);
    Statement(Statement&&) noexcept;
    Statement& operator=(Statement&&) noexcept;
    ~Statement();

    /// Binds all parameters in order, after resetting the statement. NaN is stored as NULL.
    template <typename... Values> Statement& bind(const Values&... values)
    {
        reset();
        int index = 0;
        (bindValue(index++, values), ...);
        return *this;
    }

    bool step(); ///< whether there is a (further) row
    void run();  ///< for statements without rows: steps to the end
    /// bind() and run().
    template <typename... Values> void run(const Values&... values) { bind(values...).run(); }

    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] double real(int column) const; ///< NaN for NULL
    [[nodiscard]] std::string text(int column) const;
    [[nodiscard]] bool isNull(int column) const;

private:
    template <typename Value> void bindValue(int index, const Value& value)
    {
        if constexpr (std::is_enum_v<Value> || std::is_integral_v<Value>) {
            bindInteger(index, static_cast<std::int64_t>(value));
        } else if constexpr (std::is_floating_point_v<Value>) {
            bindReal(index, static_cast<double>(value));
        } else if constexpr (std::is_null_pointer_v<Value>) {
            bindNull(index);
        } else {
            bindText(index, std::string_view(value));
        }
    }
    void reset();
    void bindInteger(int index, std::int64_t value);
    void bindReal(int index, double value);
    void bindText(int index, std::string_view value);
    void bindNull(int index);
    std::unique_ptr<SQLite::Statement> m_statement;
};

} // namespace seg::database
