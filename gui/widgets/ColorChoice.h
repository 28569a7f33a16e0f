// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/viewmodels/LabelDraft.h"

#include <QColor>
#include <QString>

#include <functional>

class QToolButton;
class QWidget;

namespace seg::gui {

/// A button that shows a color and stands for changing it.
[[nodiscard]] QToolButton* makeSwatchButton(const QColor& color);

/// Opens a dialog for a color and returns at once; `chosen` is called when the person accepts. The program's
/// twenty label colors and a set for color-blind readers stand ready in it; the latter make room for colors
/// of the person's own.
void chooseColor(QWidget* parent, const QString& title, const QColor& start,
                 std::function<void(const QColor& color)> chosen);

/// Gives a label a color. The program's own is none that somebody chose.
void giveColor(LabelDraft& labels, int value, const QColor& color);

} // namespace seg::gui
