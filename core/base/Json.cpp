// SPDX-License-Identifier: Apache-2.0
#include "core/base/Json.h"

#include "core/base/Error.h"
#include "core/base/Files.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace seg {

namespace {

// nlohmann-json refuses the bare tokens NaN and Infinity, which Python writes. They are replaced, outside
// strings, by string markers before parsing and turned back into numbers afterwards.
constexpr std::string_view kMarker = "\x01number:";

struct Token {
    std::string_view text;
    double value;
};
constexpr Token kTokens[] = {{"NaN", std::numeric_limits<double>::quiet_NaN()},
                             {"Infinity", std::numeric_limits<double>::infinity()},
                             {"-Infinity", -std::numeric_limits<double>::infinity()}};

const Token* tokenAt(std::string_view text)
{
    for (const Token& token : kTokens) {
        if (text.starts_with(token.text)) {
            return &token;
        }
    }
    return nullptr;
}

std::string withMarkers(std::string_view text, bool& any)
{
    std::string out;
    out.reserve(text.size());
    bool inString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inString && c == '\\' && i + 1 < text.size()) {
            out += c;
            out += text[++i];
            continue;
        }
        if (c == '"') {
            inString = !inString;
        }
        const Token* token = inString ? nullptr : tokenAt(text.substr(i));
        if (token == nullptr) {
            out += c;
            continue;
        }
        any = true;
        out += fmt::format("\"\\u0001number:{}\"", token->text);
        i += token->text.size() - 1;
    }
    return out;
}

void restoreNumbers(Json& value)
{
    if (value.is_structured()) {
        for (Json& child : value) {
            restoreNumbers(child);
        }
    } else if (value.is_string()) {
        const auto& text = value.get_ref<const std::string&>();
        if (text.starts_with(kMarker)) {
            value = tokenAt(std::string_view(text).substr(kMarker.size()))->value;
        }
    }
}

std::string numberText(double value)
{
    if (std::isnan(value)) {
        return "NaN";
    }
    if (std::isinf(value)) {
        return value > 0 ? "Infinity" : "-Infinity";
    }
    // Shortest digits that round-trip, in Python's form: exponent from 1e16 and below 1e-4, always a point or
    // exponent.
    const double size = std::fabs(value);
    std::string text = fmt::format("{}", value);
    if (size != 0.0 && (size < 1e-4 || size >= 1e16)) {
        if (text.find('e') == std::string::npos) {
            text = fmt::format("{:.17e}", value);
            for (int digits = 0; digits <= 17; ++digits) {
                std::string shorter = fmt::format("{:.{}e}", value, digits);
                if (std::stod(shorter) == value) {
                    text = std::move(shorter);
                    break;
                }
            }
        }
        return text;
    }
    if (text.find('e') != std::string::npos) {
        text = fmt::format("{:.0f}", value);
    }
    return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

class Writer {
public:
    Writer(JsonKeys keys, int indent) : m_keys(keys), m_indent(indent) {}

    std::string text(const Json& value)
    {
        write(value, 0);
        return std::move(m_out);
    }

private:
    void write(const Json& value, int depth)
    {
        switch (value.type()) {
        case Json::value_t::object:
            writeObject(value, depth);
            break;
        case Json::value_t::array:
            writeArray(value, depth);
            break;
        case Json::value_t::number_float:
            m_out += numberText(value.get<double>());
            break;
        default:
            m_out += value.dump(-1, ' ', /*ensure_ascii=*/true, Json::error_handler_t::replace);
        }
    }

    void writeObject(const Json& value, int depth)
    {
        std::vector<std::pair<std::string, const Json*>> members;
        for (const auto& [key, member] : value.items()) {
            members.emplace_back(key, &member);
        }
        if (m_keys == JsonKeys::Sorted) {
            std::sort(members.begin(), members.end(),
                      [](const auto& a, const auto& b) { return a.first < b.first; });
        }
        writeItems('{', '}', members.size(), depth, [&](std::size_t i) {
            m_out += Json(members[i].first).dump(-1, ' ', true, Json::error_handler_t::replace) + ": ";
            write(*members[i].second, depth + 1);
        });
    }

    void writeArray(const Json& value, int depth)
    {
        writeItems('[', ']', value.size(), depth, [&](std::size_t i) { write(value[i], depth + 1); });
    }

    template <typename WriteItem>
    void writeItems(char open, char close, std::size_t count, int depth, const WriteItem& writeItem)
    {
        m_out += open;
        for (std::size_t i = 0; i < count; ++i) {
            if (i > 0) {
                m_out += m_indent > 0 ? "," : ", ";
            }
            newLine(depth + 1);
            writeItem(i);
        }
        if (count > 0) {
            newLine(depth);
        }
        m_out += close;
    }

    void newLine(int depth)
    {
        if (m_indent > 0) {
            m_out += '\n';
            m_out.append(static_cast<std::size_t>(depth * m_indent), ' ');
        }
    }

    JsonKeys m_keys;
    int m_indent; // spaces per level; 0 keeps everything on one line
    std::string m_out;
};

} // namespace

Json parseJson(std::string_view text, std::string_view source)
{
    try {
        bool marked = false;
        const std::string prepared = withMarkers(text, marked);
        Json value = Json::parse(prepared);
        if (marked) {
            restoreNumbers(value);
        }
        return value;
    } catch (const Json::exception& error) {
        throw Error(ErrorCode::BadInput, fmt::format("cannot read {} as JSON: {}", source, error.what()));
    }
}

Json readJson(const std::filesystem::path& file)
{
    return parseJson(readText(file), pathText(file));
}

std::string jsonText(const Json& value, JsonKeys keys)
{
    return Writer(keys, 4).text(value);
}

std::string jsonLine(const Json& value)
{
    return Writer(JsonKeys::AsInserted, 0).text(value);
}

void writeJson(const std::filesystem::path& file, const Json& value, JsonKeys keys)
{
    writeText(file, jsonText(value, keys));
}

} // namespace seg
