// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Qt>

namespace seg::gui {

/// What a chip says by its color, beside its word.
enum class ChipState { Neutral, Ok, Warning, Error, Info, Active };

/// Item data roles that the table delegate understands.
enum TableRole {
    ChipStateRole = Qt::UserRole + 100, ///< int(ChipState): the cell is drawn as a chip with its display text
    SwatchRole,                         ///< QColor: a small square before the text
    SortRole,                           ///< what the column is sorted by, when the text is not it
    QuietRole,                          ///< bool: text in the secondary color
};

} // namespace seg::gui
