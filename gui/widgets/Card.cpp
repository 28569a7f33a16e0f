// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/Card.h"

#include "gui/theme/Theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace seg::gui {

Card::Card(const QString& title, QWidget* parent)
    : QFrame(parent), m_head(new QHBoxLayout), m_content(new QVBoxLayout), m_title(new QLabel),
      m_meaning(new QLabel)
{
    setProperty("role", "card");
    m_title->setProperty("role", "section");
    m_meaning->setProperty("role", "secondary");
    m_head->setSpacing(12);
    m_head->addWidget(m_title);
    m_head->addStretch();
    m_head->addWidget(m_meaning);
    m_content->setSpacing(8);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(size::kCardX, size::kCardY, size::kCardX, size::kCardY);
    layout->setSpacing(8);
    layout->addLayout(m_head);
    layout->addLayout(m_content, 1);
    setTitle(title);
}

void Card::setTitle(const QString& title)
{
    m_title->setText(title);
    updateHead();
}

void Card::setMeaning(const QString& words)
{
    m_meaning->setText(words);
    updateHead();
}

void Card::setEmphasis(bool on)
{
    setProperty("emphasis", on);
    restyle(this);
}

void Card::updateHead()
{
    m_title->setVisible(!m_title->text().isEmpty());
    m_meaning->setVisible(!m_meaning->text().isEmpty());
}

} // namespace seg::gui
