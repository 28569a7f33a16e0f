// SPDX-License-Identifier: Apache-2.0
#include "gui/dialogs/StepList.h"

#include "gui/theme/Theme.h"

#include <QPainter>

namespace seg::gui {

namespace {

constexpr int kRow = 34;
constexpr int kStepGap = 4;
constexpr int kCircle = 20;
constexpr int kStepPadding = 10;
constexpr int kListWidth = 174;

} // namespace

StepList::StepList(const QStringList& steps, QWidget* parent) : QWidget(parent), m_steps(steps)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(QStringLiteral("Steps"));
    connect(&ThemeNotifier::instance(), &ThemeNotifier::themeChanged, this, qOverload<>(&QWidget::update));
}

void StepList::setCurrent(int step)
{
    m_current = step;
    setAccessibleDescription(m_steps.value(step));
    update();
}

QSize StepList::sizeHint() const
{
    return {kListWidth, static_cast<int>(m_steps.size()) * (kRow + kStepGap)};
}

void StepList::paintEvent(QPaintEvent* event)
{
    Q_UNUSED(event);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Tokens& t = tokens();
    for (int i = 0; i < m_steps.size(); ++i) {
        const QRect row(0, i * (kRow + kStepGap), width(), kRow);
        const bool done = i < m_current;
        const bool current = i == m_current;
        painter.setPen(Qt::NoPen);
        if (current) {
            painter.setBrush(t.accentSoft);
            painter.drawRoundedRect(row, size::kRadius, size::kRadius);
        }
        const QRect circle(row.left() + kStepPadding, row.center().y() - kCircle / 2 + 1, kCircle, kCircle);
        painter.setBrush(current ? t.accent : (done ? t.ok : t.raised));
        painter.drawEllipse(circle);
        QFont font = painter.font();
        font.setPixelSize(size::kCaption);
        painter.setFont(font);
        painter.setPen(current ? t.onAccent : (done ? t.background : t.text3));
        painter.drawText(circle, Qt::AlignCenter, done ? QStringLiteral("✓") : QString::number(i + 1));
        font.setPixelSize(size::kBody);
        painter.setFont(font);
        painter.setPen(current || done ? t.text : t.text3);
        painter.drawText(row.adjusted(kStepPadding + kCircle + 9, 0, -4, 0), Qt::AlignVCenter | Qt::AlignLeft,
                         m_steps.at(i));
    }
}

} // namespace seg::gui
