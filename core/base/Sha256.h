// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace seg {

/// SHA-256 of a stream of bytes.
/// \par Source  FIPS 180-4.
class Sha256 {
public:
    void update(std::span<const std::byte> bytes) noexcept;
    void update(std::string_view text) noexcept;
    /// 64 lower-case hexadecimal digits. The object must not be used afterwards.
    [[nodiscard]] std::string finish() noexcept;

private:
    void takeBlock(const std::uint8_t* block) noexcept;
    std::array<std::uint32_t, 8> m_state{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                         0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    std::array<std::uint8_t, 64> m_buffer{};
    std::size_t m_buffered = 0;
    std::uint64_t m_length = 0; ///< bytes so far
};

[[nodiscard]] std::string sha256(std::string_view text);

/// Reads the file in pieces. \throws seg::Error  NotFound, NoPermission or Io.
[[nodiscard]] std::string sha256OfFile(const std::filesystem::path& file);

} // namespace seg
