// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/preprocessing/PreprocessedStore.h"

#include <cstdint>
#include <list>
#include <map>
#include <mutex>

namespace seg::augmentation {

/// Keeps recently used cases of a store open, so that a patch costs no file to open and no properties to
/// parse. Bounded: the least recently used case goes first. Any thread may call get().
class CaseCache {
public:
    explicit CaseCache(preprocessing::PreprocessedStore store, std::size_t maximumCases = 8192,
                       std::uint64_t maximumBytes = 1ULL << 30)
        : m_store(std::move(store)), m_maximumCases(maximumCases), m_maximumBytes(maximumBytes)
    {
    }

    /// \throws seg::Error  as PreprocessedStore::open().
    [[nodiscard]] preprocessing::MappedCase get(const CaseId& id);

    [[nodiscard]] std::size_t openCount() const;

private:
    struct Entry {
        CaseId id;
        preprocessing::MappedCase opened;
        std::uint64_t bytes = 0; // of class locations; the arrays themselves are mapped
    };

    void dropOldest(); // caller holds m_mutex

    preprocessing::PreprocessedStore m_store;
    std::size_t m_maximumCases;
    std::uint64_t m_maximumBytes;
    mutable std::mutex m_mutex;
    std::list<Entry> m_entries; // most recently used first
    std::map<CaseId, std::list<Entry>::iterator> m_byId;
    std::uint64_t m_bytes = 0;
};

} // namespace seg::augmentation
