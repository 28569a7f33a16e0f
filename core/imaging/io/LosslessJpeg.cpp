// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/io/LosslessJpeg.h"

#include <array>

namespace seg::imaging {

namespace {

enum Marker : unsigned {
    kLosslessFrame = 0xc3,
    kHuffmanTables = 0xc4,
    kArithmeticFrame = 0xc9, ///< this and the frames behind it
    kArithmeticTables = 0xcc,
    kFirstRestart = 0xd0,
    kLastRestart = 0xd7,
    kStartOfImage = 0xd8,
    kStartOfScan = 0xda,
    kRestartInterval = 0xdd
};

unsigned byteOf(std::span<const std::byte> content, std::size_t at)
{
    return std::to_integer<unsigned>(content[at]);
}

unsigned wordOf(std::span<const std::byte> content, std::size_t at)
{
    return 256 * byteOf(content, at) + byteOf(content, at + 1);
}

/// The segments in front of the coded samples, one after the other.
class Segments {
public:
    explicit Segments(std::span<const std::byte> packed) : m_packed(packed) {}

    /// \return false at the end, or where no marker stands.
    bool next()
    {
        if (m_next == 0) {
            const bool isJpeg = m_packed.size() >= 2 && wordOf(m_packed, 0) == (0xff00U | kStartOfImage);
            m_next = isJpeg ? 2 : m_packed.size();
        }
        std::size_t at = m_next;
        while (at + 1 < m_packed.size() && byteOf(m_packed, at) == 0xff && byteOf(m_packed, at + 1) == 0xff) {
            ++at; // fill bytes
        }
        if (at + 4 > m_packed.size() || byteOf(m_packed, at) != 0xff) {
            return false;
        }
        m_marker = byteOf(m_packed, at + 1);
        const std::size_t length = wordOf(m_packed, at + 2);
        if (length < 2 || length > m_packed.size() - at - 2) {
            return false;
        }
        m_content = m_packed.subspan(at + 4, length - 2);
        m_next = at + 2 + length;
        return true;
    }

    [[nodiscard]] unsigned marker() const noexcept { return m_marker; }
    [[nodiscard]] std::span<const std::byte> content() const noexcept { return m_content; }
    [[nodiscard]] std::span<const std::byte> rest() const { return m_packed.subspan(m_next); } ///< behind it

private:
    std::span<const std::byte> m_packed;
    std::span<const std::byte> m_content;
    std::size_t m_next = 0;
    unsigned m_marker = 0;
};

/// Lengths of the differences, by the 16 bits that come next.
class HuffmanTable {
public:
    /// Takes one table from a segment. \return the bytes it took; 0 when it is damaged.
    std::size_t read(std::span<const std::byte> content)
    {
        constexpr std::size_t kCounts = 16;
        if (content.size() < kCounts) {
            return 0;
        }
        m_entries.assign(std::size_t{1} << kCounts, {});
        std::size_t filled = 0;
        std::size_t symbol = kCounts;
        for (std::size_t length = 1; length <= kCounts; ++length) {
            for (unsigned i = 0; i < byteOf(content, length - 1); ++i, ++symbol) {
                const std::size_t count = std::size_t{1} << (kCounts - length);
                if (symbol >= content.size() || filled + count > m_entries.size() ||
                    byteOf(content, symbol) > 16) {
                    return 0;
                }
                for (std::size_t end = filled + count; filled < end; ++filled) {
                    m_entries[filled] = {static_cast<std::uint8_t>(length),
                                         static_cast<std::uint8_t>(byteOf(content, symbol))};
                }
            }
        }
        return symbol;
    }

    struct Entry {
        std::uint8_t length = 0;   ///< of the code; 0 where there is none
        std::uint8_t category = 0; ///< bits of the difference
    };
    [[nodiscard]] bool isEmpty() const noexcept { return m_entries.empty(); }
    [[nodiscard]] Entry entry(unsigned next16) const { return m_entries[next16]; }

private:
    std::vector<Entry> m_entries;
};

/// The coded samples bit by bit, without the zeros behind 0xff.
class BitReader {
public:
    explicit BitReader(std::span<const std::byte> coded) : m_coded(coded) {}

    [[nodiscard]] unsigned peek16()
    {
        while (m_count < 16) {
            m_bits = (m_bits << 8) | nextByte();
            m_count += 8;
        }
        return static_cast<unsigned>((m_bits >> (m_count - 16)) & 0xffffU);
    }
    void skip(unsigned count) { m_count -= count; }
    [[nodiscard]] unsigned take(unsigned count)
    {
        const unsigned value = count == 0 ? 0 : peek16() >> (16 - count);
        skip(count);
        return value;
    }
    /// Whether more was taken than there is.
    [[nodiscard]] bool isOverrun() const noexcept { return 8 * m_padding > m_count; }

    /// Goes on behind a restart marker. \return false when none stands here.
    bool restart()
    {
        while (m_at + 1 < m_coded.size() && byteOf(m_coded, m_at) == 0xff &&
               byteOf(m_coded, m_at + 1) == 0xff) {
            ++m_at;
        }
        if (m_at + 2 > m_coded.size() || byteOf(m_coded, m_at) != 0xff ||
            byteOf(m_coded, m_at + 1) < kFirstRestart || byteOf(m_coded, m_at + 1) > kLastRestart) {
            return false;
        }
        m_at += 2;
        m_bits = 0;
        m_count = 0;
        m_padding = 0;
        return true;
    }

private:
    unsigned nextByte()
    {
        const bool isEnd = m_at >= m_coded.size();
        const bool isMarker = !isEnd && byteOf(m_coded, m_at) == 0xff &&
                              (m_at + 1 >= m_coded.size() || byteOf(m_coded, m_at + 1) != 0);
        if (isEnd || isMarker) {
            ++m_padding;
            return 0;
        }
        const unsigned value = byteOf(m_coded, m_at);
        m_at += value == 0xff ? 2 : 1;
        return value;
    }

    std::span<const std::byte> m_coded;
    std::size_t m_at = 0;
    std::uint64_t m_bits = 0;
    unsigned m_count = 0;
    unsigned m_padding = 0; ///< bytes that were made up behind the end
};

/// Everything that the segments say about how samples are coded.
struct Coding {
    std::array<HuffmanTable, 4> tables;
    std::size_t table = 0;
    unsigned predictor = 0;
    unsigned pointTransform = 0;
    std::int64_t restartInterval = 0; ///< samples; 0 for none
    std::span<const std::byte> samples;
};

bool readTables(std::span<const std::byte> content, Coding& coding)
{
    while (!content.empty()) {
        const unsigned place = byteOf(content, 0);
        if (place >= coding.tables.size()) { // the upper half tells DC, which these are
            return false;
        }
        const std::size_t taken = coding.tables[place].read(content.subspan(1));
        if (taken == 0) {
            return false;
        }
        content = content.subspan(1 + taken);
    }
    return true;
}

std::optional<Coding> codingOf(std::span<const std::byte> packed)
{
    Coding coding;
    Segments segments(packed);
    while (segments.next()) {
        const std::span<const std::byte> content = segments.content();
        if (segments.marker() == kHuffmanTables && !readTables(content, coding)) {
            return std::nullopt;
        }
        if (segments.marker() == kRestartInterval && content.size() >= 2) {
            coding.restartInterval = wordOf(content, 0);
        }
        if (segments.marker() == kStartOfScan) {
            if (content.size() < 6 || byteOf(content, 0) != 1) {
                return std::nullopt;
            }
            coding.table = byteOf(content, 2) >> 4;
            coding.predictor = byteOf(content, 3);
            coding.pointTransform = byteOf(content, 5) & 0x0fU;
            coding.samples = segments.rest();
            const bool isKnown = coding.table < coding.tables.size() &&
                                 !coding.tables[coding.table].isEmpty() && coding.predictor >= 1 &&
                                 coding.predictor <= 7;
            return isKnown ? std::optional(std::move(coding)) : std::nullopt;
        }
    }
    return std::nullopt;
}

/// One coded difference. \return nothing where no code stands.
std::optional<int> readDifference(BitReader& bits, const HuffmanTable& table)
{
    const HuffmanTable::Entry entry = table.entry(bits.peek16());
    if (entry.length == 0) {
        return std::nullopt;
    }
    bits.skip(entry.length);
    if (entry.category == 16) {
        return 32768;
    }
    const auto value = static_cast<int>(bits.take(entry.category));
    const int half = entry.category == 0 ? 0 : 1 << (entry.category - 1);
    return value < half ? value - (1 << entry.category) + 1 : value;
}

/// \param left, above, corner  samples around the one that is predicted (Ra, Rb, Rc of table H.1)
int prediction(unsigned predictor, int left, int above, int corner)
{
    switch (predictor) {
    case 1:
        return left;
    case 2:
        return above;
    case 3:
        return corner;
    case 4:
        return left + above - corner;
    case 5:
        return left + ((above - corner) >> 1);
    case 6:
        return above + ((left - corner) >> 1);
    default:
        return (left + above) >> 1;
    }
}

} // namespace

std::optional<JpegHeader> jpegHeader(std::span<const std::byte> packed)
{
    Segments segments(packed);
    while (segments.next()) {
        const unsigned marker = segments.marker();
        const std::span<const std::byte> content = segments.content();
        if (marker >= kArithmeticFrame && marker <= 0xcf && marker != kArithmeticTables) {
            return std::nullopt;
        }
        if (marker >= 0xc0 && marker <= kLosslessFrame) {
            return content.size() < 6 ? std::nullopt
                                      : std::optional(JpegHeader{marker == kLosslessFrame, byteOf(content, 0),
                                                                 wordOf(content, 1), wordOf(content, 3),
                                                                 byteOf(content, 5)});
        }
    }
    return std::nullopt;
}

std::optional<std::vector<std::uint16_t>> unpackLosslessJpeg(std::span<const std::byte> packed,
                                                             const JpegHeader& header)
{
    const std::optional<Coding> coding = codingOf(packed);
    if (!coding || !header.isLossless || header.components != 1 || header.bits < 2 || header.bits > 16 ||
        coding->pointTransform >= header.bits) {
        return std::nullopt;
    }
    const auto columns = static_cast<std::size_t>(header.columns);
    std::vector<std::uint16_t> samples(columns * static_cast<std::size_t>(header.rows));
    const int middle = 1 << (header.bits - coding->pointTransform - 1);
    BitReader bits(coding->samples);
    std::size_t start = 0; // of the part since the last restart
    for (std::size_t i = 0; i < samples.size(); ++i) {
        if (coding->restartInterval > 0 && i - start == static_cast<std::size_t>(coding->restartInterval)) {
            if (!bits.restart()) {
                return std::nullopt;
            }
            start = i;
        }
        const std::optional<int> difference = readDifference(bits, coding->tables[coding->table]);
        if (!difference || bits.isOverrun()) {
            return std::nullopt;
        }
        const bool isFirstLine = i < start + columns;
        const bool isFirstColumn = i % columns == 0;
        int predicted = middle;
        if (isFirstLine && i > start) {
            predicted = samples[i - 1];
        } else if (!isFirstLine && isFirstColumn) {
            predicted = samples[i - columns];
        } else if (!isFirstLine) {
            predicted =
                prediction(coding->predictor, samples[i - 1], samples[i - columns], samples[i - columns - 1]);
        }
        samples[i] = static_cast<std::uint16_t>(predicted + *difference); // modulo 2^16
    }
    for (std::uint16_t& sample : samples) {
        sample = static_cast<std::uint16_t>(sample << coding->pointTransform);
    }
    return samples;
}

} // namespace seg::imaging
