// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/BlockHash.h"

namespace seg::dataset {

/// MD5, which archives are published with: tells a damaged download from a whole one; not for secrets.
/// 32 digits. \par Source  RFC 1321.
class Md5 final : public BlockHash {
public:
    [[nodiscard]] std::string text() override;

private:
    void block(const std::byte* bytes) noexcept override;
    std::array<std::uint32_t, 4> m_state{0x67452301U, 0xefcdab89U, 0x98badcfeU, 0x10325476U};
};

} // namespace seg::dataset
