// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/FilePattern.h"

#include "core/base/Error.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace seg::dataset {

namespace {

constexpr std::string_view kCase = "{case}";
constexpr std::string_view kChannel = "{channel}";

/// A piece of a pattern: literal text, or one of the two words.
struct Piece {
    enum class Kind { Text, Case, Channel };
    Kind kind = Kind::Text;
    std::string_view text;
};

Error badPattern(std::string_view pattern, const std::string& reason)
{
    return {ErrorCode::InvalidArgument,
            fmt::format("the name pattern \"{}\" cannot be used: {}", pattern, reason)};
}

std::vector<Piece> piecesOf(std::string_view pattern)
{
    std::vector<Piece> pieces;
    bool hasCase = false;
    for (std::size_t at = 0; at < pattern.size();) {
        const std::string_view rest = pattern.substr(at);
        if (rest.starts_with(kCase)) {
            pieces.push_back({Piece::Kind::Case, {}});
            hasCase = true;
            at += kCase.size();
        } else if (rest.starts_with(kChannel)) {
            pieces.push_back({Piece::Kind::Channel, {}});
            at += kChannel.size();
        } else if (rest.front() == '{' || rest.front() == '}') {
            throw badPattern(pattern, "the only words in braces are {case} and {channel}");
        } else {
            const std::size_t length = std::min(rest.find_first_of("{}"), rest.size());
            pieces.push_back({Piece::Kind::Text, rest.substr(0, length)});
            at += length;
        }
    }
    if (!hasCase) {
        throw badPattern(pattern, "it lacks {case}, which stands for the name of the case");
    }
    return pieces;
}

bool belongsTo(Piece::Kind kind, char c)
{
    return kind == Piece::Kind::Case ? c != '/' : std::isalnum(static_cast<unsigned char>(c)) != 0;
}

/// Matches the pieces from `index` on with the whole of `text`; tries the longest names first.
bool matchFrom(const std::vector<Piece>& pieces, std::size_t index, std::string_view text,
               PatternMatch& match)
{
    if (index == pieces.size()) {
        return text.empty();
    }
    const Piece& piece = pieces[index];
    if (piece.kind == Piece::Kind::Text) {
        return text.starts_with(piece.text) &&
               matchFrom(pieces, index + 1, text.substr(piece.text.size()), match);
    }
    std::string& name = piece.kind == Piece::Kind::Case ? match.caseName : match.channel;
    if (!name.empty()) {
        return text.starts_with(name) && matchFrom(pieces, index + 1, text.substr(name.size()), match);
    }
    std::size_t longest = 0;
    while (longest < text.size() && belongsTo(piece.kind, text[longest])) {
        ++longest;
    }
    for (std::size_t length = longest; length > 0; --length) {
        name = text.substr(0, length);
        if (matchFrom(pieces, index + 1, text.substr(length), match)) {
            return true;
        }
    }
    name.clear();
    return false;
}

} // namespace

std::optional<PatternMatch> matchPattern(std::string_view pattern, std::string_view stem)
{
    PatternMatch match;
    return matchFrom(piecesOf(pattern), 0, stem, match) ? std::optional(match) : std::nullopt;
}

std::string patternText(const FilePattern& pattern)
{
    return fmt::format("{}, {}", pattern.image, pattern.label);
}

bool isLabelWord(std::string_view word)
{
    constexpr std::array<std::string_view, 22> kWords{
        "label", "labels",      "labelstr", "lbl",        "labelmap",     "labelmaps",
        "mask",  "masks",       "seg",      "segs",       "segmentation", "segmentations",
        "gt",    "groundtruth", "truth",    "annotation", "annotations",  "roi",
        "rois",  "contour",     "contours", "manual"};
    std::string lower(word);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return std::find(kWords.begin(), kWords.end(), lower) != kWords.end();
}

} // namespace seg::dataset
