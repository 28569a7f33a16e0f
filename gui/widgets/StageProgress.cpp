// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/StageProgress.h"

#include "gui/theme/Theme.h"

#include <QPainter>

#include <algorithm>

namespace seg::gui {

namespace {

constexpr int kTextHeight = 18;
constexpr int kTextGap = 4;
constexpr int kStageGap = 6;
constexpr double kActiveWeight = 2.0; // the active stage is this much wider than the others

} // namespace

StageProgress::StageProgress(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&ThemeNotifier::instance(), &ThemeNotifier::themeChanged, this, qOverload<>(&QWidget::update));
}

void StageProgress::setStages(const QStringList& stages)
{
    m_stages = stages;
    m_stage = 0;
    m_fraction = 0.0;
    updateGeometry();
    update();
}

void StageProgress::setProgress(int stage, double fraction, const QString& text)
{
    const double shown = std::clamp(fraction, 0.0, 1.0);
    if (stage == m_stage && shown == m_fraction && text == m_text) {
        return;
    }
    m_stage = stage;
    m_fraction = shown;
    m_text = text;
    update();
}

void StageProgress::setTexts(const QString& left, const QString& right)
{
    if (left == m_left && right == m_right) {
        return; // told several times a second: a layout of the whole page each time would be felt
    }
    const int before = sizeHint().height();
    m_left = left;
    m_right = right;
    if (sizeHint().height() != before) {
        updateGeometry();
    }
    update();
}

QSize StageProgress::sizeHint() const
{
    const bool hasText = !m_stages.isEmpty() || !m_left.isEmpty() || !m_right.isEmpty();
    return {280, size::kProgress + (hasText ? kTextHeight + kTextGap : 0)};
}

QSize StageProgress::minimumSizeHint() const
{
    return {80, sizeHint().height()};
}

void StageProgress::paintEvent(QPaintEvent* event)
{
    Q_UNUSED(event);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_stages.isEmpty()) {
        paintPlain(painter);
    } else {
        paintStages(painter);
    }
}

void StageProgress::paintBar(QPainter& painter, const QRectF& rect, double fraction) const
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(tokens().raised);
    painter.drawRoundedRect(rect, size::kProgress / 2.0, size::kProgress / 2.0);
    if (fraction > 0.0) {
        QRectF done = rect;
        done.setWidth(std::max(rect.width() * fraction, static_cast<double>(size::kProgress)));
        painter.setBrush(tokens().accent);
        painter.drawRoundedRect(done, size::kProgress / 2.0, size::kProgress / 2.0);
    }
}

void StageProgress::paintPlain(QPainter& painter) const
{
    const QRect words(0, 0, width(), kTextHeight);
    const int right = painter.fontMetrics().horizontalAdvance(m_right);
    painter.setPen(tokens().text2);
    painter.drawText(words, Qt::AlignRight | Qt::AlignVCenter, m_right);
    painter.setPen(tokens().text);
    painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(m_left, Qt::ElideRight, width() - right - 12));
    paintBar(painter, QRectF(0, height() - size::kProgress, width(), size::kProgress), m_fraction);
}

void StageProgress::paintStages(QPainter& painter) const
{
    const auto count = static_cast<int>(m_stages.size());
    const bool hasActive = m_stage < count;
    const double weights = count + (hasActive ? kActiveWeight - 1.0 : 0.0);
    const double unit = (width() - kStageGap * (count - 1)) / weights;
    double left = 0.0;
    for (int i = 0; i < count; ++i) {
        const bool done = i < m_stage;
        const bool active = i == m_stage;
        const double wide = unit * (active ? kActiveWeight : 1.0);
        const QString name = active && !m_text.isEmpty() ? m_text : m_stages.at(i);
        const QString words = done ? QStringLiteral("✓ ") + name : name;
        painter.setPen(done || active ? tokens().text : tokens().text3);
        painter.drawText(QRectF(left, 0, wide, kTextHeight), Qt::AlignLeft | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(words, Qt::ElideRight, static_cast<int>(wide)));
        paintBar(painter, QRectF(left, height() - size::kProgress, wide, size::kProgress),
                 done ? 1.0 : (active ? m_fraction : 0.0));
        left += wide + kStageGap;
    }
}

} // namespace seg::gui
