// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <string_view>

namespace seg {

/// Keeps the order of keys, which nnU-Net's label declarations depend on.
using Json = nlohmann::ordered_json;

/// Parses text; accepts the bare tokens NaN, Infinity and -Infinity that Python writes.
/// \param source  named in the error, usually the file's path.
/// \throws seg::Error  BadInput with line and column.
[[nodiscard]] Json parseJson(std::string_view text, std::string_view source);

/// \throws seg::Error  NotFound or Io when the file cannot be read, BadInput when it is not JSON.
[[nodiscard]] Json readJson(const std::filesystem::path& file);

enum class JsonKeys { AsInserted, Sorted };

/// Text as Python's json.dump(indent=4) writes it: 4 spaces, one array element a line, shortest round-trip
/// floats, non-ASCII escaped, NaN and Infinity as bare tokens. Ends without a newline.
[[nodiscard]] std::string jsonText(const Json& value, JsonKeys keys = JsonKeys::AsInserted);

/// The same on one line without spaces after separators other than one, for events.jsonl.
[[nodiscard]] std::string jsonLine(const Json& value);

/// Writes jsonText() beside the file and renames it into place; on failure the old file is untouched.
/// \throws seg::Error  NoSpace, NoPermission or Io.
void writeJson(const std::filesystem::path& file, const Json& value, JsonKeys keys = JsonKeys::AsInserted);

} // namespace seg
