// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/CsvTable.h"

#include "core/base/Error.h"
#include "core/base/Files.h"

#include <fmt/format.h>

#include <sstream>
#include <string_view>

namespace seg::dataset {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF"; // spreadsheets put it first

std::string trimmed(std::string text)
{
    const char* kSpace = " \t\r";
    const std::size_t begin = text.find_first_not_of(kSpace);
    if (begin == std::string::npos) {
        return {};
    }
    text = text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
    if (text.size() > 1 && text.front() == '"' && text.back() == '"') {
        text = text.substr(1, text.size() - 2);
    }
    return text;
}

} // namespace

std::vector<CsvRow> readTwoColumns(const std::filesystem::path& file, const std::string& first,
                                   const std::string& second)
{
    std::vector<CsvRow> rows;
    std::string content = readText(file);
    if (content.starts_with(kByteOrderMark)) {
        content.erase(0, kByteOrderMark.size());
    }
    std::istringstream lines(content);
    std::string line;
    for (int number = 1; std::getline(lines, line); ++number) {
        if (trimmed(line).empty()) {
            continue;
        }
        const std::size_t separator = line.find_first_of(",;\t");
        const CsvRow row{trimmed(line.substr(0, separator)),
                         separator == std::string::npos ? std::string() : trimmed(line.substr(separator + 1)),
                         number};
        if (rows.empty() && row.first == first && row.second == second) {
            continue;
        }
        if (row.first.empty() || row.second.empty()) {
            throw Error(ErrorCode::BadInput,
                        fmt::format("cannot use {}: line {} is not of the form \"{},{}\"", pathText(file),
                                    number, first, second));
        }
        rows.push_back(row);
    }
    if (rows.empty()) {
        throw Error(ErrorCode::BadInput, fmt::format("cannot use {}: it has no line of the form \"{},{}\"",
                                                     pathText(file), first, second));
    }
    return rows;
}

} // namespace seg::dataset
