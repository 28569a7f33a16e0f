// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <set>

namespace seg::viewers {

using Rgb = std::array<std::uint8_t, 3>;

/// Which color each label has in every pane, and which labels are hidden. Label 0 has none.
class ColorTable {
public:
    void setColor(int label, const Rgb& color) { m_colors[label] = color; }
    /// A middle grey for a label nobody chose a color for.
    [[nodiscard]] Rgb color(int label) const;

    void setVisible(int label, bool visible);
    [[nodiscard]] bool isVisible(int label) const { return label > 0 && !m_hidden.contains(label); }

    bool operator==(const ColorTable&) const = default;

private:
    std::map<int, Rgb> m_colors;
    std::set<int> m_hidden;
};

} // namespace seg::viewers
