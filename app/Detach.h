// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace seg::app {

/// Starts this program again with other arguments, in a session of its own, so that it outlives the terminal.
/// \param output  file that its standard output and error are appended to.
/// \return        its process number.
/// \throws seg::Error  Io, NoPermission, …
std::int64_t startDetached(const std::vector<std::string>& arguments, const std::filesystem::path& output);

} // namespace seg::app
