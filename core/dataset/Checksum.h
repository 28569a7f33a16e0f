// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace seg::dataset {

/// By which a file is recognized.
enum class ChecksumKind { Md5, Sha256 };

[[nodiscard]] std::string_view checksumName(ChecksumKind kind) noexcept; ///< "MD5", "SHA-256"

struct Checksum {
    ChecksumKind kind = ChecksumKind::Md5;
    std::string digits; ///< hexadecimal, lower case
    bool operator==(const Checksum&) const = default;
};

/// \param digits  as somebody typed or copied them: of either case. \throws seg::Error  InvalidArgument when
/// they cannot be such a checksum.
[[nodiscard]] Checksum checksumFromText(ChecksumKind kind, std::string digits);

/// \throws seg::Error  NotFound, NoPermission, Io.
[[nodiscard]] Checksum checksumOfFile(const std::filesystem::path& file, ChecksumKind kind);

} // namespace seg::dataset
