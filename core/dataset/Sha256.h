// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/BlockHash.h"

namespace seg::dataset {

/// SHA-256, which nobody can make another file for: tells that a download is what was published. 64 digits.
/// \par Source  FIPS 180-4.
class Sha256 final : public BlockHash {
public:
    [[nodiscard]] std::string text() override;

private:
    void block(const std::byte* bytes) noexcept override;
    std::array<std::uint32_t, 8> m_state{0x6a09e667U, 0xbb67ae85U, 0x3c6ef372U, 0xa54ff53aU,
                                         0x510e527fU, 0x9b05688cU, 0x1f83d9abU, 0x5be0cd19U};
};

} // namespace seg::dataset
