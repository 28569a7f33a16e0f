// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/io/StoredValues.h"

#include "core/imaging/io/ByteReader.h"
#include "core/imaging/io/ImageErrors.h"
#include "core/imaging/io/TextHeader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstring>
#include <limits>

namespace seg::imaging {

namespace {

constexpr std::size_t kTextBlock = std::size_t{1} << 16;
constexpr std::size_t kLongestWord = 64;

/// A number as the stored type; a number that this type cannot hold becomes the nearest it can.
template <typename Stored> Stored narrowed(double value)
{
    if constexpr (std::is_floating_point_v<Stored>) {
        return static_cast<Stored>(value);
    } else {
        constexpr auto least = static_cast<double>(std::numeric_limits<Stored>::min());
        constexpr auto most = static_cast<double>(std::numeric_limits<Stored>::max());
        if (!(value > least)) {
            return std::numeric_limits<Stored>::min();
        }
        return value >= most ? std::numeric_limits<Stored>::max() : static_cast<Stored>(value);
    }
}

} // namespace

StoredValuesReader::StoredValuesReader(const std::filesystem::path& file, ImageInfo info, VoxelType type,
                                       bool interleaved, StoredValues where)
    : RasterReader(file), m_where(std::move(where))
{
    m_info = std::move(info);
    m_type = type;
    m_interleaved = interleaved;
    m_left = static_cast<std::uint64_t>(valueCount()) * bytesOf(type);
    m_textBlock =
        m_where.text ? std::clamp<std::uint64_t>(regularFileBytes(m_where.file), 64, kTextBlock) : 0;
}

StoredValuesReader::~StoredValuesReader() = default;

Error StoredValuesReader::missing(std::size_t bytes) const
{
    const auto promised = static_cast<long double>(valueCount() * bytesOf(m_type));
    return cutShort(m_where.file, m_where.content, promised, static_cast<long double>(bytes));
}

void StoredValuesReader::open()
{
    m_source = m_where.compressed ? openCompressed(m_where.file, m_where.offset)
                                  : openPlain(m_where.file, m_where.offset);
    std::vector<std::byte> block(std::min<std::uint64_t>(kTextBlock, m_where.skippedBytes));
    for (std::uint64_t skipped = 0; skipped < m_where.skippedBytes;) {
        const auto wanted =
            static_cast<std::size_t>(std::min<std::uint64_t>(block.size(), m_where.skippedBytes - skipped));
        if (m_source->read(std::span(block).first(wanted)) < wanted) {
            throw missing(m_left);
        }
        skipped += wanted;
    }
}

void StoredValuesReader::read(std::span<std::byte> voxels)
{
    if (!m_source) {
        open();
    }
    if (m_where.text) {
        readText(voxels);
    } else {
        const std::size_t got = m_source->read(voxels);
        if (got < voxels.size()) {
            throw missing(m_left - got);
        }
        if (m_where.swapped) {
            swapValues(voxels, m_type);
        }
    }
    m_left -= voxels.size();
}

void StoredValuesReader::checkEnd()
{
    if (m_source) {
        m_source->checkEnd();
    }
}

bool StoredValuesReader::nextWord(std::string& word)
{
    word.clear();
    while (true) {
        if (m_at == m_buffer.size()) {
            m_buffer.resize(m_textBlock);
            m_buffer.resize(m_source->read(m_buffer));
            m_at = 0;
            if (m_buffer.empty()) {
                return !word.empty();
            }
        }
        const auto c = static_cast<char>(m_buffer[m_at++]);
        const bool between = std::isspace(static_cast<unsigned char>(c)) != 0 || c == ',';
        if (between && !word.empty()) {
            return true;
        }
        if (!between) {
            word += c;
        }
        if (word.size() > kLongestWord) {
            return true; // no number is so long
        }
    }
}

void StoredValuesReader::readText(std::span<std::byte> voxels)
{
    const std::size_t each = bytesOf(m_type);
    std::string word;
    for (std::size_t at = 0; at < voxels.size(); at += each) {
        if (!nextWord(word)) {
            throw missing(m_left - at);
        }
        const auto number = numberOf(word);
        if (!number) {
            throw badImage(m_where.file,
                           fmt::format("\"{}\" stands among its voxels, which is no number", word));
        }
        withVoxelType(m_type, [&](auto stored) {
            const auto value = narrowed<decltype(stored)>(*number);
            std::memcpy(voxels.data() + at, &value, each);
        });
    }
}

void swapValues(std::span<std::byte> values, VoxelType type)
{
    const std::size_t each = bytesOf(type);
    for (std::size_t at = 0; each > 1 && at + each <= values.size(); at += each) {
        std::reverse(values.begin() + static_cast<std::ptrdiff_t>(at),
                     values.begin() + static_cast<std::ptrdiff_t>(at + each));
    }
}

} // namespace seg::imaging
