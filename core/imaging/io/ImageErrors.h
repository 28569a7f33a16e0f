// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Error.h"
#include "core/imaging/Geometry.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

/// The sentences that the readers of every format share.
namespace seg::imaging {

/// "cannot read <file>: <reason>" as BadInput.
[[nodiscard]] Error badImage(const std::filesystem::path& file, std::string_view reason);

/// The header promises `content` (e.g. "4x3x2 voxels of int16"), `bytes` in all, of which `missing` are not
/// there.
[[nodiscard]] Error cutShort(const std::filesystem::path& file, std::string_view content, long double bytes,
                             long double missing, bool atLeast = false);

/// Refuses what no file of this length can hold, before memory is asked for.
/// \param promised    bytes that the header promises, as a floating-point number so that nothing can
/// overflow. \param available   bytes that are there for them, as stored. \param compressed  whether those
/// bytes unpack to more. \throws seg::Error  as cutShort() makes it.
void requireLength(const std::filesystem::path& file, std::string_view content, long double promised,
                   std::uint64_t available, bool compressed);

/// Compressed data that do not unpack after `position` bytes of content.
[[nodiscard]] Error damagedStream(const std::filesystem::path& file, std::uint64_t position);

/// Compressed data that go on far beyond what the header promises.
[[nodiscard]] Error longTail(const std::filesystem::path& file);

[[nodiscard]] Error notEnoughMemory(const std::filesystem::path& file, std::uint64_t bytes);

/// "512x512x80": voxels along i, j, k.
[[nodiscard]] std::string sizeText(const Extent& extent);

} // namespace seg::imaging
