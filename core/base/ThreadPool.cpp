// SPDX-License-Identifier: Apache-2.0
#include "core/base/ThreadPool.h"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace seg {

namespace {

std::atomic<std::size_t> g_threadCount{0};

std::size_t usableCores() noexcept
{
    cpu_set_t cores;
    CPU_ZERO(&cores);
    if (::sched_getaffinity(0, sizeof(cores), &cores) == 0) {
        return static_cast<std::size_t>(std::max(1, CPU_COUNT(&cores)));
    }
    return std::max(1U, std::thread::hardware_concurrency());
}

/// Keeps the exception of the lowest index.
class FirstFailure {
public:
    void keep(std::size_t index, std::exception_ptr failure)
    {
        const std::lock_guard lock(m_mutex);
        if (!m_failure || index < m_index) {
            m_failure = std::move(failure);
            m_index = index;
        }
        m_failed = true;
    }
    [[nodiscard]] bool failed() const noexcept { return m_failed; }
    void rethrow() const
    {
        if (m_failure) {
            std::rethrow_exception(m_failure);
        }
    }

private:
    std::mutex m_mutex;
    std::exception_ptr m_failure;
    std::size_t m_index = 0;
    std::atomic<bool> m_failed{false};
};

} // namespace

void setThreadCount(std::size_t count) noexcept
{
    g_threadCount = count;
}

std::size_t threadCount() noexcept
{
    const std::size_t count = g_threadCount;
    return count > 0 ? count : usableCores();
}

void parallelFor(std::size_t count, const std::function<void(std::size_t)>& work, const TaskContext& context,
                 std::size_t threads)
{
    std::atomic<std::size_t> next{0};
    FirstFailure failure;
    const auto run = [&] {
        while (!failure.failed() && !context.stopRequested()) {
            const std::size_t index = next++;
            if (index >= count) {
                return;
            }
            try {
                work(index);
            } catch (...) { // handed to the caller's thread below, whatever it is
                failure.keep(index, std::current_exception());
            }
        }
    };
    {
        const std::size_t wanted = std::min(count, threads > 0 ? threads : threadCount());
        std::vector<std::jthread> helpers;
        for (std::size_t i = 1; i < wanted; ++i) {
            helpers.emplace_back(run);
        }
        run();
    }
    failure.rethrow();
    context.throwIfStopped();
}

} // namespace seg
