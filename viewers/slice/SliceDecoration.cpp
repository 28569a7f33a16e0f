// SPDX-License-Identifier: Apache-2.0
#include "viewers/slice/SliceDecoration.h"

#include <QPainter>

#include <cmath>

namespace seg::viewers {

namespace {

constexpr double kEdgeMargin = 8.0;
constexpr double kScaleBarPixels = 80.0;
constexpr double kCrosshairOpacity = 0.75;

} // namespace

ScaleBar scaleBar(double mmPerPixel, double pixels)
{
    const double longest = mmPerPixel * pixels;
    if (!(longest > 0.0) || !std::isfinite(longest)) {
        return {};
    }
    const double decade = std::pow(10.0, std::floor(std::log10(longest)));
    double length = decade;
    for (const double factor : {2.0, 5.0}) {
        if (factor * decade <= longest) {
            length = factor * decade;
        }
    }
    const bool centimetres = length >= 10.0;
    const QString number = QString::number(centimetres ? length / 10.0 : length, 'g', 6);
    return {length, number + (centimetres ? QStringLiteral(" cm") : QStringLiteral(" mm"))};
}

SliceDecoration::SliceDecoration(const PaneStyle& style, QWidget* parent) : QWidget(parent), m_style(style)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAttribute(Qt::WA_NoSystemBackground);
    setFocusPolicy(Qt::NoFocus);
}

void SliceDecoration::setStyle(const PaneStyle& style)
{
    m_style = style;
    update();
}

void SliceDecoration::setContent(const Content& content)
{
    m_content = content;
    update();
}

void SliceDecoration::paintEvent(QPaintEvent*)
{
    if (!m_content.hasScan) {
        return;
    }
    QPainter painter(this);
    if (m_content.crosshair) {
        const double x = std::floor(m_content.cross.x()) + 0.5;
        const double y = std::floor(m_content.cross.y()) + 0.5;
        painter.setOpacity(kCrosshairOpacity);
        painter.setPen(QPen(m_content.horizontal, 1.0));
        painter.drawLine(QPointF(0.0, y), QPointF(width(), y));
        painter.setPen(QPen(m_content.vertical, 1.0));
        painter.drawLine(QPointF(x, 0.0), QPointF(x, height()));
        painter.setOpacity(1.0);
    }
    QFont caption = font();
    caption.setPixelSize(m_style.captionPixels);
    painter.setFont(caption);
    const QRectF area = QRectF(rect()).adjusted(kEdgeMargin, kEdgeMargin, -kEdgeMargin, -kEdgeMargin);
    const std::array<int, 4> places{Qt::AlignLeft | Qt::AlignVCenter, Qt::AlignRight | Qt::AlignVCenter,
                                    Qt::AlignHCenter | Qt::AlignBottom, Qt::AlignHCenter | Qt::AlignTop};
    for (std::size_t edge = 0; edge < places.size(); ++edge) {
        drawText(painter, area, places[edge], QString(QLatin1Char(m_content.letters[edge])));
    }
    drawText(painter, area, Qt::AlignLeft | Qt::AlignBottom, m_content.windowText);
    drawScaleBar(painter);
}

void SliceDecoration::drawText(QPainter& painter, const QRectF& box, int alignment, const QString& text) const
{
    painter.setPen(m_style.pane); // a thin dark edge keeps it readable over bright tissue
    for (const QPointF& shift : {QPointF(1, 0), QPointF(-1, 0), QPointF(0, 1), QPointF(0, -1)}) {
        painter.drawText(box.translated(shift), alignment, text);
    }
    painter.setPen(m_style.text);
    painter.drawText(box, alignment, text);
}

void SliceDecoration::drawScaleBar(QPainter& painter) const
{
    const ScaleBar bar = scaleBar(m_content.mmPerPixel, std::min(kScaleBarPixels, width() / 4.0));
    if (bar.millimetres <= 0.0) {
        return;
    }
    const double length = bar.millimetres / m_content.mmPerPixel;
    const double right = width() - kEdgeMargin - 0.5;
    const double y = height() - kEdgeMargin - 3.5;
    const auto stroke = [&](const QColor& color, double thickness) {
        painter.setPen(QPen(color, thickness));
        painter.drawLine(QPointF(right - length, y), QPointF(right, y));
        painter.drawLine(QPointF(right - length, y - 3), QPointF(right - length, y + 3));
        painter.drawLine(QPointF(right, y - 3), QPointF(right, y + 3));
    };
    stroke(m_style.pane, 3.0);
    stroke(m_style.text2, 1.0);
    const QRectF above(0.0, y - 6.0 - painter.fontMetrics().height(), right, painter.fontMetrics().height());
    drawText(painter, above, Qt::AlignRight | Qt::AlignVCenter, bar.text);
}

} // namespace seg::viewers
