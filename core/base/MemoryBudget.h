// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Task.h"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>

namespace seg {

/// Bytes that work on many cases at once may take (`--memory`); 0 restores the default, half of what the
/// system has to give at the moment of asking.
void setMemoryBudget(std::uint64_t bytes) noexcept;
[[nodiscard]] std::uint64_t memoryBudget() noexcept;

/// Lets pieces of work start while what they need together fits into a budget. One that needs more than all
/// of it waits until it is alone and then starts anyway. May be used from several threads.
class MemoryGate {
public:
    explicit MemoryGate(std::uint64_t budget) : m_budget(budget) {}
    MemoryGate(const MemoryGate&) = delete;
    MemoryGate& operator=(const MemoryGate&) = delete;

    /// Room for one piece of work, given back when it ends.
    class Room {
    public:
        Room(Room&& other) noexcept;
        Room& operator=(Room&&) = delete;
        ~Room();

    private:
        friend class MemoryGate;
        Room(MemoryGate& gate, std::uint64_t bytes) : m_gate(&gate), m_bytes(bytes) {}
        MemoryGate* m_gate; // outlives the room; null when moved from
        std::uint64_t m_bytes;
    };

    /// Waits for room. \throws seg::Error  Cancelled while waiting.
    [[nodiscard]] Room enter(std::uint64_t bytes, const TaskContext& context);
    /// Pieces of work that have room now.
    [[nodiscard]] std::size_t insideCount() const;

private:
    void leave(std::uint64_t bytes);

    const std::uint64_t m_budget;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_left;
    std::uint64_t m_taken = 0; // guarded by m_mutex
    std::size_t m_inside = 0;  // guarded by m_mutex
};

} // namespace seg
