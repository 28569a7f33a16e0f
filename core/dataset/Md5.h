// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace seg::dataset {

/// MD5, which archives are published with: tells a damaged download from a whole one; not for secrets.
/// \par Source  RFC 1321.
class Md5 {
public:
    void add(std::span<const std::byte> bytes) noexcept;
    [[nodiscard]] std::string text(); ///< 32 lower-case hexadecimal digits; call once, at the end

private:
    void block(const std::byte* bytes) noexcept;
    std::array<std::uint32_t, 4> m_state{0x67452301U, 0xefcdab89U, 0x98badcfeU, 0x10325476U};
    std::array<std::byte, 64> m_buffer{};
    std::uint64_t m_bytes = 0;
};

} // namespace seg::dataset
