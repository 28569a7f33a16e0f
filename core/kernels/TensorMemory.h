// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace seg::kernels {

/// Makes LibTorch keep freed CPU tensor memory for reuse, in huge pages where the system grants them. glibc
/// gives every large block back to the kernel and faults it in again, zeroed, page by page: half of a
/// training step's time. Call first in main(), before any tensor exists; further calls do nothing.
/// Thread-safe from then on.
void installTensorMemory();

/// Gives every cached block that is not in use back to the system. Cheap when there is none.
void releaseTensorMemory() noexcept;

/// Upper bound of cached, unused bytes; blocks freed beyond it go back to the system. Default: a quarter of
/// the memory.
void setTensorMemoryLimit(std::uint64_t bytes) noexcept;

struct TensorMemoryStatistics {
    std::uint64_t usedBytes = 0;      ///< handed out now
    std::uint64_t peakBytes = 0;      ///< most handed out at once
    std::uint64_t cachedBytes = 0;    ///< kept for reuse
    std::uint64_t requests = 0;       ///< blocks asked for
    std::uint64_t systemRequests = 0; ///< of these, not answered from the cache
};

[[nodiscard]] TensorMemoryStatistics tensorMemoryStatistics() noexcept;

} // namespace seg::kernels
