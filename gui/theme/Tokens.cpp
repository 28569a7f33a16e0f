// SPDX-License-Identifier: Apache-2.0
#include "gui/theme/Tokens.h"

#include "core/reporting/LabelColors.h"

namespace seg::gui {

const Tokens& darkTokens()
{
    static const Tokens kDark{
        .background = QColor(0x16, 0x18, 0x1b),
        .surface = QColor(0x1e, 0x21, 0x25),
        .raised = QColor(0x27, 0x2b, 0x30),
        .line = QColor(0x35, 0x3a, 0x41),
        .grid = QColor(0x2b, 0x30, 0x36),
        .text = QColor(0xe8, 0xea, 0xed),
        .text2 = QColor(0xa7, 0xad, 0xb5),
        .text3 = QColor(0x93, 0x9b, 0xa4),
        .accent = QColor(0x3d, 0xb5, 0xc9),
        .onAccent = QColor(0x06, 0x18, 0x1b),
        .accentSoft = QColor(0x14, 0x34, 0x3a),
        .ok = QColor(0x4c, 0xb7, 0x82),
        .warning = QColor(0xe2, 0xa6, 0x3b),
        .error = QColor(0xf5, 0x78, 0x6e),
        .info = QColor(0x6a, 0xa5, 0xff),
        .pane = QColor(0, 0, 0),
        .axial = QColor(0xf5, 0x78, 0x6e),
        .coronal = QColor(0x4c, 0xb7, 0x82),
        .sagittal = QColor(0xe2, 0xc0, 0x4a),
    };
    return kDark;
}

const Tokens& lightTokens()
{
    static const Tokens kLight{
        .background = QColor(0xf4, 0xf5, 0xf7),
        .surface = QColor(0xff, 0xff, 0xff),
        .raised = QColor(0xec, 0xee, 0xf1),
        .line = QColor(0xd5, 0xd9, 0xde),
        .grid = QColor(0xe6, 0xe9, 0xec),
        .text = QColor(0x1b, 0x1e, 0x22),
        .text2 = QColor(0x56, 0x5d, 0x66),
        .text3 = QColor(0x66, 0x6d, 0x77),
        .accent = QColor(0x0b, 0x72, 0x85),
        .onAccent = QColor(0xff, 0xff, 0xff),
        .accentSoft = QColor(0xdd, 0xf1, 0xf4),
        .ok = QColor(0x18, 0x76, 0x49),
        .warning = QColor(0x8f, 0x60, 0x00),
        .error = QColor(0xc5, 0x35, 0x2b),
        .info = QColor(0x1a, 0x63, 0xd6),
        .pane = QColor(0, 0, 0),
        .axial = QColor(0xf5, 0x78, 0x6e),
        .coronal = QColor(0x4c, 0xb7, 0x82),
        .sagittal = QColor(0xe2, 0xc0, 0x4a),
    };
    return kLight;
}

QColor labelColor(int label)
{
    if (label <= 0) {
        return QColor(Qt::transparent);
    }
    const reporting::Rgb color = reporting::labelColor(label);
    return QColor(color[0], color[1], color[2]);
}

QColor labelColor(int label, const dataset::LabelColors& chosen)
{
    const auto own = chosen.find(label);
    return own == chosen.end() ? labelColor(label) : QColor(own->second[0], own->second[1], own->second[2]);
}

} // namespace seg::gui
