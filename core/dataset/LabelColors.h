// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>

namespace seg::dataset {

/// Colors (red, green, blue) that somebody chose for the labels of a dataset, by label value. A label without
/// one keeps the program's own (reporting::labelColor()).
using LabelColors = std::map<int, std::array<std::uint8_t, 3>>;

} // namespace seg::dataset
