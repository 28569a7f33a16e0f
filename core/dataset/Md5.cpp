// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/Md5.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <vector>

namespace seg::dataset {

namespace {

constexpr std::size_t kBlock = 64;
constexpr std::array<int, 16> kShifts{7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21};

/// floor(2^32 |sin(i + 1)|)
const std::array<std::uint32_t, 64>& sines()
{
    static const std::array<std::uint32_t, 64> table = [] {
        std::array<std::uint32_t, 64> values{};
        for (std::size_t i = 0; i < values.size(); ++i) {
            values[i] =
                static_cast<std::uint32_t>(4294967296.0 * std::abs(std::sin(static_cast<double>(i + 1))));
        }
        return values;
    }();
    return table;
}

} // namespace

void Md5::block(const std::byte* bytes) noexcept
{
    std::array<std::uint32_t, 16> words{};
    std::memcpy(words.data(), bytes, kBlock); // little-endian, as this program's machines are
    static_assert(std::endian::native == std::endian::little);
    auto [a, b, c, d] = m_state;
    for (std::size_t i = 0; i < kBlock; ++i) {
        const std::size_t round = i / 16;
        std::uint32_t mixed = 0;
        std::size_t word = 0;
        switch (round) {
        case 0:
            mixed = (b & c) | (~b & d);
            word = i;
            break;
        case 1:
            mixed = (d & b) | (~d & c);
            word = (5 * i + 1) % 16;
            break;
        case 2:
            mixed = b ^ c ^ d;
            word = (3 * i + 5) % 16;
            break;
        default:
            mixed = c ^ (b | ~d);
            word = (7 * i) % 16;
            break;
        }
        const std::uint32_t sum = a + mixed + sines()[i] + words[word];
        a = d;
        d = c;
        c = b;
        b += std::rotl(sum, kShifts[4 * round + i % 4]);
    }
    m_state[0] += a;
    m_state[1] += b;
    m_state[2] += c;
    m_state[3] += d;
}

void Md5::add(std::span<const std::byte> bytes) noexcept
{
    while (!bytes.empty()) {
        const std::size_t filled = m_bytes % kBlock;
        const std::size_t taken = std::min(kBlock - filled, bytes.size());
        std::copy_n(bytes.begin(), taken, m_buffer.begin() + static_cast<std::ptrdiff_t>(filled));
        m_bytes += taken;
        bytes = bytes.subspan(taken);
        if (m_bytes % kBlock == 0) {
            block(m_buffer.data());
        }
    }
}

std::string Md5::text()
{
    const std::uint64_t bits = 8 * m_bytes;
    std::vector<std::byte> padding(1, std::byte{0x80});
    while ((m_bytes + padding.size()) % kBlock != kBlock - sizeof(bits)) {
        padding.push_back(std::byte{0});
    }
    const auto length = std::as_bytes(std::span(&bits, 1));
    padding.insert(padding.end(), length.begin(), length.end());
    add(padding);
    std::string hex;
    for (const std::uint32_t word : m_state) {
        for (int byte = 0; byte < 4; ++byte) {
            hex += fmt::format("{:02x}", (word >> (8 * byte)) & 0xffU);
        }
    }
    return hex;
}

} // namespace seg::dataset
