// SPDX-License-Identifier: Apache-2.0
#include "viewers/PaneStrip.h"

#include <QAbstractButton>
#include <QHBoxLayout>
#include <QMouseEvent>
#include <QPainter>
#include <QSlider>

#include <algorithm>

namespace seg::viewers {

namespace {

constexpr int kMargin = 8;
constexpr int kGap = 12;
constexpr double kHandleRadius = 4.5;

} // namespace

/// A hair line with a round handle; a click anywhere goes there.
class ThinSlider final : public QSlider {
public:
    explicit ThinSlider(QWidget* parent) : QSlider(Qt::Horizontal, parent) { setCursor(Qt::ArrowCursor); }

    void setColors(const QColor& track, const QColor& handle)
    {
        m_track = track;
        m_handle = handle;
        update();
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_track);
        const double middle = height() / 2.0;
        painter.drawRoundedRect(QRectF(0.0, middle - 1.0, width(), 2.0), 1.0, 1.0);
        if (isEnabled()) {
            painter.setBrush(m_handle);
            painter.drawEllipse(QPointF(handlePosition(), middle), kHandleRadius, kHandleRadius);
        }
    }

    void mousePressEvent(QMouseEvent* event) override { moveTo(event); }
    void mouseMoveEvent(QMouseEvent* event) override { moveTo(event); }

private:
    [[nodiscard]] double handlePosition() const
    {
        const double range = std::max(1, maximum() - minimum());
        return kHandleRadius + (value() - minimum()) / range * (width() - 2.0 * kHandleRadius);
    }

    void moveTo(const QMouseEvent* event)
    {
        if (event->buttons().testFlag(Qt::LeftButton)) {
            const double inner = width() - 2.0 * kHandleRadius;
            const double fraction = (event->position().x() - kHandleRadius) / std::max(1.0, inner);
            setValue(minimum() + qRound(fraction * (maximum() - minimum())));
        }
    }

    QColor m_track;
    QColor m_handle;
};

/// A letter or word on the pane's black, whatever the theme.
class PaneButton final : public QAbstractButton {
public:
    PaneButton(const QString& text, const PaneStyle& style, QWidget* parent)
        : QAbstractButton(parent), m_style(style)
    {
        setText(text);
        setFocusPolicy(Qt::NoFocus);
        setAttribute(Qt::WA_Hover);
        QFont own = font();
        own.setPixelSize(style.captionPixels);
        setFont(own);
    }

    void setStyle(const PaneStyle& style)
    {
        m_style = style;
        update();
    }

    [[nodiscard]] QSize sizeHint() const override
    {
        return {std::max(m_style.stripHeight - 4, fontMetrics().horizontalAdvance(text()) + kMargin),
                m_style.stripHeight};
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.setPen(isDown() ? m_style.accent : underMouse() ? m_style.text : m_style.text2);
        painter.drawText(rect(), Qt::AlignCenter, text());
    }

private:
    PaneStyle m_style;
};

PaneStrip::PaneStrip(const QString& name, const PaneStyle& style, const QColor& nameColor, QWidget* parent)
    : QWidget(parent), m_layout(new QHBoxLayout(this)), m_name(name)
{
    m_layout->setSpacing(0);
    m_layout->addStretch();
    setStyle(style, nameColor);
}

void PaneStrip::setStyle(const PaneStyle& style, const QColor& nameColor)
{
    m_style = style;
    m_nameColor = nameColor;
    setFixedHeight(style.stripHeight);
    if (m_slider != nullptr) {
        m_slider->setColors(style.line, style.text2);
    }
    for (PaneButton* button : m_buttons) {
        button->setStyle(style);
    }
    reserveRoom();
    update();
}

void PaneStrip::setText(const QString& text)
{
    if (text == m_text) {
        return;
    }
    m_text = text;
    reserveRoom();
    update();
}

QFont PaneStrip::textFont() const
{
    QFont own = font();
    own.setPixelSize(m_style.captionPixels);
    return own;
}

QFont PaneStrip::nameFont() const
{
    QFont own = textFont();
    own.setWeight(QFont::Medium);
    return own;
}

void PaneStrip::reserveRoom()
{
    const int left = kMargin + QFontMetrics(nameFont()).horizontalAdvance(m_name) + kGap;
    // Widest text a position can be, so that the slider does not move while slices change.
    const QFontMetrics metrics(textFont());
    const int text = m_slider != nullptr ? metrics.horizontalAdvance(QStringLiteral("W 000.0 mm")) : 0;
    const int right = kMargin + std::max(text, metrics.horizontalAdvance(m_text)) + kGap;
    m_layout->setContentsMargins(left, 0, right, 0);
}

QSlider* PaneStrip::addSlider()
{
    m_slider = new ThinSlider(this);
    m_slider->setFocusPolicy(Qt::NoFocus);
    m_slider->setColors(m_style.line, m_style.text2);
    delete m_layout->takeAt(0); // the stretch
    m_layout->insertWidget(0, m_slider, 1);
    reserveRoom();
    return m_slider;
}

QAbstractButton* PaneStrip::addButton(const QString& text, const QString& tip)
{
    auto* button = new PaneButton(text, m_style, this);
    button->setToolTip(tip);
    m_buttons.push_back(button);
    m_layout->addWidget(button);
    return button;
}

void PaneStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_style.pane);
    const QRect words = rect().adjusted(kMargin, 0, -kMargin, 0);
    painter.setFont(nameFont());
    painter.setPen(m_nameColor);
    painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter, m_name);
    painter.setFont(textFont());
    painter.setPen(m_style.text);
    painter.drawText(words, Qt::AlignRight | Qt::AlignVCenter, m_text);
}

void PaneStrip::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton) {
        Q_EMIT doubleClicked();
    }
}

} // namespace seg::viewers
