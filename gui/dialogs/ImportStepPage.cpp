// SPDX-License-Identifier: Apache-2.0
#include "gui/dialogs/ImportStepPage.h"

#include "gui/widgets/Words.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

namespace seg::gui {

namespace {

/// A frame that scrolls and has the color of what is behind it.
QScrollArea* scrollingFrame(QVBoxLayout* content)
{
    auto* inner = new QWidget;
    inner->setLayout(content);
    content->setContentsMargins(0, 0, 0, 0);
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(inner);
    scroll->viewport()->setAutoFillBackground(false);
    inner->setAutoFillBackground(false);
    return scroll;
}

} // namespace

ImportStepPage::ImportStepPage(const QString& title, Content content, QWidget* parent)
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
    if (content == Content::Scrolls) {
        layout->addWidget(scrollingFrame(m_content), 1);
    } else {
        layout->addLayout(m_content, 1);
    }
    m_content->setSpacing(12);
}

void ImportStepPage::setLine(const QString& words)
{
    m_line->setText(words);
}

} // namespace seg::gui
