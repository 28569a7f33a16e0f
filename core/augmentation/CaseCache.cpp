// SPDX-License-Identifier: Apache-2.0
#include "core/augmentation/CaseCache.h"

namespace seg::augmentation {

namespace {

std::uint64_t locationBytes(const preprocessing::CaseProperties& properties)
{
    std::uint64_t bytes = 0;
    for (const auto& locations : properties.classLocations) {
        bytes += locations.voxels.size() * sizeof(locations.voxels[0]);
    }
    return bytes;
}

} // namespace

preprocessing::MappedCase CaseCache::get(const CaseId& id)
{
    {
        const std::lock_guard lock(m_mutex);
        if (const auto found = m_byId.find(id); found != m_byId.end()) {
            m_entries.splice(m_entries.begin(), m_entries, found->second);
            return found->second->opened;
        }
    }
    preprocessing::MappedCase opened =
        m_store.open(id); // outside the lock: others need not wait for the disk
    const std::lock_guard lock(m_mutex);
    if (const auto found = m_byId.find(id); found != m_byId.end()) {
        return found->second->opened;
    }
    const std::uint64_t bytes = locationBytes(opened.properties());
    m_entries.push_front({id, opened, bytes});
    m_byId[id] = m_entries.begin();
    m_bytes += bytes;
    while (m_entries.size() > 1 && (m_entries.size() > m_maximumCases || m_bytes > m_maximumBytes)) {
        dropOldest();
    }
    return opened;
}

std::size_t CaseCache::openCount() const
{
    const std::lock_guard lock(m_mutex);
    return m_entries.size();
}

void CaseCache::dropOldest()
{
    m_bytes -= m_entries.back().bytes;
    m_byId.erase(m_entries.back().id);
    m_entries.pop_back();
}

} // namespace seg::augmentation
