// SPDX-License-Identifier: Apache-2.0
#include "core/base/MemoryBudget.h"

#include <algorithm>
#include <atomic>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>

namespace seg {

namespace {

std::atomic<std::uint64_t> g_budget{0};

/// Bytes that new allocations may take without swapping; no limit when the system does not tell.
std::uint64_t availableMemory()
{
    std::ifstream file("/proc/meminfo");
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("MemAvailable:")) {
            std::istringstream words(line.substr(line.find(':') + 1));
            std::uint64_t kilobytes = 0;
            words >> kilobytes;
            return 1024 * kilobytes;
        }
    }
    return std::numeric_limits<std::uint64_t>::max();
}

} // namespace

void setMemoryBudget(std::uint64_t bytes) noexcept
{
    g_budget = bytes;
}

std::uint64_t memoryBudget() noexcept
{
    const std::uint64_t set = g_budget;
    return set > 0 ? set : availableMemory() / 2;
}

MemoryGate::Room::Room(Room&& other) noexcept : m_gate(other.m_gate), m_bytes(other.m_bytes)
{
    other.m_gate = nullptr;
}

MemoryGate::Room::~Room()
{
    if (m_gate != nullptr) {
        m_gate->leave(m_bytes);
    }
}

MemoryGate::Room MemoryGate::enter(std::uint64_t bytes, const TaskContext& context)
{
    std::unique_lock lock(m_mutex);
    m_left.wait(lock, context.stopToken(),
                [&] { return m_inside == 0 || (bytes <= m_budget && m_taken <= m_budget - bytes); });
    context.throwIfStopped();
    m_taken += bytes;
    ++m_inside;
    return Room(*this, bytes);
}

std::size_t MemoryGate::insideCount() const
{
    const std::lock_guard lock(m_mutex);
    return m_inside;
}

void MemoryGate::leave(std::uint64_t bytes)
{
    {
        const std::lock_guard lock(m_mutex);
        m_taken -= bytes;
        --m_inside;
    }
    m_left.notify_all();
}

} // namespace seg
