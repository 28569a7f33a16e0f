// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace seg::planning {

/// Whether no voxel is NaN or infinite.
[[nodiscard]] inline bool allFinite(std::span<const float> values) noexcept
{
    constexpr std::uint32_t kExponent = 0x7F800000U; // all ones in a number that is not finite
    constexpr std::size_t kBlock = 4096;
    for (std::size_t first = 0; first < values.size(); first += kBlock) {
        std::uint32_t found = 0; // no branch inside, so that the loop vectorizes
        for (const float value : values.subspan(first, std::min(kBlock, values.size() - first))) {
            found |= (std::bit_cast<std::uint32_t>(value) & kExponent) == kExponent ? 1U : 0U;
        }
        if (found != 0) {
            return false;
        }
    }
    return true;
}

} // namespace seg::planning
