// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/io/TextHeader.h"

#include "core/base/Error.h"
#include "core/imaging/io/ByteReader.h"
#include "core/imaging/io/ImageErrors.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace seg::imaging {

namespace {

constexpr std::size_t kLargestHeader = std::size_t{1} << 20;
constexpr std::string_view kWhite = " \t\r\n\v\f";

template <typename Number> std::optional<Number> parsed(std::string_view text)
{
    text = trimmed(text);
    if (text.starts_with('+')) {
        text.remove_prefix(1);
    }
    Number value{};
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = code == std::errc{} && end == text.data() + text.size();
    return whole ? std::optional(value) : std::nullopt;
}

} // namespace

std::string headerText(const std::filesystem::path& file)
{
    std::string text(std::min<std::uint64_t>(kLargestHeader, regularFileBytes(file)), '\0');
    text.resize(openPlain(file, 0)->read(std::as_writable_bytes(std::span(text))));
    return text;
}

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(kWhite);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(kWhite) - first + 1);
}

std::string lowered(std::string_view text)
{
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

std::vector<std::string> wordsOf(std::string_view text)
{
    std::vector<std::string> words;
    while (!(text = trimmed(text)).empty()) {
        const auto end = std::min(text.find_first_of(kWhite), text.size());
        words.emplace_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    return words;
}

std::optional<double> numberOf(std::string_view text)
{
    return parsed<double>(text);
}

std::optional<std::int64_t> wholeNumberOf(std::string_view text)
{
    return parsed<std::int64_t>(text);
}

std::optional<std::vector<double>> numbersOf(std::string_view text)
{
    std::string spaced(text);
    std::replace_if(
        spaced.begin(), spaced.end(), [](char c) { return c == ',' || c == '(' || c == ')'; }, ' ');
    std::vector<double> numbers;
    for (const std::string& word : wordsOf(spaced)) {
        const auto number = numberOf(word);
        if (!number) {
            return std::nullopt;
        }
        numbers.push_back(*number);
    }
    return numbers;
}

std::vector<std::int64_t> axisLengths(const std::filesystem::path& file,
                                      const std::vector<std::string>& words)
{
    std::vector<std::int64_t> lengths;
    for (const std::string& word : words) {
        const auto length = wholeNumberOf(word);
        if (!length || *length < 1 || *length > kLargestAxis) {
            throw badImage(file, fmt::format("its header is damaged: axis {} would have {} voxels",
                                             lengths.size() + 1, word));
        }
        lengths.push_back(*length);
    }
    return lengths;
}

std::string numberText(double value)
{
    return fmt::format("{}", value);
}

void appendDeflated(std::string& target, std::span<const std::byte> bytes, DeflateForm form)
{
    constexpr int kGzipWindow = 15 + 16;
    constexpr int kZlibWindow = 15;
    constexpr int kDefaultMemory = 8;
    constexpr std::size_t kLargestCall = std::size_t{1} << 30; // zlib counts in unsigned int
    z_stream stream{};
    const int window = form == DeflateForm::Gzip ? kGzipWindow : kZlibWindow;
    if (::deflateInit2(&stream, 6, Z_DEFLATED, window, kDefaultMemory, Z_DEFAULT_STRATEGY) != Z_OK) {
        throw Error(ErrorCode::OutOfMemory, "cannot compress an image: no memory for the buffers");
    }
    std::array<char, 1U << 16> block{};
    do {
        const std::span part = bytes.first(std::min(bytes.size(), kLargestCall));
        bytes = bytes.subspan(part.size());
        stream.next_in =
            reinterpret_cast<Bytef*>(const_cast<std::byte*>(part.data())); // zlib does not write there
        stream.avail_in = static_cast<uInt>(part.size());
        do {
            stream.next_out = reinterpret_cast<Bytef*>(block.data());
            stream.avail_out = static_cast<uInt>(block.size());
            ::deflate(&stream, bytes.empty() ? Z_FINISH : Z_NO_FLUSH);
            target.append(block.data(), block.size() - stream.avail_out);
        } while (stream.avail_out == 0);
    } while (!bytes.empty());
    ::deflateEnd(&stream);
}

} // namespace seg::imaging
