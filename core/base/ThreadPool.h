// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Task.h"

#include <cstddef>
#include <functional>

namespace seg {

/// Number of threads that parallel core functions use; 0 restores the default, all cores this process may
/// use.
void setThreadCount(std::size_t count) noexcept;
[[nodiscard]] std::size_t threadCount() noexcept;

/// Calls `work(index)` for every index in 0..count-1 on up to `threads` threads (the caller's among them) and
/// waits. Indices are handed out in order; results must not depend on which thread runs them. After the first
/// exception, or when `context` wants to stop, no new index starts; the exception with the lowest index is
/// rethrown. \param threads  0 means threadCount(). \throws seg::Error  Cancelled, or whatever `work` throws.
void parallelFor(std::size_t count, const std::function<void(std::size_t index)>& work,
                 const TaskContext& context = {}, std::size_t threads = 0);

} // namespace seg
