// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace seg::dataset {

/// One line of a table with two columns.
struct CsvRow {
    std::string first;
    std::string second;
    int line = 0; ///< from 1
};

/// Reads a table of two columns, separated by a comma, semicolon or tab; quotes around a field are taken off.
/// A first line that says `first` and `second` is passed over, and so are empty lines. \throws seg::Error
/// NotFound, Io; BadInput naming a line without two fields, or for an empty table.
[[nodiscard]] std::vector<CsvRow> readTwoColumns(const std::filesystem::path& file, const std::string& first,
                                                 const std::string& second);

} // namespace seg::dataset
