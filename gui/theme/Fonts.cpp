// SPDX-License-Identifier: Apache-2.0
#include "gui/theme/Fonts.h"

#include "gui/theme/Tokens.h"

#include <QApplication>

namespace seg::gui {

QFont captionFont()
{
    QFont font = QApplication::font();
    font.setPixelSize(size::kCaption);
    return font;
}

} // namespace seg::gui
