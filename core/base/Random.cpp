// SPDX-License-Identifier: Apache-2.0
#include "core/base/Random.h"

#include <bit>
#include <cmath>
#include <numbers>
#include <numeric>

namespace seg {

namespace {

constexpr std::uint32_t kMultiplier0 = 0xD2511F53U; // constants of Philox 4x32
constexpr std::uint32_t kMultiplier1 = 0xCD9E8D57U;
constexpr std::uint32_t kWeyl0 = 0x9E3779B9U;
constexpr std::uint32_t kWeyl1 = 0xBB67AE85U;
constexpr int kRounds = 10;

std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter,
                                    std::array<std::uint32_t, 2> key) noexcept
{
    for (int round = 0; round < kRounds; ++round) {
        const std::uint64_t product0 = std::uint64_t{kMultiplier0} * counter[0];
        const std::uint64_t product1 = std::uint64_t{kMultiplier1} * counter[2];
        counter = {static_cast<std::uint32_t>(product1 >> 32) ^ counter[1] ^ key[0],
                   static_cast<std::uint32_t>(product1),
                   static_cast<std::uint32_t>(product0 >> 32) ^ counter[3] ^ key[1],
                   static_cast<std::uint32_t>(product0)};
        key[0] += kWeyl0;
        key[1] += kWeyl1;
    }
    return counter;
}

} // namespace

RandomStream::RandomStream(std::uint64_t seed, std::array<std::uint32_t, 3> stream) noexcept
    : m_key{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)}, m_counter{0, stream[0],
                                                                                                 stream[1],
                                                                                                 stream[2]}
{
}

void RandomStream::refill() noexcept
{
    m_block = philox(m_counter, m_key);
    ++m_counter[0];
    m_used = 0;
}

std::uint32_t RandomStream::bits() noexcept
{
    if (m_used == m_block.size()) {
        refill();
    }
    return m_block[m_used++];
}

double RandomStream::uniform() noexcept
{
    const std::uint64_t high = bits() >> 5; // 27 bits
    const std::uint64_t low = bits() >> 6;  // 26 bits
    return static_cast<double>((high << 26) | low) * 0x1.0p-53;
}

double RandomStream::uniform(double low, double high) noexcept
{
    return low + (high - low) * uniform();
}

std::uint64_t RandomStream::below(std::uint64_t bound) noexcept
{
    const std::uint64_t mask = std::bit_ceil(bound) - 1;
    while (true) {
        std::uint64_t value = bits();
        if (mask > 0xFFFFFFFFU) {
            value = (value << 32) | bits();
        }
        value &= mask;
        if (value < bound) {
            return value;
        }
    }
}

bool RandomStream::chance(double probability) noexcept
{
    return uniform() < probability;
}

double RandomStream::normal() noexcept
{
    if (m_hasSpare) {
        m_hasSpare = false;
        return m_spareNormal;
    }
    const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform())); // 1 - u lies in (0, 1]
    const double angle = 2.0 * std::numbers::pi * uniform();
    m_spareNormal = radius * std::sin(angle);
    m_hasSpare = true;
    return radius * std::cos(angle);
}

void RandomStream::fillNormal(float* values, std::size_t count, float deviation) noexcept
{
    for (std::size_t i = 0; i < count; i += 2) {
        const auto u1 = (static_cast<float>(bits() >> 8) + 1.0F) * 0x1.0p-24F; // (0, 1]
        const auto u2 = static_cast<float>(bits() >> 8) * 0x1.0p-24F;
        const float radius = deviation * std::sqrt(-2.0F * std::log(u1));
        const float angle = 2.0F * std::numbers::pi_v<float> * u2;
        values[i] = radius * std::cos(angle);
        if (i + 1 < count) {
            values[i + 1] = radius * std::sin(angle);
        }
    }
}

std::uint64_t NumpyRandom::interval(std::uint64_t maximum)
{
    if (maximum == 0) {
        return 0;
    }
    const std::uint64_t mask = std::bit_width(maximum) == 64 ? ~0ULL : (1ULL << std::bit_width(maximum)) - 1;
    while (true) {
        std::uint64_t value = bits();
        if (maximum > 0xFFFFFFFFU) {
            value = (value << 32) | bits();
        }
        value &= mask;
        if (value <= maximum) {
            return value;
        }
    }
}

std::vector<std::int64_t> NumpyRandom::permutation(std::int64_t count)
{
    std::vector<std::int64_t> order(static_cast<std::size_t>(count));
    std::iota(order.begin(), order.end(), 0);
    for (std::size_t i = order.size(); i-- > 1;) {
        std::swap(order[i], order[static_cast<std::size_t>(interval(i))]);
    }
    return order;
}

std::vector<std::int64_t> NumpyRandom::choiceWithoutReplacement(std::int64_t count, std::int64_t picked)
{
    std::vector<std::int64_t> order = permutation(count);
    order.resize(static_cast<std::size_t>(picked));
    return order;
}

} // namespace seg
