// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "database/Database.h"
#include "database/Records.h"

#include <optional>
#include <vector>

namespace seg::database {

/// What was changed in datasets after their import. Thread: the one that owns the connection. Every function
/// throws seg::Error.
class FixRepository {
public:
    explicit FixRepository(Database& database) : m_database(database) {}

    /// \param record  its id and times are ignored; it is in force from now on.
    /// \param heldBackIn  ExcludeCase: the folds that held the case back.
    FixId add(const FixRecord& record, const std::vector<int>& heldBackIn);
    [[nodiscard]] std::vector<FixRecord> of(DatasetId dataset) const; ///< newest first
    [[nodiscard]] std::optional<FixRecord> find(FixId id) const;
    [[nodiscard]] std::vector<int> heldBackIn(FixId id) const;
    void markUndone(FixId id);
    void remove(FixId id); ///< of a fix that could not be carried out

private:
    Database& m_database; // outlives the repository
};

} // namespace seg::database
