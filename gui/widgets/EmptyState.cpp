// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/EmptyState.h"

#include "gui/theme/Icons.h"
#include "gui/theme/Theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace seg::gui {

namespace {

constexpr int kEmptyIcon = 48;
constexpr int kSentenceWidth = 460;
constexpr int kSentenceShare = 1000; // takes its whole width before the room beside it grows

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
    m_sentence->setMaximumWidth(kSentenceWidth);
    m_sentence->setMinimumWidth(kSentenceWidth / 2);
    m_button->setProperty("kind", "primary");
    m_button->setVisible(!button.isEmpty());

    // The sentence is centered by its neighbors, not by an alignment: with one, its height would be that of
    // the page's width, and its second line cut off.
    auto* sentenceRow = new QHBoxLayout;
    sentenceRow->addStretch(1);
    sentenceRow->addWidget(m_sentence, kSentenceShare);
    sentenceRow->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(12);
    layout->addStretch(2);
    layout->addWidget(m_icon, 0, Qt::AlignHCenter);
    layout->addWidget(m_title, 0, Qt::AlignHCenter);
    layout->addLayout(sentenceRow);
    layout->addWidget(m_button, 0, Qt::AlignHCenter);
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
    m_icon->setPixmap(iconPixmap(m_iconName, tokens().text3, QSize(kEmptyIcon, kEmptyIcon), devicePixelRatioF()));
}

} // namespace seg::gui
