// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <bit>
#include <cstdint>
#include <span>
#include <string>

namespace seg::dataset {

/// A hash of 128 bits that tells contents apart (not one against forgery): two multiplicative streams over
/// the values, mixed at the end. Reads some GB/s. Internal to the integrity check.
class ContentHash {
public:
    void add(std::uint32_t value) noexcept
    {
        m_a = std::rotl(m_a ^ value, 29) * 0x9E3779B97F4A7C15ULL;
        m_b = std::rotl(m_b + value, 31) * 0xC2B2AE3D27D4EB4FULL;
        ++m_count;
    }
    void add(std::span<const float> values) noexcept
    {
        for (const float value : values) {
            add(std::bit_cast<std::uint32_t>(value));
        }
    }
    void add(std::span<const std::int16_t> values) noexcept
    {
        for (const std::int16_t value : values) {
            add(static_cast<std::uint32_t>(value));
        }
    }
    [[nodiscard]] std::string text() const
    {
        return fmt::format("{:016x}{:016x}", mix(m_a), mix(m_b ^ m_count));
    }

private:
    static std::uint64_t mix(std::uint64_t x) noexcept
    {
        x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9ULL;
        x = (x ^ (x >> 27U)) * 0x94D049BB133111EBULL;
        return x ^ (x >> 31U);
    }
    std::uint64_t m_a = 0x243F6A8885A308D3ULL;
    std::uint64_t m_b = 0x13198A2E03707344ULL;
    std::uint64_t m_count = 0;
};

} // namespace seg::dataset
