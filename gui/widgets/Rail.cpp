// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/Rail.h"

#include "gui/theme/Icons.h"
#include "gui/theme/Theme.h"

#include <QPainter>
#include <QVBoxLayout>

namespace seg::gui {

namespace {

constexpr int kRailIcon = 22;
constexpr int kIconTop = 9;
constexpr int kTextTop = 35;
constexpr int kEdge = 3;
constexpr int kBadge = 15;
constexpr int kTopGap = 6;

} // namespace

RailButton::RailButton(const QString& iconName, const QString& text, QWidget* parent)
    : QAbstractButton(parent), m_iconName(iconName)
{
    setText(text);
    setCheckable(true);
    setAutoExclusive(true);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setFixedHeight(size::kRailEntry);
    setObjectName(QStringLiteral("rail") + text);
    connect(&ThemeNotifier::instance(), &ThemeNotifier::themeChanged, this, qOverload<>(&QWidget::update));
}

void RailButton::setBadge(int number)
{
    m_badge = number;
    update();
}

QSize RailButton::sizeHint() const
{
    return {size::kRailWidth, size::kRailEntry};
}

void RailButton::paintEvent(QPaintEvent* event)
{
    Q_UNUSED(event);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Tokens& t = tokens();
    if (isChecked()) {
        painter.fillRect(rect(), t.accentSoft);
        painter.fillRect(0, 0, kEdge, height(), t.accent);
    } else if (underMouse() || hasFocus()) {
        painter.fillRect(rect(), t.raised);
    }
    const QColor color = isChecked() ? t.text : t.text2;
    const QRect icon((width() - kRailIcon) / 2, kIconTop, kRailIcon, kRailIcon);
    painter.drawPixmap(icon, iconPixmap(m_iconName, color, icon.size(), devicePixelRatioF()));
    QFont font = painter.font();
    font.setPixelSize(size::kCaption);
    painter.setFont(font);
    painter.setPen(color);
    painter.drawText(QRect(0, kTextTop, width(), 16), Qt::AlignHCenter | Qt::AlignVCenter, text());
    if (m_badge > 0) {
        const QString number = m_badge > 99 ? QStringLiteral("99+") : QString::number(m_badge);
        const int wide = std::max(kBadge, painter.fontMetrics().horizontalAdvance(number) + 6);
        const QRectF pill(icon.right() - 5, icon.top() - 3, wide, kBadge);
        painter.setPen(Qt::NoPen);
        painter.setBrush(t.warning);
        painter.drawRoundedRect(pill, kBadge / 2.0, kBadge / 2.0);
        font.setPixelSize(size::kCaption - 1);
        font.setWeight(QFont::Medium);
        painter.setFont(font);
        painter.setPen(t.background);
        painter.drawText(pill, Qt::AlignCenter, number);
    }
}

Rail::Rail(QWidget* parent) : QWidget(parent), m_layout(new QVBoxLayout(this))
{
    setProperty("role", "rail");
    setAttribute(Qt::WA_StyledBackground);
    setFixedWidth(size::kRailWidth);
    m_layout->setContentsMargins(0, kTopGap, 1, 0);
    m_layout->setSpacing(0);
    m_layout->addStretch();
}

int Rail::add(const QString& iconName, const QString& text)
{
    const auto index = static_cast<int>(m_buttons.size());
    auto* button = new RailButton(iconName, text);
    m_buttons.push_back(button);
    m_layout->insertWidget(index, button);
    connect(button, &QAbstractButton::clicked, this, [this, index] { Q_EMIT chosen(index); });
    return index;
}

void Rail::setCurrent(int index)
{
    button(index)->setChecked(true);
}

} // namespace seg::gui
