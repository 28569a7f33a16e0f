// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/PaneTheme.h"

#include "gui/theme/Tokens.h"

#include <algorithm>

namespace seg::gui {

viewers::PaneStyle paneStyle()
{
    const Tokens& dark = darkTokens();
    viewers::PaneStyle style;
    style.pane = dark.pane;
    style.text = dark.text;
    style.text2 = dark.text2;
    style.line = dark.line;
    style.accent = dark.accent;
    style.axial = dark.axial;
    style.coronal = dark.coronal;
    style.sagittal = dark.sagittal;
    style.captionPixels = size::kBody - 1;
    style.stripHeight = size::kControl - 4;
    return style;
}

viewers::ColorTable labelColors(int highest, const dataset::LabelColors& chosen)
{
    viewers::ColorTable colors;
    for (int label = 1; label <= highest; ++label) {
        const QColor color = labelColor(label, chosen);
        colors.setColor(label,
                        {static_cast<std::uint8_t>(color.red()), static_cast<std::uint8_t>(color.green()),
                         static_cast<std::uint8_t>(color.blue())});
    }
    return colors;
}

int highestLabel(const LabelMap* labels)
{
    if (labels == nullptr || labels->values.empty()) {
        return 0;
    }
    return *std::max_element(labels->values.begin(), labels->values.end());
}

} // namespace seg::gui
