// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/Sha256.h"

#include <fmt/format.h>

#include <bit>
#include <cmath>

namespace seg::dataset {

namespace {

constexpr std::size_t kRounds = 64;

bool isPrime(int number)
{
    for (int divisor = 2; divisor * divisor <= number; ++divisor) {
        if (number % divisor == 0) {
            return false;
        }
    }
    return true;
}

/// The first 32 bits behind the point of the cube roots of the first 64 primes.
const std::array<std::uint32_t, kRounds>& cubeRoots()
{
    static const std::array<std::uint32_t, kRounds> table = [] {
        std::array<std::uint32_t, kRounds> values{};
        int number = 2;
        for (std::uint32_t& value : values) {
            while (!isPrime(number)) {
                ++number;
            }
            const double root = std::cbrt(static_cast<double>(number++));
            value = static_cast<std::uint32_t>(4294967296.0 * (root - std::floor(root)));
        }
        return values;
    }();
    return table;
}

/// The 64 words that a block becomes.
std::array<std::uint32_t, kRounds> scheduleOf(const std::byte* bytes) noexcept
{
    std::array<std::uint32_t, kRounds> words{};
    for (std::size_t i = 0; i < 16; ++i) {
        for (std::size_t byte = 0; byte < 4; ++byte) {
            words[i] = (words[i] << 8U) | std::to_integer<std::uint32_t>(bytes[4 * i + byte]);
        }
    }
    for (std::size_t i = 16; i < kRounds; ++i) {
        const std::uint32_t far = words[i - 15];
        const std::uint32_t near = words[i - 2];
        words[i] = words[i - 16] + (std::rotr(far, 7) ^ std::rotr(far, 18) ^ (far >> 3U)) + words[i - 7] +
                   (std::rotr(near, 17) ^ std::rotr(near, 19) ^ (near >> 10U));
    }
    return words;
}

} // namespace

void Sha256::block(const std::byte* bytes) noexcept
{
    const std::array<std::uint32_t, kRounds> words = scheduleOf(bytes);
    const std::array<std::uint32_t, kRounds>& roots = cubeRoots();
    auto [a, b, c, d, e, f, g, h] = m_state;
    for (std::size_t i = 0; i < kRounds; ++i) {
        const std::uint32_t first = h + (std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25)) +
                                    ((e & f) ^ (~e & g)) + roots[i] + words[i];
        const std::uint32_t second =
            (std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
        h = g;
        g = f;
        f = e;
        e = d + first;
        d = c;
        c = b;
        b = a;
        a = first + second;
    }
    const std::array<std::uint32_t, 8> mixed{a, b, c, d, e, f, g, h};
    for (std::size_t i = 0; i < mixed.size(); ++i) {
        m_state[i] += mixed[i];
    }
}

std::string Sha256::text()
{
    addLength(ByteOrder::BigEndian);
    std::string hex;
    for (const std::uint32_t word : m_state) {
        hex += fmt::format("{:08x}", word);
    }
    return hex;
}

} // namespace seg::dataset
