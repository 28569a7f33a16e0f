// SPDX-License-Identifier: Apache-2.0
#include "core/base/ContentHash.h"

#include <fmt/format.h>

#define XXH_INLINE_ALL // the library's own way to be a header alone
#include <xxhash.h>

namespace seg {

std::string contentHash(std::span<const std::byte> bytes)
{
    const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
    return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

} // namespace seg
