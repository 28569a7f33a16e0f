// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/Chip.h"

#include "gui/theme/Fonts.h"
#include "gui/theme/Theme.h"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>

namespace seg::gui {

namespace {

constexpr int kChipPadding = 8;
constexpr int kDot = 8;
constexpr int kDotGap = 6;

} // namespace

QColor chipColor(ChipState state)
{
    switch (state) {
    case ChipState::Ok:
        return tokens().ok;
    case ChipState::Warning:
        return tokens().warning;
    case ChipState::Error:
        return tokens().error;
    case ChipState::Info:
        return tokens().info;
    case ChipState::Active:
        return tokens().accent;
    case ChipState::Neutral:
        break;
    }
    return tokens().text2;
}

int chipWidth(const QString& text, bool dot)
{
    return QFontMetrics(captionFont()).horizontalAdvance(text) + 2 * kChipPadding + (dot ? kDot + kDotGap : 0);
}

void paintChip(QPainter& painter, const QRect& rect, const QString& text, ChipState state, bool dot)
{
    const QFont font = captionFont();
    const int width = std::min(chipWidth(text, dot), rect.width());
    const QRect pill(rect.left(), rect.top() + (rect.height() - size::kChip) / 2, width, size::kChip);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(state == ChipState::Active ? tokens().accentSoft : tokens().raised);
    painter.drawRoundedRect(pill, size::kChip / 2.0, size::kChip / 2.0);
    QRect words = pill.adjusted(kChipPadding, 0, -kChipPadding, 0);
    if (dot) {
        painter.setBrush(chipColor(state));
        painter.drawEllipse(QRectF(words.left(), pill.center().y() - kDot / 2.0 + 0.5, kDot, kDot));
        words.setLeft(words.left() + kDot + kDotGap);
    }
    painter.setFont(font);
    painter.setPen(chipColor(state));
    painter.drawText(words, Qt::AlignVCenter | Qt::AlignLeft,
                     QFontMetrics(font).elidedText(text, Qt::ElideRight, words.width() + 1));
    painter.restore();
}

Chip::Chip(const QString& text, ChipState state, QWidget* parent)
    : QWidget(parent), m_text(text), m_state(state)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setAccessibleName(text);
    connect(&ThemeNotifier::instance(), &ThemeNotifier::themeChanged, this, qOverload<>(&QWidget::update));
}

void Chip::setText(const QString& text)
{
    if (text == m_text) {
        return;
    }
    m_text = text;
    setAccessibleName(text);
    updateGeometry();
    update();
}

void Chip::setState(ChipState state)
{
    m_state = state;
    update();
}

void Chip::setDot(bool shown)
{
    m_dot = shown;
    updateGeometry();
    update();
}

QSize Chip::sizeHint() const
{
    return {chipWidth(m_text, m_dot), size::kChip};
}

QSize Chip::minimumSizeHint() const
{
    return {std::min(chipWidth(m_text, m_dot), 40), size::kChip};
}

void Chip::paintEvent(QPaintEvent* event)
{
    Q_UNUSED(event);
    QPainter painter(this);
    paintChip(painter, rect(), m_text, m_state, m_dot);
}

} // namespace seg::gui
