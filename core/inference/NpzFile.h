// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace seg::inference {

/// Writes one float32 array as numpy.savez_compressed(file, **{key: array}) does; C order. Atomic: beside and
/// renamed. \throws seg::Error  InvalidArgument when the shape does not fit the values; NoSpace,
/// NoPermission, Io.
void writeNpz(const std::filesystem::path& file, const std::string& key, std::span<const float> values,
              const std::vector<std::int64_t>& shape);

} // namespace seg::inference
