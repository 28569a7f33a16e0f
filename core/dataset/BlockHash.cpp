// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/BlockHash.h"

#include <algorithm>

namespace seg::dataset {

void BlockHash::add(std::span<const std::byte> bytes) noexcept
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

void BlockHash::addLength(ByteOrder order) noexcept
{
    std::array<std::byte, 8> length{}; // in bits
    for (std::size_t i = 0; i < length.size(); ++i) {
        const std::size_t place = order == ByteOrder::LittleEndian ? i : length.size() - 1 - i;
        length[place] = static_cast<std::byte>((8 * m_bytes) >> (8 * i));
    }
    std::array<std::byte, 1> padding{std::byte{0x80}};
    do {
        add(padding);
        padding[0] = std::byte{0};
    } while (m_bytes % kBlock != kBlock - length.size());
    add(length);
}

} // namespace seg::dataset
