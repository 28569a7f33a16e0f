// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/LabelColors.h"

#include <QColor>

namespace seg::gui {

/// Every color of the program. Dark and light hold the same names; contrast is at least 4.5:1 on all four
/// surfaces.
struct Tokens {
    QColor background; ///< behind everything
    QColor surface;    ///< cards, docks, rail, bars
    QColor raised;     ///< buttons, chips, hovered rows
    QColor line;       ///< 1 px borders and separators
    QColor grid;       ///< table rules, chart grid
    QColor text;       ///< primary
    QColor text2;      ///< secondary
    QColor text3;      ///< hints and axes
    QColor accent;     ///< primary button, selection, progress
    QColor onAccent;   ///< text on it
    QColor accentSoft; ///< selected rows
    QColor ok;
    QColor warning;
    QColor error;
    QColor info;
    QColor pane; ///< VTK panes, in both themes
    QColor axial;
    QColor coronal;
    QColor sagittal;
};

/// Sizes in pixels at 100 %; Qt scales them with the screen.
namespace size {
inline constexpr int kCaption = 11; ///< axes and captions
inline constexpr int kBody = 13;
inline constexpr int kSection = 15; ///< section title, weight 500
inline constexpr int kTitle = 20;   ///< page title, weight 500
inline constexpr int kBig = 28;     ///< the one big number or name
inline constexpr int kControl = 28; ///< height of buttons and fields
inline constexpr int kToolbar = 36;
inline constexpr int kTableRow = 26;
inline constexpr int kMenuBar = 30;
inline constexpr int kStatusBar = 26;
inline constexpr int kRailWidth = 76;
inline constexpr int kRailEntry = 58;
inline constexpr int kDockWidth = 348;
inline constexpr int kPageMarginX = 24;
inline constexpr int kPageMarginY = 20;
inline constexpr int kCardGap = 14; ///< between cards
inline constexpr int kCardX = 16;   ///< inside a card
inline constexpr int kCardY = 14;
inline constexpr int kRadius = 4; ///< controls
inline constexpr int kCardRadius = 8;
inline constexpr int kChip = 20;    ///< height of a pill
inline constexpr int kProgress = 6; ///< height of a bar
inline constexpr int kFocusRing = 2;
} // namespace size

[[nodiscard]] const Tokens& darkTokens();
[[nodiscard]] const Tokens& lightTokens();

/// Those of the theme that is on now.
[[nodiscard]] const Tokens& tokens();

/// Color of a label value: the same in panes, 3-D, tables, curves and exports. 0 (background) is transparent;
/// twenty colors as far apart as can be, then golden-angle hues.
[[nodiscard]] QColor labelColor(int label);

/// The color that was chosen for a label of a dataset, or else the program's.
[[nodiscard]] QColor labelColor(int label, const dataset::LabelColors& chosen);

} // namespace seg::gui
