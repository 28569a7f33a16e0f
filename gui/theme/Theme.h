// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/theme/Tokens.h"

#include <QObject>
#include <QString>

class QWidget;

namespace seg::gui {

enum class ThemeKind { Dark, Light };

/// Says that the colors changed. Widgets that paint themselves repaint on it; those that only use the style
/// sheet need nothing.
class ThemeNotifier final : public QObject {
    Q_OBJECT

public:
    static ThemeNotifier& instance();

Q_SIGNALS:
    void themeChanged();

private:
    ThemeNotifier() = default;
};

/// Fusion, the bundled font, palette and style sheet of the theme; once at the start, before the first
/// window.
void installTheme(ThemeKind kind);

/// Changes colors while the program runs.
void switchTheme(ThemeKind kind);

[[nodiscard]] ThemeKind currentTheme();

/// What the desktop around the program uses: looked up once, before installTheme() sets the program's own palette.
[[nodiscard]] ThemeKind systemTheme();

/// The one style sheet with the colors of a theme filled in.
[[nodiscard]] QString styleSheetText(const Tokens& tokens);

/// Re-reads the style of a widget after one of its properties (`kind`, `role`, …) changed.
void restyle(QWidget* widget);

} // namespace seg::gui
