// SPDX-License-Identifier: Apache-2.0
#include "gui/dialogs/ImportStepPage.h"

#include "gui/widgets/Words.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace seg::gui {

ImportStepPage::ImportStepPage(const QString& title, QWidget* parent)
    : QWidget(parent), m_line(words({}, "secondary")), m_headRight(new QHBoxLayout),
      m_content(new QVBoxLayout)
{
    auto* names = new QVBoxLayout;
    names->setSpacing(2);
    names->addWidget(words(title, "title"));
    names->addWidget(m_line);
    auto* head = new QHBoxLayout;
    head->addLayout(names, 1);
    head->addLayout(m_headRight);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(22, 20, 22, 18);
    layout->setSpacing(12);
    layout->addLayout(head);
    layout->addLayout(m_content, 1);
    m_content->setSpacing(12);
}

void ImportStepPage::setLine(const QString& words)
{
    m_line->setText(words);
}

} // namespace seg::gui
