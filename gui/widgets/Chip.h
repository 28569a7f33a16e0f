// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/models/TableRoles.h"

#include <QColor>
#include <QString>
#include <QWidget>

class QPainter;
class QRect;

namespace seg::gui {

/// Text color of a state in the theme that is on.
[[nodiscard]] QColor chipColor(ChipState state);

/// Draws a chip for a delegate: a pill at the left of `rect`, centered vertically, elided to fit.
void paintChip(QPainter& painter, const QRect& rect, const QString& text, ChipState state, bool dot = true);
[[nodiscard]] int chipWidth(const QString& text, bool dot = true);

/// A 20 px pill: dot and word ("fine", "geometry differs", "training").
class Chip final : public QWidget {
    Q_OBJECT

public:
    explicit Chip(const QString& text = {}, ChipState state = ChipState::Neutral, QWidget* parent = nullptr);

    void setText(const QString& text);
    void setState(ChipState state);
    void setDot(bool shown);
    [[nodiscard]] const QString& text() const noexcept { return m_text; }
    [[nodiscard]] ChipState state() const noexcept { return m_state; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_text;
    ChipState m_state;
    bool m_dot = true;
};

} // namespace seg::gui
