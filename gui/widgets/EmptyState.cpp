// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/EmptyState.h"

#include "gui/theme/Icons.h"
#include "gui/theme/Theme.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace seg::gui {

namespace {

constexpr int kIcon = 48;
constexpr int kSentenceWidth = 460;

} // namespace

EmptyState::EmptyState(const QString& icon, const QString& title, const QString& sentence,
                       const QString& button, QWidget* parent)
    : QWidget(parent), m_iconName(icon), m_icon(new QLabel), m_title(new QLabel(title)),
      m_sentence(new QLabel(sentence)), m_button(new QPushButton(button))
{
    m_title->setProperty("role", "title");
    m_sentence->setProperty("role", "secondary");
    m_sentence->setWordWrap(true);
    m_sentence->setAlignment(Qt::AlignHCenter);
    m_sentence->setFixedWidth(kSentenceWidth);
    m_button->setProperty("kind", "primary");
    m_button->setVisible(!button.isEmpty());

    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(12);
    layout->addStretch(2);
    for (QWidget* part : {static_cast<QWidget*>(m_icon), static_cast<QWidget*>(m_title),
                          static_cast<QWidget*>(m_sentence), static_cast<QWidget*>(m_button)}) {
        layout->addWidget(part, 0, Qt::AlignHCenter);
    }
    layout->addStretch(3);
    connect(&ThemeNotifier::instance(), &ThemeNotifier::themeChanged, this, &EmptyState::updateIcon);
    updateIcon();
}

void EmptyState::setSentence(const QString& sentence)
{
    m_sentence->setText(sentence);
}

void EmptyState::setTitle(const QString& title)
{
    m_title->setText(title);
}

void EmptyState::updateIcon()
{
    m_icon->setPixmap(iconPixmap(m_iconName, tokens().text3, QSize(kIcon, kIcon), devicePixelRatioF()));
}

} // namespace seg::gui
