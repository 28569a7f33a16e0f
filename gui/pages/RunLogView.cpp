// SPDX-License-Identifier: Apache-2.0
#include "gui/pages/RunLogView.h"

#include "gui/viewmodels/RunLog.h"
#include "gui/widgets/Words.h"

#include <QCheckBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QVBoxLayout>

namespace seg::gui {

namespace {

constexpr int kMostLines = 20000;
constexpr int kFilterWidth = 220;

} // namespace

RunLogView::RunLogView(QWidget* parent)
    : QWidget(parent), m_filter(new QLineEdit), m_follow(new QCheckBox(QStringLiteral("Follow"))),
      m_cut(words(QStringLiteral("Earlier lines are in log.txt of the run's folder."), "hint")),
      m_text(new QPlainTextEdit)
{
    m_filter->setPlaceholderText(QStringLiteral("Filter"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setFixedWidth(kFilterWidth);
    m_filter->setObjectName(QStringLiteral("runLogFilter"));
    m_follow->setChecked(true);
    m_cut->hide();
    m_text->setReadOnly(true);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setMaximumBlockCount(kMostLines);
    m_text->setObjectName(QStringLiteral("runLog"));
    m_text->setPlaceholderText(QStringLiteral("Nothing was written yet."));
    auto* bar = new QHBoxLayout;
    bar->addWidget(m_filter);
    bar->addWidget(m_follow);
    bar->addStretch();
    bar->addWidget(m_cut);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addLayout(bar);
    layout->addWidget(m_text, 1);
    m_text->installEventFilter(this);
    connect(m_filter, &QLineEdit::textChanged, this, &RunLogView::refill);
    connect(m_follow, &QCheckBox::toggled, this, &RunLogView::follow);
}

void RunLogView::clear()
{
    m_lines.clear();
    m_text->clear();
    m_cut->hide();
}

bool RunLogView::passes(const QString& line) const
{
    return m_filter->text().isEmpty() || line.contains(m_filter->text(), Qt::CaseInsensitive);
}

void RunLogView::takeNew(RunLog& log)
{
    QStringList lines = log.takeNewLines();
    for (QString& line : lines) {
        line = shownLogLine(line);
    }
    m_cut->setVisible(log.wasCut());
    if (!lines.isEmpty()) {
        m_lines += lines;
        if (m_lines.size() > kMostLines) {
            m_lines.erase(m_lines.begin(), m_lines.end() - kMostLines);
        }
        append(lines);
    }
}

void RunLogView::append(const QStringList& lines)
{
    QStringList passed;
    for (const QString& line : lines) {
        if (passes(line)) {
            passed << line;
        }
    }
    if (passed.isEmpty()) {
        return;
    }
    QScrollBar* bar = m_text->verticalScrollBar();
    const int position = bar->value();
    m_text->appendPlainText(passed.join(u'\n'));
    bar->setValue(position);
    follow();
}

void RunLogView::follow()
{
    if (m_follow->isChecked()) {
        m_text->verticalScrollBar()->setValue(m_text->verticalScrollBar()->maximum());
    }
}

/// The last line stays in sight when the view gets its size or another one.
bool RunLogView::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize || event->type() == QEvent::Show) {
        QMetaObject::invokeMethod(this, &RunLogView::follow, Qt::QueuedConnection);
    }
    return QWidget::eventFilter(watched, event);
}

void RunLogView::refill()
{
    m_text->clear();
    append(m_lines);
}

} // namespace seg::gui
