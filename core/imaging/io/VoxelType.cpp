// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/io/VoxelType.h"

#include <array>

namespace seg::imaging {

std::string_view voxelTypeName(VoxelType type) noexcept
{
    constexpr std::array<std::string_view, 10> kNames{"uint8", "int8",   "uint16", "int16",   "uint32",
                                                      "int32", "uint64", "int64",  "float32", "float64"};
    return kNames[static_cast<std::size_t>(type)];
}

std::size_t bytesOf(VoxelType type) noexcept
{
    return withVoxelType(type, [](auto value) { return sizeof(value); });
}

} // namespace seg::imaging
