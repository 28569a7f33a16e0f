// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

class QLabel;
class QLayout;
class QPushButton;
class QVBoxLayout;

namespace seg::gui {

/// A label in one of the style sheet's roles: title, section, strong, secondary, lead, caption, hint, number,
/// error, …
[[nodiscard]] QLabel* words(const QString& text, const char* role, bool wrap = false);

/// A button in one of the style sheet's kinds: primary, plain, chip, link, tool.
[[nodiscard]] QPushButton* makeButton(const QString& text, const char* objectName,
                                      const char* kind = "plain");

/// Adds a row "name  value". \return the value's label
QLabel* addFact(QVBoxLayout& layout, const QString& name, const QString& value, int nameWidth = 190);

/// Takes everything out of a layout, with the widgets in it and in the layouts below.
void clearLayout(QLayout& layout);

} // namespace seg::gui
