// SPDX-License-Identifier: Apache-2.0
#include "core/kernels/TensorMemory.h"

#include <c10/core/CPUAllocator.h>
#include <c10/core/DeviceType.h>

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <map>
#include <mutex>
#include <new>
#include <vector>

namespace seg::kernels {

namespace {

constexpr std::size_t kAlignment = 64;
constexpr std::size_t kSmallest = std::size_t{64} << 10; // below this, the C library's allocator is as good
constexpr std::size_t kHugePage = std::size_t{2} << 20;
constexpr int kStepsPerDoubling = 16; // size classes: at most 1/16 of a block is unused

/// Stands before every block, in one cache line, so that freeing needs no table.
struct alignas(kAlignment) BlockHeader {
    std::size_t bytes = 0; ///< of the whole block with this header; 0 when the C library owns it
};
static_assert(sizeof(BlockHeader) == kAlignment);

/// The size class of a request: the next sixteenth of a power of two, and whole huge pages for large blocks.
std::size_t classSize(std::size_t bytes) noexcept
{
    const std::size_t step = std::max(std::bit_floor(bytes) / kStepsPerDoubling, kAlignment);
    const std::size_t rounded = (bytes + step - 1) / step * step;
    return rounded < kHugePage ? rounded : (rounded + kHugePage - 1) / kHugePage * kHugePage;
}

/// Blocks from the system, aligned to huge pages when they are large. Null when there is no memory.
void* systemAllocate(std::size_t bytes) noexcept
{
    if (bytes < kHugePage) {
        void* block = nullptr;
        return ::posix_memalign(&block, kAlignment, bytes) == 0 ? block : nullptr;
    }
    void* mapped =
        ::mmap(nullptr, bytes + kHugePage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED) {
        return nullptr;
    }
    const auto start = reinterpret_cast<std::uintptr_t>(mapped);
    const std::uintptr_t aligned = (start + kHugePage - 1) / kHugePage * kHugePage;
    if (aligned > start) {
        ::munmap(mapped, aligned - start);
    }
    const std::size_t tail = start + kHugePage - aligned;
    auto* block = reinterpret_cast<void*>(aligned);
    if (tail > 0) {
        ::munmap(static_cast<char*>(block) + bytes, tail);
    }
    ::madvise(block, bytes, MADV_HUGEPAGE); // a wish; without it the block is only slower
    return block;
}

void systemFree(void* block, std::size_t bytes) noexcept
{
    if (bytes < kHugePage) {
        std::free(block);
    } else {
        ::munmap(block, bytes);
    }
}

std::uint64_t defaultLimit() noexcept
{
    const auto pages = static_cast<std::uint64_t>(std::max(::sysconf(_SC_PHYS_PAGES), 0L));
    const auto pageBytes = static_cast<std::uint64_t>(std::max(::sysconf(_SC_PAGESIZE), 0L));
    return pages * pageBytes / 4;
}

/// Keeps freed blocks by size class. Lives until the process ends, since tensors may be freed in static
/// destructors. oneDNN's work space comes from here as well, through the raw_allocate() of the base class.
class CachingAllocator final : public c10::Allocator {
public:
    at::DataPtr allocate(std::size_t bytes) override
    {
        void* block = bytes == 0 ? nullptr : take(bytes);
        return {block, block, &release, at::Device(at::DeviceType::CPU)};
    }

    at::DeleterFnPtr raw_deleter() const override { return &release; }

    void copy_data(void* target, const void* source, std::size_t count) const override
    {
        std::memcpy(target, source, count);
    }

    void giveBack(std::uint64_t keepBytes) noexcept
    {
        const std::lock_guard lock(m_mutex);
        for (auto entry = m_free.rbegin(); entry != m_free.rend(); ++entry) {
            auto& [bytes, blocks] = *entry;
            while (!blocks.empty() && m_statistics.cachedBytes > keepBytes) {
                systemFree(blocks.back(), bytes);
                blocks.pop_back();
                m_statistics.cachedBytes -= bytes;
            }
        }
    }

    void setLimit(std::uint64_t bytes) noexcept
    {
        {
            const std::lock_guard lock(m_mutex);
            m_limit = bytes;
        }
        giveBack(bytes);
    }

    TensorMemoryStatistics statistics() noexcept
    {
        const std::lock_guard lock(m_mutex);
        return m_statistics;
    }

    static CachingAllocator& instance()
    {
        static auto* allocator = new CachingAllocator; // never destroyed, see the class comment
        return *allocator;
    }

private:
    static void release(void* data) noexcept
    {
        if (data != nullptr) {
            instance().put(static_cast<BlockHeader*>(data) - 1);
        }
    }

    static void* takeSmall(std::size_t bytes)
    {
        void* block = nullptr;
        if (::posix_memalign(&block, kAlignment, bytes) != 0) {
            throw std::bad_alloc();
        }
        return new (block) BlockHeader{} + 1;
    }

    void* take(std::size_t dataBytes)
    {
        if (dataBytes > std::numeric_limits<std::size_t>::max() / 2) {
            throw std::bad_alloc();
        }
        const std::size_t wanted = dataBytes + sizeof(BlockHeader);
        if (wanted < kSmallest) {
            return takeSmall(wanted);
        }
        const std::size_t bytes = classSize(wanted);
        void* block = takeCached(bytes);
        if (block == nullptr) {
            block = systemAllocate(bytes);
        }
        if (block == nullptr) {
            giveBack(0);
            block = systemAllocate(bytes);
        }
        if (block == nullptr) {
            throw std::bad_alloc();
        }
        const std::lock_guard lock(m_mutex);
        m_statistics.usedBytes += bytes;
        m_statistics.peakBytes = std::max(m_statistics.peakBytes, m_statistics.usedBytes);
        return new (block) BlockHeader{bytes} + 1;
    }

    void* takeCached(std::size_t bytes) noexcept
    {
        const std::lock_guard lock(m_mutex);
        ++m_statistics.requests;
        const auto found = m_free.find(bytes);
        if (found == m_free.end() || found->second.empty()) {
            ++m_statistics.systemRequests;
            return nullptr;
        }
        void* block = found->second.back();
        found->second.pop_back();
        m_statistics.cachedBytes -= bytes;
        return block;
    }

    void put(BlockHeader* block) noexcept
    {
        const std::size_t bytes = block->bytes;
        if (bytes == 0) {
            std::free(block);
            return;
        }
        {
            const std::lock_guard lock(m_mutex);
            m_statistics.usedBytes -= bytes;
            if (m_statistics.cachedBytes + bytes <= m_limit) {
                m_free[bytes].push_back(block);
                m_statistics.cachedBytes += bytes;
                return;
            }
        }
        systemFree(block, bytes);
    }

    std::mutex m_mutex;
    std::map<std::size_t, std::vector<void*>> m_free; // class size → blocks
    std::uint64_t m_limit = defaultLimit();
    TensorMemoryStatistics m_statistics;
};

} // namespace

void installTensorMemory()
{
    static std::once_flag once;
    std::call_once(once, [] { c10::SetCPUAllocator(&CachingAllocator::instance(), /*priority=*/100); });
}

void releaseTensorMemory() noexcept
{
    CachingAllocator::instance().giveBack(0);
    ::malloc_trim(0);
}

void setTensorMemoryLimit(std::uint64_t bytes) noexcept
{
    CachingAllocator::instance().setLimit(bytes);
}

TensorMemoryStatistics tensorMemoryStatistics() noexcept
{
    return CachingAllocator::instance().statistics();
}

} // namespace seg::kernels
