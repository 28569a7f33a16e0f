// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/theme/Fonts.h"
#include "gui/theme/Theme.h"
#include "gui/widgets/CurvePlot.h"

#include <QApplication>
#include <QFont>

#include <algorithm>

namespace seg::gui::curves {

// What layout and painting of CurvePlot share.

inline constexpr int kAxisGap = 6; ///< between axis text and curves
inline constexpr int kSwatch = 11;
inline constexpr int kBelowAxis = 20;

inline QFont legendFont()
{
    QFont font = QApplication::font();
    font.setPixelSize(size::kCaption + 1);
    return font;
}

inline QColor colorOf(const Curve& curve)
{
    switch (curve.ink) {
    case CurveInk::Text:
        return tokens().text;
    case CurveInk::Secondary:
        return tokens().text2;
    case CurveInk::Accent:
        return tokens().accent;
    case CurveInk::Warning:
        return tokens().warning;
    case CurveInk::Label:
        break;
    }
    return labelColor(curve.label, curve.colors);
}

/// How many steps an axis of that height gets.
inline int axisTicks(double pixels)
{
    return std::clamp(static_cast<int>(pixels / 34.0), 1, 4);
}

} // namespace seg::gui::curves
