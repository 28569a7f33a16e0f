// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QColor>
#include <QIcon>
#include <QPixmap>
#include <QSize>
#include <QString>

namespace seg::gui {

/// An icon of the program's own set (resources/icons/<name>.svg: 24 x 24, lines in currentColor) in the text
/// colors of the theme: secondary, primary when on or selected, hint when disabled. Follows a change of theme
/// by itself.
[[nodiscard]] QIcon themedIcon(const QString& name);

/// One picture of an icon in a given color. \param size in logical pixels; the result carries the device
/// pixel ratio.
[[nodiscard]] QPixmap iconPixmap(const QString& name, const QColor& color, const QSize& size,
                                 double devicePixelRatio);

/// The icon's SVG text in one color; empty when there is no such icon.
[[nodiscard]] QByteArray iconSvg(const QString& name, const QColor& color);

} // namespace seg::gui
