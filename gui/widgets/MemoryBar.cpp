// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/MemoryBar.h"

#include "core/base/Units.h"
#include "gui/theme/Theme.h"
#include "gui/widgets/CurveScale.h"

#include <QApplication>
#include <QPainter>

#include <algorithm>

namespace seg::gui {

namespace {

constexpr int kBarWidth = 96;
constexpr int kLeastBar = 32;
constexpr int kGap = 10;
constexpr int kHeight = 20;

QString gib(double bytes)
{
    return valueText(bytes / kGiB, bytes < 100.0 * kGiB ? 1 : 0);
}

QFont textFont()
{
    QFont font = QApplication::font();
    font.setPixelSize(12);
    return font;
}

} // namespace

MemoryBar::MemoryBar(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    connect(&ThemeNotifier::instance(), &ThemeNotifier::themeChanged, this, qOverload<>(&QWidget::update));
}

void MemoryBar::setUse(double needed, double available, const QString& place)
{
    m_needed = needed;
    m_available = available;
    m_place = place;
    setToolTip(fits() ? tr("Estimated from the network's feature maps and weights.")
                      : tr("Estimated from the network's feature maps and weights. Training would run out of "
                           "memory: choose a "
                           "smaller memory budget above."));
    updateGeometry();
    update();
}

QString MemoryBar::text() const
{
    return tr("%1 of %2 GiB %3").arg(gib(m_needed), gib(m_available), m_place);
}

QSize MemoryBar::sizeHint() const
{
    return {textWidth() + kGap + kBarWidth, kHeight};
}

QSize MemoryBar::minimumSizeHint() const
{
    return {textWidth() + kGap + kLeastBar, kHeight};
}

int MemoryBar::textWidth() const
{
    return QFontMetrics(textFont()).horizontalAdvance(text()) + 1;
}

void MemoryBar::paintEvent(QPaintEvent* event)
{
    Q_UNUSED(event);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(textFont());
    painter.setPen(fits() ? tokens().text2 : tokens().error);
    painter.drawText(QRect(0, 0, textWidth(), height()), Qt::AlignLeft | Qt::AlignVCenter, text());
    const int left = textWidth() + kGap;
    const QRectF bar(left, (height() - size::kProgress) / 2.0, width() - left, size::kProgress);
    painter.setPen(Qt::NoPen);
    painter.setBrush(tokens().raised);
    painter.drawRoundedRect(bar, size::kProgress / 2.0, size::kProgress / 2.0);
    const double share = m_available > 0.0 ? std::clamp(m_needed / m_available, 0.0, 1.0) : 1.0;
    QRectF used = bar;
    used.setWidth(std::max<double>(size::kProgress, bar.width() * share));
    painter.setBrush(fits() ? tokens().accent : tokens().error);
    painter.drawRoundedRect(used, size::kProgress / 2.0, size::kProgress / 2.0);
}

} // namespace seg::gui
