// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/Histogram.h"

#include "gui/theme/Fonts.h"
#include "gui/theme/Theme.h"
#include "gui/widgets/CurveScale.h"

#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace seg::gui {

namespace {

constexpr int kAxisHeight = 16;
constexpr double kBarGap = 1.5;
constexpr double kLeastGroups = 3.0;

} // namespace

bool HistogramData::isEmpty() const
{
    return std::accumulate(counts.begin(), counts.end(), 0) == 0;
}

HistogramData histogramOf(std::span<const double> values, int bins, const QString& unit, int decimals)
{
    HistogramData data;
    data.unit = unit;
    data.decimals = decimals;
    std::vector<double> finite;
    std::copy_if(values.begin(), values.end(), std::back_inserter(finite),
                 [](double v) { return std::isfinite(v); });
    if (finite.empty()) {
        return data;
    }
    const auto [low, high] = std::minmax_element(finite.begin(), finite.end());
    const double tolerance = 1e-4 * std::max(1e-6, std::abs(*high));
    if (*high - *low <= tolerance) {
        const double reach = *high == 0.0 ? 0.5 : std::abs(*high) * 0.05;
        data.counts = {0, static_cast<int>(finite.size()), 0};
        data.from = *low - 3 * reach;
        data.to = *low + 3 * reach;
        return data;
    }
    data.counts.assign(static_cast<std::size_t>(std::max(bins, 1)), 0);
    data.from = *low;
    data.to = *high;
    for (const double value : finite) {
        const double share = (value - data.from) / (data.to - data.from);
        const auto bin = std::min(static_cast<std::size_t>(share * static_cast<double>(data.counts.size())),
                                  data.counts.size() - 1);
        ++data.counts[bin];
    }
    return data;
}

Histogram::Histogram(QWidget* parent) : QWidget(parent)
{
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    connect(&ThemeNotifier::instance(), &ThemeNotifier::themeChanged, this, qOverload<>(&QWidget::update));
}

void Histogram::setData(const HistogramData& data)
{
    m_data = data;
    m_hovered = -1;
    update();
}

void Histogram::setWarning(bool on)
{
    m_isWarning = on;
    update();
}

void Histogram::setEmptyText(const QString& text)
{
    m_emptyText = text;
    update();
}

QSize Histogram::sizeHint() const
{
    return {200, 82};
}

QSize Histogram::minimumSizeHint() const
{
    return {90, 60};
}

double Histogram::edge(int index) const
{
    return m_data.from + (m_data.to - m_data.from) * index / static_cast<double>(m_data.counts.size());
}

/// Few groups are bars all the same, not a filled card.
double Histogram::barSlot() const
{
    const auto count = static_cast<double>(m_data.counts.size());
    return width() / (m_data.names.isEmpty() ? count : std::max(count, kLeastGroups));
}

double Histogram::firstSlot() const
{
    return (width() - barSlot() * static_cast<double>(m_data.counts.size())) / 2.0;
}

QRectF Histogram::barRect(int index) const
{
    const double start = firstSlot();
    const int highest = *std::max_element(m_data.counts.begin(), m_data.counts.end());
    const double wide = barSlot();
    const double ground = height() - kAxisHeight - 2.0;
    const int cases = m_data.counts[static_cast<std::size_t>(index)];
    const double high = highest == 0 ? 0.0 : std::max(cases > 0 ? 2.0 : 1.0, ground * cases / highest);
    return {start + index * wide + kBarGap / 2, ground - high, wide - kBarGap, high};
}

QString Histogram::barText(int index) const
{
    const int cases = m_data.counts[static_cast<std::size_t>(index)];
    const QString count = cases == 1 ? tr("1 case") : tr("%1 cases").arg(cases);
    if (!m_data.names.isEmpty()) {
        return m_data.names.value(index) + QStringLiteral(": ") + count;
    }
    const QString unit = m_data.unit.isEmpty() ? QString() : u' ' + m_data.unit;
    return QStringLiteral("%1, %2–%3%4")
        .arg(count, valueText(edge(index), m_data.decimals + 1),
             valueText(edge(index + 1), m_data.decimals + 1), unit);
}

void Histogram::paintEvent(QPaintEvent* event)
{
    Q_UNUSED(event);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_data.isEmpty()) {
        painter.setPen(tokens().text3);
        painter.drawText(rect(), Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, m_emptyText);
        return;
    }
    QColor color = m_isWarning ? tokens().warning : tokens().accent;
    painter.setPen(Qt::NoPen);
    for (int i = 0; i < static_cast<int>(m_data.counts.size()); ++i) {
        color.setAlphaF(i == m_hovered ? 1.0F : 0.88F);
        painter.setBrush(color);
        const QRectF bar = barRect(i);
        painter.drawRoundedRect(bar, bar.height() > 4 ? 2 : 0, bar.height() > 4 ? 2 : 0);
    }
    paintAxis(painter);
}

void Histogram::paintAxis(QPainter& painter) const
{
    painter.setFont(captionFont());
    painter.setPen(tokens().text3);
    const QRectF axis(0, height() - kAxisHeight, width(), kAxisHeight);
    if (!m_data.names.isEmpty()) {
        for (int i = 0; i < static_cast<int>(m_data.counts.size()); ++i) {
            const QRectF bar = barRect(i);
            painter.drawText(QRectF(bar.left(), axis.top(), bar.width(), axis.height()), Qt::AlignCenter,
                             m_data.names.value(i));
        }
        return;
    }
    const QString unit = m_data.unit.isEmpty() ? QString() : u' ' + m_data.unit;
    if (m_data.counts.size() == 3 && m_data.counts[0] == 0 && m_data.counts[2] == 0) {
        painter.drawText(axis, Qt::AlignCenter,
                         valueText((m_data.from + m_data.to) / 2, m_data.decimals) + unit);
        return;
    }
    painter.drawText(axis, Qt::AlignLeft | Qt::AlignVCenter, valueText(m_data.from, m_data.decimals));
    painter.drawText(axis, Qt::AlignRight | Qt::AlignVCenter, valueText(m_data.to, m_data.decimals) + unit);
}

void Histogram::mouseMoveEvent(QMouseEvent* event)
{
    int hovered = -1;
    if (!m_data.isEmpty()) {
        const auto count = static_cast<int>(m_data.counts.size());
        const double slot = (event->position().x() - firstSlot()) / barSlot();
        hovered = std::clamp(static_cast<int>(slot), 0, count - 1);
        QToolTip::showText(event->globalPosition().toPoint(), barText(hovered), this);
    }
    if (hovered != m_hovered) {
        m_hovered = hovered;
        update();
    }
}

void Histogram::leaveEvent(QEvent* event)
{
    QWidget::leaveEvent(event);
    m_hovered = -1;
    update();
}

} // namespace seg::gui
