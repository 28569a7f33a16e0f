// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/Checksum.h"

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Sha256.h"
#include "core/dataset/Md5.h"

#include <fmt/format.h>

#include <cerrno>
#include <fstream>
#include <vector>

namespace seg::dataset {

namespace {

constexpr std::size_t kMd5Digits = 32;
constexpr std::size_t kSha256Digits = 64;

std::string md5OfFile(const std::filesystem::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
        throw ioError("read", pathText(file), errno);
    }
    Md5 hash;
    std::vector<char> chunk(1U << 18);
    while (stream) {
        stream.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
        hash.add(std::as_bytes(std::span(chunk)).first(static_cast<std::size_t>(stream.gcount())));
    }
    if (stream.bad()) {
        throw ioError("read", pathText(file), EIO);
    }
    return hash.text();
}

} // namespace

std::string_view checksumName(ChecksumKind kind) noexcept
{
    return kind == ChecksumKind::Sha256 ? "SHA-256" : "MD5";
}

Checksum checksumFromText(ChecksumKind kind, std::string digits)
{
    const std::size_t count = kind == ChecksumKind::Sha256 ? kSha256Digits : kMd5Digits;
    bool isRight = digits.size() == count;
    for (char& digit : digits) {
        digit = digit >= 'A' && digit <= 'F' ? static_cast<char>(digit - 'A' + 'a') : digit;
        isRight = isRight && ((digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f'));
    }
    if (!isRight) {
        throw Error(ErrorCode::InvalidArgument, fmt::format("'{}' is no {}, which has {} hexadecimal digits",
                                                            digits, checksumName(kind), count));
    }
    return {kind, std::move(digits)};
}

Checksum checksumOfFile(const std::filesystem::path& file, ChecksumKind kind)
{
    return {kind, kind == ChecksumKind::Sha256 ? sha256OfFile(file) : md5OfFile(file)};
}

} // namespace seg::dataset
