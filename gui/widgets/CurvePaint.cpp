// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/CurvePlotStyle.h"

#include <QPaintEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

// How CurvePlot draws itself; its data, layout and mouse are in CurvePlot.cpp.

namespace seg::gui {

using namespace curves;

void CurvePlot::paintEvent(QPaintEvent* event)
{
    Q_UNUSED(event);
    if (m_isStale || m_chart.devicePixelRatio() != devicePixelRatioF()) {
        paintChart();
    }
    QPainter painter(this);
    painter.drawPixmap(0, 0, m_chart);
    paintHover(painter);
}

void CurvePlot::paintChart()
{
    m_chart = QPixmap(size() * devicePixelRatioF());
    m_chart.setDevicePixelRatio(devicePixelRatioF());
    m_chart.fill(Qt::transparent);
    QPainter painter(&m_chart);
    painter.setRenderHint(QPainter::Antialiasing);
    paintGrid(painter);
    painter.save();
    painter.setClipRect(m_area.adjusted(-5, -5, 5, 5));
    // Thin curves first, so that the mean and the rings lie on top.
    for (const CurveStyle style :
         {CurveStyle::Line, CurveStyle::Dashed, CurveStyle::Bold, CurveStyle::Rings}) {
        for (const Curve& curve : m_curves) {
            if (curve.isVisible && curve.style == style) {
                paintCurve(painter, curve);
            }
        }
    }
    painter.restore();
    paintLegend(painter);
    m_isStale = false;
}

void CurvePlot::paintGrid(QPainter& painter) const
{
    painter.setFont(captionFont());
    const bool isEmpty =
        std::all_of(m_curves.begin(), m_curves.end(), [](const Curve& c) { return c.x.empty(); });
    if (isEmpty) { // no axis either: its numbers would mean nothing
        painter.setPen(tokens().text3);
        painter.drawText(m_area, Qt::AlignCenter, m_emptyText);
        return;
    }
    const int most = axisTicks(m_area.height());
    const auto ticks = [&](const ValueRange& range, bool right) {
        const double step = niceStep(range.length(), most);
        for (const double tick : ticksOf(range, most)) {
            const double y = std::round(yPixel(tick, right)) + 0.5;
            if (!right) {
                painter.setPen(QPen(tokens().grid, 1));
                painter.drawLine(QPointF(m_area.left(), y), QPointF(m_area.right(), y));
            }
            painter.setPen(tokens().text3);
            const QRectF place =
                right ? QRectF(m_area.right() + kAxisGap, y - 8, width() - m_area.right() - kAxisGap, 16)
                      : QRectF(0, y - 8, m_area.left() - kAxisGap, 16);
            painter.drawText(place, (right ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter,
                             tickText(tick, step));
        }
    };
    ticks(m_left, false);
    if (m_hasRight) {
        ticks(m_right, true);
    }
    const ValueRange range = xRange();
    const int count = std::max(2, static_cast<int>(m_area.width() / 90.0));
    const double step = std::max(1.0, niceStep(range.length(), count));
    for (const double tick : ticksOf(range, count, true)) {
        const double x = pixelAt(tick, 0.0).x();
        painter.drawText(QRectF(x - 40, m_area.bottom() + 3, 80, 16), Qt::AlignHCenter | Qt::AlignTop,
                         tickText(tick, step));
    }
}

void CurvePlot::paintCurve(QPainter& painter, const Curve& curve) const
{
    const QColor color = colorOf(curve);
    if (curve.style == CurveStyle::Rings) {
        painter.setPen(QPen(color, 2));
        painter.setBrush(tokens().surface);
        for (std::size_t i = 0; i < curve.x.size(); ++i) {
            if (std::isfinite(curve.y[i])) {
                painter.drawEllipse(QPointF(pixelAt(curve.x[i], 0.0).x(), yPixel(curve.y[i], curve.onRight)),
                                    4.0, 4.0);
            }
        }
        return;
    }
    QPen pen(color, curve.style == CurveStyle::Bold ? 2.0 : 1.0);
    pen.setJoinStyle(Qt::RoundJoin);
    if (curve.style == CurveStyle::Dashed) {
        pen.setDashPattern({4.0, 3.0});
    }
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    QPolygonF piece;
    const auto finish = [&] {
        if (piece.size() == 1) { // a value between two gaps
            painter.setBrush(color);
            painter.drawEllipse(piece.front(), 1.0, 1.0);
            painter.setBrush(Qt::NoBrush);
        } else if (!piece.isEmpty()) {
            painter.drawPolyline(piece);
        }
        piece.clear();
    };
    for (const std::size_t i : decimated(curve.x, curve.y, xRange(), static_cast<int>(m_area.width()))) {
        if (std::isfinite(curve.y[i])) {
            piece << QPointF(pixelAt(curve.x[i], 0.0).x(), yPixel(curve.y[i], curve.onRight));
        } else {
            finish();
        }
    }
    finish();
}

void CurvePlot::paintLegend(QPainter& painter) const
{
    painter.setFont(legendFont());
    for (const LegendEntry& entry : m_legend) {
        const Curve& curve = m_curves[entry.curve];
        const QColor color = curve.isVisible ? colorOf(curve) : tokens().line;
        const QRectF swatch(entry.rect.left(), entry.rect.center().y() - kSwatch / 2.0, kSwatch, kSwatch);
        if (curve.style == CurveStyle::Dashed) {
            QPen pen(color, 1.5);
            pen.setDashPattern({3.0, 2.0});
            painter.setPen(pen);
            painter.drawLine(QPointF(swatch.left(), swatch.center().y()),
                             QPointF(swatch.right(), swatch.center().y()));
        } else if (curve.style == CurveStyle::Rings) {
            painter.setPen(QPen(color, 1.5));
            painter.setBrush(Qt::NoBrush);
            painter.drawEllipse(swatch.center(), 4.0, 4.0);
        } else {
            painter.setPen(Qt::NoPen);
            painter.setBrush(color);
            painter.drawRoundedRect(swatch, 2.5, 2.5);
        }
        painter.setPen(curve.isVisible ? tokens().text2 : tokens().text3);
        painter.drawText(entry.rect.adjusted(kSwatch + 6, 0, 2, 0), Qt::AlignLeft | Qt::AlignVCenter,
                         legendText(curve));
    }
    if (m_hiddenEntries > 0) {
        painter.setPen(tokens().accent);
        painter.drawText(m_moreRect.adjusted(0, 0, 4, 0), Qt::AlignLeft | Qt::AlignVCenter,
                         QStringLiteral("+ %1 more").arg(m_hiddenEntries));
    }
}

void CurvePlot::paintHover(QPainter& painter) const
{
    if (!m_hover || *m_hover < xRange().from || *m_hover > xRange().to) {
        return;
    }
    const double x = std::round(pixelAt(*m_hover, 0.0).x()) + 0.5;
    QPen pen(tokens().text3, 1);
    pen.setDashPattern({3.0, 3.0});
    painter.setPen(pen);
    painter.drawLine(QPointF(x, m_area.top()), QPointF(x, m_area.bottom()));
    if (m_isPointed) {
        paintValueTable(painter, *m_hover);
    }
}

std::vector<CurvePlot::TableRow> CurvePlot::tableRows(double x, std::size_t most) const
{
    std::vector<TableRow> rows;
    for (const Curve& curve : m_curves) {
        if (curve.isVisible && rows.size() < most) {
            const QString unit = curve.unit.isEmpty() ? QString() : u' ' + curve.unit;
            rows.push_back({colorOf(curve), curve.name, valueText(valueOf(curve, x), curve.decimals) + unit});
        }
    }
    return rows;
}

void CurvePlot::paintValueTable(QPainter& painter, double x) const
{
    constexpr int kRow = 16;
    constexpr int kPadding = 8;
    constexpr int kIndent = 14;
    const QFontMetrics metrics(captionFont());
    const std::vector<TableRow> rows =
        tableRows(x, static_cast<std::size_t>(std::max(1, (height() - 2 * kPadding) / kRow - 1)));
    const QString title = QStringLiteral("%1 %2").arg(m_xName, tickText(x, 1.0));
    int names = metrics.horizontalAdvance(title);
    int numbers = 0;
    for (const TableRow& row : rows) {
        names = std::max(names, metrics.horizontalAdvance(row.name) + kIndent);
        numbers = std::max(numbers, metrics.horizontalAdvance(row.value));
    }
    const int wide = names + numbers + 12 + 2 * kPadding;
    const int high = (static_cast<int>(rows.size()) + 1) * kRow + 2 * kPadding - 4;
    const double line = pixelAt(x, 0.0).x();
    const double left = line + 10 + wide < width() ? line + 10 : std::max(0.0, line - 10 - wide);
    const double top =
        std::clamp(m_area.top() + 2.0, 0.0, std::max(0.0, static_cast<double>(height() - high)));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(tokens().line);
    painter.setBrush(tokens().raised);
    painter.drawRoundedRect(QRectF(left, top, wide, high).adjusted(0.5, 0.5, -0.5, -0.5), size::kRadius,
                            size::kRadius);
    painter.setFont(captionFont());
    QRectF place(left + kPadding, top + kPadding - 2, wide - 2 * kPadding, kRow);
    painter.setPen(tokens().text3);
    painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter, title);
    for (const TableRow& row : rows) {
        place.translate(0, kRow);
        painter.setPen(Qt::NoPen);
        painter.setBrush(row.color);
        painter.drawRoundedRect(QRectF(place.left(), place.center().y() - 4, 8, 8), 2, 2);
        painter.setPen(tokens().text);
        painter.drawText(place.adjusted(kIndent, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, row.name);
        painter.drawText(place, Qt::AlignRight | Qt::AlignVCenter, row.value);
    }
}

} // namespace seg::gui
