// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/io/DicomFile.h"

#include "core/base/Files.h"
#include "core/imaging/io/ByteReader.h"
#include "core/imaging/io/ImageErrors.h"
#include "core/imaging/io/TextHeader.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <sstream>

namespace seg::imaging::dicom {

namespace {

constexpr Tag kItem = 0xfffee000;
constexpr Tag kItemEnd = 0xfffee00d;
constexpr Tag kSequenceEnd = 0xfffee0dd;
constexpr Tag kTransferSyntax = 0x00020010;
constexpr std::uint32_t kUndefined = 0xffffffff;
constexpr std::uint64_t kLongestKept = 1U << 16; // longer values stay in the file
constexpr int kDeepest = 16;
constexpr std::size_t kMostElements = 4'000'000;
constexpr std::string_view kImplicit = "1.2.840.10008.1.2";
constexpr std::string_view kBigEndian = "1.2.840.10008.1.2.2";
constexpr std::string_view kDeflated = "1.2.840.10008.1.2.1.99";

struct Encoding {
    bool isExplicit = true;
    bool isBig = false;
};

/// Takes a stream apart into elements. Nothing is believed that the stream's length does not bear out.
class Parser {
public:
    Parser(std::istream& stream, const std::filesystem::path& file) : m_stream(stream), m_file(file)
    {
        m_stream.seekg(0, std::ios::end);
        m_size = static_cast<std::uint64_t>(m_stream.tellg());
    }

    void seek(std::uint64_t position)
    {
        m_stream.clear();
        m_stream.seekg(static_cast<std::streamoff>(position));
        m_at = position;
    }

    [[nodiscard]] std::uint64_t position() const noexcept { return m_at; }

    /// The elements of group 2, which are always explicit and little-endian. Leaves off behind them.
    DataSet parseMeta()
    {
        DataSet set;
        while (m_at + 8 <= m_size) {
            const std::uint64_t start = m_at;
            const Tag tag = readTag({});
            if (tag >> 16U != 2) {
                seek(start);
                break;
            }
            parseElement(set, tag, {}, m_size, 0);
        }
        return set;
    }

    DataSet parseDataSet(Encoding encoding) { return parseUpTo(m_size, false, encoding, 0); }

    /// Whether the next element has its type written out, where the file does not say.
    bool looksExplicit()
    {
        const std::uint64_t start = m_at;
        if (m_at + 8 > m_size) {
            return true;
        }
        static_cast<void>(number(4, false));
        const auto isCapital = [](std::uint64_t c) { return c >= 'A' && c <= 'Z'; };
        const bool capitals = isCapital(number(1, false)) && isCapital(number(1, false));
        seek(start);
        return capitals;
    }

private:
    [[nodiscard]] Error damaged(std::string_view what) const
    {
        return badImage(
            m_file,
            fmt::format("it is no sound DICOM file ({} at byte {}); copy or export it again", what, m_at));
    }

    std::uint64_t number(std::size_t bytes, bool big)
    {
        std::array<char, 8> raw{};
        if (m_at + bytes > m_size || !m_stream.read(raw.data(), static_cast<std::streamsize>(bytes))) {
            throw damaged("it is cut short");
        }
        m_at += bytes;
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < bytes; ++i) {
            const std::size_t place = big ? bytes - 1 - i : i;
            value |= static_cast<std::uint64_t>(static_cast<unsigned char>(raw[i])) << (8 * place);
        }
        return value;
    }

    Tag readTag(Encoding encoding)
    {
        const std::uint64_t group = number(2, encoding.isBig);
        return static_cast<Tag>(group << 16U | number(2, encoding.isBig));
    }

    std::uint32_t readLength(std::size_t bytes, Encoding encoding)
    {
        return static_cast<std::uint32_t>(number(bytes, encoding.isBig));
    }

    /// Elements up to a place, or up to the mark that ends an item of undefined length.
    DataSet parseUpTo(std::uint64_t end, bool untilMark, Encoding encoding, int depth)
    {
        DataSet set;
        set.setBigEndian(encoding.isBig);
        while (m_at + 8 <= end) {
            const Tag tag = readTag(encoding);
            if (tag == kItemEnd && untilMark) {
                static_cast<void>(readLength(4, encoding));
                return set;
            }
            parseElement(set, tag, encoding, end, depth);
        }
        if (untilMark) {
            throw damaged("an item has no end");
        }
        seek(end); // up to seven bytes of padding
        return set;
    }

    void parseElement(DataSet& set, Tag tag, Encoding encoding, std::uint64_t end, int depth)
    {
        if (++m_count > kMostElements) {
            throw damaged("it has too many elements");
        }
        std::string type;
        std::uint32_t length = 0;
        if (encoding.isExplicit) {
            type = {static_cast<char>(number(1, false)), static_cast<char>(number(1, false))};
            length = explicitLength(type, encoding);
        } else {
            length = readLength(4, encoding);
        }
        Element& element = set[tag] = Element();
        if (length == kUndefined) {
            tag == kPixelData ? parseFragments(element, encoding, end)
                              : parseItems(element, end, true, nested(type, encoding), depth);
            return;
        }
        const bool fits = length <= end - std::min(end, m_at);
        if (!fits && !(tag == kPixelData && depth == 0)) {
            throw damaged(fmt::format("element {:08x} is cut short", tag));
        }
        element.range = {m_at, fits ? length : end - m_at};
        element.cutShort = !fits;
        if (type == "SQ" || (type.empty() && tag != kPixelData && startsWithItem(length, encoding))) {
            parseItems(element, m_at + length, false, encoding, depth);
        } else if (tag != kPixelData && length <= kLongestKept) {
            element.value.resize(length);
            m_stream.read(element.value.data(), static_cast<std::streamsize>(length));
        }
        seek(element.range.offset + element.range.length);
    }

    std::uint32_t explicitLength(const std::string& type, Encoding encoding)
    {
        constexpr std::array<std::string_view, 13> kWide{"OB", "OD", "OF", "OL", "OV", "OW", "SQ",
                                                         "SV", "UC", "UN", "UR", "UT", "UV"};
        const bool capitals =
            std::all_of(type.begin(), type.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
        if (!capitals) {
            throw damaged("an element has no known type");
        }
        if (std::find(kWide.begin(), kWide.end(), type) == kWide.end()) {
            return readLength(2, encoding);
        }
        static_cast<void>(number(2, false));
        return readLength(4, encoding);
    }

    /// A sequence of unknown type inside is always implicit and little-endian (PS3.5 6.2.2).
    static Encoding nested(const std::string& type, Encoding encoding)
    {
        return type == "UN" ? Encoding{false, false} : encoding;
    }

    bool startsWithItem(std::uint32_t length, Encoding encoding)
    {
        if (length < 8) {
            return false;
        }
        const std::uint64_t start = m_at;
        const bool item = readTag(encoding) == kItem;
        seek(start);
        return item;
    }

    void parseItems(Element& element, std::uint64_t end, bool untilMark, Encoding encoding, int depth)
    {
        if (depth >= kDeepest) {
            throw damaged("its sequences are nested too deeply");
        }
        while (m_at + 8 <= end) {
            const Tag tag = readTag(encoding);
            const std::uint32_t length = readLength(4, encoding);
            if (tag == kSequenceEnd && untilMark) {
                return;
            }
            if (tag != kItem) {
                throw damaged("a sequence holds something else than items");
            }
            if (++m_count > kMostElements) {
                throw damaged("it has too many elements");
            }
            if (length == kUndefined) {
                element.items.push_back(parseUpTo(end, true, encoding, depth + 1));
            } else if (length <= end - m_at) {
                element.items.push_back(parseUpTo(m_at + length, false, encoding, depth + 1));
            } else {
                throw damaged("an item is cut short");
            }
        }
        if (untilMark) {
            throw damaged("a sequence has no end");
        }
    }

    void parseFragments(Element& element, Encoding encoding, std::uint64_t end)
    {
        element.isEncapsulated = true;
        element.cutShort = true;
        while (m_at + 8 <= end) {
            const Tag tag = readTag(encoding);
            const std::uint32_t length = readLength(4, encoding);
            if (tag == kSequenceEnd) {
                element.cutShort = false;
                return;
            }
            if (tag != kItem || length > end - m_at || ++m_count > kMostElements) {
                break;
            }
            element.fragments.push_back({m_at, length});
            seek(m_at + length);
        }
        seek(end); // pixels that are cut short are missed only when they are asked for
    }

    std::istream& m_stream;
    const std::filesystem::path& m_file;
    std::uint64_t m_size = 0;
    std::uint64_t m_at = 0;
    std::size_t m_count = 0;
};

/// The content of a deflated data set (a zlib stream without its wrapper).
std::string inflated(std::istream& stream, std::uint64_t from, std::uint64_t size,
                     const std::filesystem::path& file)
{
    constexpr std::uint64_t kMost = std::uint64_t{1} << 30;
    std::string packed(size - from, '\0');
    stream.clear();
    stream.seekg(static_cast<std::streamoff>(from));
    stream.read(packed.data(), static_cast<std::streamsize>(packed.size()));
    z_stream state{};
    if (::inflateInit2(&state, -15) != Z_OK) {
        throw notEnoughMemory(file, size);
    }
    const std::unique_ptr<z_stream, int (*)(z_streamp)> guard(&state, &::inflateEnd);
    state.next_in = reinterpret_cast<Bytef*>(packed.data());
    state.avail_in = static_cast<uInt>(packed.size());
    std::string content;
    std::array<char, 1U << 16> block{};
    int code = Z_OK;
    while (code == Z_OK) {
        state.next_out = reinterpret_cast<Bytef*>(block.data());
        state.avail_out = static_cast<uInt>(block.size());
        code = ::inflate(&state, Z_NO_FLUSH);
        content.append(block.data(), block.size() - state.avail_out);
        if (content.size() > kMost) {
            throw longTail(file);
        }
    }
    if (code != Z_STREAM_END) {
        throw damagedStream(file, content.size());
    }
    return content;
}

bool isUtf8(std::string_view text)
{
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t more = lead < 0x80U          ? 0
                                 : (lead >> 5U) == 6U  ? 1
                                 : (lead >> 4U) == 14U ? 2
                                 : (lead >> 3U) == 30U ? 3
                                                       : 4;
        if (more == 4 || i + more >= text.size()) {
            return false;
        }
        for (std::size_t k = 1; k <= more; ++k) {
            if ((static_cast<unsigned char>(text[i + k]) >> 6U) != 2U) {
                return false;
            }
        }
        i += more + 1;
    }
    return true;
}

/// Text that is not UTF-8 is taken as Latin-1, the commonest of DICOM's character sets.
std::string asUtf8(std::string_view text)
{
    if (isUtf8(text)) {
        return std::string(text);
    }
    std::string result;
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        if (code < 0x80U) {
            result += c;
        } else {
            result += static_cast<char>(0xC0U | (code >> 6U));
            result += static_cast<char>(0x80U | (code & 0x3FU));
        }
    }
    return result;
}

} // namespace

DataSet::DataSet() : m_elements(std::make_unique<std::map<Tag, Element>>()) {}
DataSet::~DataSet() = default;
DataSet::DataSet(DataSet&&) noexcept = default;
DataSet& DataSet::operator=(DataSet&&) noexcept = default;

const Element* DataSet::find(Tag tag) const
{
    const auto found = m_elements->find(tag);
    return found == m_elements->end() ? nullptr : &found->second;
}

Element& DataSet::operator[](Tag tag)
{
    return (*m_elements)[tag];
}

std::string DataSet::text(Tag tag) const
{
    const Element* element = find(tag);
    if (element == nullptr) {
        return {};
    }
    const std::string_view raw = element->value;
    return asUtf8(trimmed(raw.substr(0, raw.find('\0'))));
}

std::vector<double> DataSet::decimals(Tag tag) const
{
    std::string value = text(tag);
    std::replace(value.begin(), value.end(), '\\', ' ');
    return numbersOf(value).value_or(std::vector<double>());
}

std::optional<double> DataSet::decimal(Tag tag) const
{
    const std::vector<double> values = decimals(tag);
    return values.empty() ? std::nullopt : std::optional(values.front());
}

std::optional<std::uint16_t> DataSet::whole(Tag tag) const
{
    const Element* element = find(tag);
    if (element == nullptr || element->value.size() < 2) {
        return std::nullopt;
    }
    const auto first = static_cast<unsigned char>(element->value[m_big ? 1 : 0]);
    const auto second = static_cast<unsigned char>(element->value[m_big ? 0 : 1]);
    return static_cast<std::uint16_t>(first | second << 8U);
}

const std::vector<DataSet>& DataSet::items(Tag tag) const
{
    static const std::vector<DataSet> kNone;
    const Element* element = find(tag);
    return element == nullptr ? kNone : element->items;
}

const DataSet* DataSet::item(Tag tag) const
{
    const std::vector<DataSet>& all = items(tag);
    return all.empty() ? nullptr : &all.front();
}

File::File(const std::filesystem::path& file) : m_path(file)
{
    constexpr std::uint64_t kPreamble = 132;
    const std::uint64_t size = regularFileBytes(file);
    if (size == 0) {
        throw badImage(file, "it is empty (0 bytes); copy or export it again");
    }
    errno = 0;
    m_stream = std::make_unique<std::ifstream>(file, std::ios::binary);
    if (!*m_stream) {
        throw ioError("read", pathText(file), errno != 0 ? errno : EIO);
    }
    std::array<char, kPreamble> start{};
    if (!m_stream->read(start.data(), start.size()) || std::string_view(start.data() + 128, 4) != "DICM") {
        throw badImage(file, "it lacks DICOM's mark \"DICM\"; choose a DICOM file");
    }
    Parser meta(*m_stream, m_path);
    meta.seek(kPreamble);
    m_syntax = meta.parseMeta().text(kTransferSyntax);
    const std::uint64_t behind = meta.position();
    if (m_syntax == kDeflated) {
        m_stream = std::make_unique<std::istringstream>(inflated(*m_stream, behind, size, file));
        Parser parser(*m_stream, m_path);
        parser.seek(0);
        m_data = parser.parseDataSet({});
        return;
    }
    meta.seek(behind);
    const bool isExplicit = m_syntax.empty() ? meta.looksExplicit() : m_syntax != kImplicit;
    m_data = meta.parseDataSet({isExplicit, isBigEndian()});
}

File::~File() = default;

bool File::isBigEndian() const noexcept
{
    return m_syntax == kBigEndian;
}

std::vector<std::byte> File::bytes(const Range& range) const
{
    requireMemory(m_path, range.length);
    std::vector<std::byte> result(range.length);
    m_stream->clear();
    m_stream->seekg(static_cast<std::streamoff>(range.offset));
    if (!m_stream->read(reinterpret_cast<char*>(result.data()), static_cast<std::streamsize>(range.length))) {
        throw badImage(m_path, "the file became shorter while it was read");
    }
    return result;
}

} // namespace seg::imaging::dicom
