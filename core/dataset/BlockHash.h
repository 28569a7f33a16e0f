// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace seg::dataset {

/// What MD5 and SHA-256 have in common: blocks of 64 bytes, the last of which ends in the length.
class BlockHash {
public:
    virtual ~BlockHash() = default;
    void add(std::span<const std::byte> bytes) noexcept;
    [[nodiscard]] virtual std::string text() = 0; ///< lower-case hexadecimal digits; call once, at the end

protected:
    static constexpr std::size_t kBlock = 64;

    BlockHash() = default;
    BlockHash(const BlockHash&) = default;
    BlockHash& operator=(const BlockHash&) = default;

    enum class ByteOrder { LittleEndian, BigEndian };
    void addLength(ByteOrder order) noexcept; ///< and what comes before it: a bit, then zeros

private:
    virtual void block(const std::byte* bytes) noexcept = 0;
    std::array<std::byte, kBlock> m_buffer{};
    std::uint64_t m_bytes = 0;
};

} // namespace seg::dataset
