// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace seg::imaging {

/// How one number is stored in a file.
enum class VoxelType { UInt8, Int8, UInt16, Int16, UInt32, Int32, UInt64, Int64, Float32, Float64 };

/// "uint8", "int16", "float32", …
[[nodiscard]] std::string_view voxelTypeName(VoxelType type) noexcept;

[[nodiscard]] std::size_t bytesOf(VoxelType type) noexcept;

/// Calls `use` with a value of the C++ type that stands for the voxel type, e.g. `use(std::int16_t{})`.
template <typename Use> decltype(auto) withVoxelType(VoxelType type, const Use& use)
{
    switch (type) {
    case VoxelType::UInt8:
        return use(std::uint8_t{});
    case VoxelType::Int8:
        return use(std::int8_t{});
    case VoxelType::UInt16:
        return use(std::uint16_t{});
    case VoxelType::Int16:
        return use(std::int16_t{});
    case VoxelType::UInt32:
        return use(std::uint32_t{});
    case VoxelType::Int32:
        return use(std::int32_t{});
    case VoxelType::UInt64:
        return use(std::uint64_t{});
    case VoxelType::Int64:
        return use(std::int64_t{});
    case VoxelType::Float32:
        return use(float{});
    case VoxelType::Float64:
        break;
    }
    return use(double{});
}

} // namespace seg::imaging
