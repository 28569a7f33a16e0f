// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/RangeBars.h"

#include "gui/theme/Fonts.h"
#include "gui/theme/Theme.h"
#include "gui/widgets/CurveScale.h"

#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace seg::gui {

namespace {

constexpr double kTallest = 52.0;
constexpr double kShortest = 30.0;

/// Whole numbers for wide ranges, two decimals for narrow ones.
int decimalsFor(const IntensityRange& range)
{
    return range.high - range.low >= 20.0 ? 0 : 2;
}

} // namespace

RangeBars::RangeBars(QWidget* parent) : QWidget(parent)
{
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    connect(&ThemeNotifier::instance(), &ThemeNotifier::themeChanged, this, qOverload<>(&QWidget::update));
}

void RangeBars::setRanges(std::vector<IntensityRange> ranges)
{
    m_ranges = std::move(ranges);
    update();
}

std::size_t RangeBars::shownRows() const
{
    return std::min(m_ranges.size(), static_cast<std::size_t>(std::max(1.0, height() / kShortest)));
}

double RangeBars::rowHeight() const
{
    return std::min(kTallest, height() / static_cast<double>(std::max<std::size_t>(1, shownRows())));
}

void RangeBars::paintEvent(QPaintEvent* event)
{
    Q_UNUSED(event);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(captionFont());
    const double high = rowHeight();
    for (std::size_t i = 0; i < shownRows(); ++i) {
        const double top = height() - high * static_cast<double>(shownRows() - i);
        paintRow(painter, m_ranges[i], QRectF(0, top, width(), high));
    }
}

void RangeBars::paintRow(QPainter& painter, const IntensityRange& range, const QRectF& row) const
{
    const double length = range.high > range.low ? range.high - range.low : 1.0;
    const auto x = [&](double value) {
        return row.left() + std::clamp((value - range.low) / length, 0.0, 1.0) * row.width();
    };
    const QRectF words(row.left(), row.bottom() - 16, row.width(), 16);
    const double middle = (row.top() + words.top()) / 2.0;
    const double half = std::min(10.0, (words.top() - row.top()) / 2.0 - 1.0);
    painter.setPen(QPen(tokens().text3, 1));
    painter.drawLine(QPointF(row.left(), middle), QPointF(row.right(), middle));
    painter.setPen(Qt::NoPen);
    QColor color = tokens().accent;
    color.setAlphaF(0.88F);
    painter.setBrush(color);
    const double left = x(range.mean - range.deviation);
    painter.drawRoundedRect(
        QRectF(left, middle - half, std::max(2.0, x(range.mean + range.deviation) - left), 2 * half), 2, 2);
    painter.setBrush(tokens().text);
    painter.drawRect(QRectF(x(range.median) - 1, middle - half, 2, 2 * half));
    painter.setPen(tokens().text3);
    const int decimals = decimalsFor(range);
    painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter, valueText(range.low, decimals));
    painter.drawText(words, Qt::AlignRight | Qt::AlignVCenter, valueText(range.high, decimals));
    if (m_ranges.size() > 1) {
        painter.drawText(words, Qt::AlignCenter,
                         painter.fontMetrics().elidedText(range.name, Qt::ElideRight, width() / 2));
    }
}

void RangeBars::mouseMoveEvent(QMouseEvent* event)
{
    const double top = height() - rowHeight() * static_cast<double>(shownRows());
    const auto row = static_cast<int>(std::floor((event->position().y() - top) / rowHeight()));
    if (row < 0 || row >= static_cast<int>(shownRows())) {
        return;
    }
    const IntensityRange& range = m_ranges[static_cast<std::size_t>(row)];
    const int decimals = decimalsFor(range);
    QToolTip::showText(event->globalPosition().toPoint(),
                       tr("%1: 99 % of the labelled voxels lie in %2–%3, median %4, mean %5 ± %6")
                           .arg(range.name, valueText(range.low, decimals), valueText(range.high, decimals),
                                valueText(range.median, decimals), valueText(range.mean, decimals),
                                valueText(range.deviation, decimals)),
                       this);
}

} // namespace seg::gui
