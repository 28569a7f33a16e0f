// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "viewers/PaneStyle.h"

#include <QString>
#include <QWidget>

#include <vector>

class QAbstractButton;
class QHBoxLayout;
class QSlider;

namespace seg::viewers {

class PaneButton;
class ThinSlider;

/// The bar over a pane: its colored name on the left, a slice slider where it has slices, a text on the
/// right.
class PaneStrip final : public QWidget {
    Q_OBJECT

public:
    PaneStrip(const QString& name, const PaneStyle& style, const QColor& nameColor, QWidget* parent);

    void setStyle(const PaneStyle& style, const QColor& nameColor);
    void setText(const QString& text);
    [[nodiscard]] const QString& text() const noexcept { return m_text; }

    QSlider* addSlider();                                                ///< once; between name and text
    QAbstractButton* addButton(const QString& text, const QString& tip); ///< before the text

Q_SIGNALS:
    void doubleClicked();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;

private:
    void reserveRoom(); // left and right of the widgets, for the painted words
    [[nodiscard]] QFont nameFont() const;
    [[nodiscard]] QFont textFont() const;

    QHBoxLayout* m_layout;
    ThinSlider* m_slider = nullptr;
    std::vector<PaneButton*> m_buttons;
    PaneStyle m_style;
    QColor m_nameColor;
    QString m_name;
    QString m_text;
};

} // namespace seg::viewers
