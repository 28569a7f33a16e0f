// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/LabelColors.h"

#include <array>
#include <cstdint>
#include <string>

namespace seg::reporting {

using Rgb = std::array<std::uint8_t, 3>;

/// Color of a label value, the same as in panes, tables and curves: twenty far apart, then golden-angle hues.
[[nodiscard]] Rgb labelColor(int label);
/// The color that was chosen for it, or else that one.
[[nodiscard]] Rgb labelColor(int label, const dataset::LabelColors& chosen);
[[nodiscard]] std::string colorText(const Rgb& color); ///< "#e5484d"

} // namespace seg::reporting
