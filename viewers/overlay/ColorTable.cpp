// SPDX-License-Identifier: Apache-2.0
#include "viewers/overlay/ColorTable.h"

namespace seg::viewers {

Rgb ColorTable::color(int label) const
{
    const auto found = m_colors.find(label);
    return found == m_colors.end() ? Rgb{128, 128, 128} : found->second;
}

void ColorTable::setVisible(int label, bool visible)
{
    if (visible) {
        m_hidden.erase(label);
    } else {
        m_hidden.insert(label);
    }
}

} // namespace seg::viewers
