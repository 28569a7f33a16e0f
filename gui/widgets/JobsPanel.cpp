// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/JobsPanel.h"

#include "gui/ProjectSession.h"
#include "gui/widgets/Chip.h"
#include "gui/widgets/StageProgress.h"
#include "gui/widgets/Words.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QTime>
#include <QVBoxLayout>

namespace seg::gui {

namespace {

constexpr int kTitleWidth = 220;
constexpr int kTimeWidth = 48;

} // namespace

JobsPanel::JobsPanel(QWidget* parent)
    : QWidget(parent), m_running(new QVBoxLayout), m_ended(new QVBoxLayout),
      m_note(words(QStringLiteral(
                       "Nothing is running. Imports, analyses, trainings and segmentations are listed here."),
                   "hint"))
{
    auto* list = new QWidget;
    list->setProperty("role", "panel");
    auto* rows = new QVBoxLayout(list);
    rows->setContentsMargins(12, 8, 12, 8);
    rows->setSpacing(6);
    rows->addWidget(m_note);
    rows->addLayout(m_running);
    rows->addLayout(m_ended);
    rows->addStretch();
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(list);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);
}

void JobsPanel::setSession(ProjectSession* session)
{
    m_session = session;
    clearLayout(*m_running);
    clearLayout(*m_ended);
    if (session != nullptr) {
        for (Job* job : session->jobs()) {
            addJob(job);
        }
        connect(session, &ProjectSession::jobStarted, this, &JobsPanel::addJob);
        connect(session, &ProjectSession::jobEnded, this, &JobsPanel::addEnded);
    }
    updateNote();
}

void JobsPanel::addJob(Job* job)
{
    auto* row = new QWidget;
    QLabel* title = words(job->title(), "strong");
    title->setFixedWidth(kTitleWidth);
    auto* progress = new StageProgress;
    progress->setTexts(QStringLiteral("started"), {});
    auto* cancel = new QPushButton(QStringLiteral("Cancel"));
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(16);
    layout->addWidget(title);
    layout->addWidget(progress, 1);
    layout->addWidget(cancel);
    m_running->addWidget(row);
    connect(cancel, &QPushButton::clicked, job, [job, cancel] {
        cancel->setEnabled(false);
        cancel->setText(QStringLiteral("Stopping…"));
        job->runner().cancel();
    });
    connect(job, &Job::changed, progress, [job, progress] {
        progress->setTexts(job->what(), job->remaining());
        progress->setFraction(job->fraction());
    });
    connect(job, &QObject::destroyed, row, &QObject::deleteLater);
    updateNote();
}

void JobsPanel::addEnded(const QString& title, bool succeeded, const QString& message)
{
    auto* row = new QWidget;
    QLabel* when = words(QTime::currentTime().toString(QStringLiteral("HH:mm")), "hint");
    when->setFixedWidth(kTimeWidth);
    QLabel* name = words(title, "");
    name->setFixedWidth(kTitleWidth - kTimeWidth - 16);
    QLabel* text = words(message, "secondary", true);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(16);
    layout->addWidget(when, 0, Qt::AlignTop);
    layout->addWidget(name, 0, Qt::AlignTop);
    layout->addWidget(new Chip(succeeded ? QStringLiteral("done") : QStringLiteral("ended early"),
                               succeeded ? ChipState::Ok : ChipState::Error),
                      0, Qt::AlignTop);
    layout->addWidget(text, 1);
    m_ended->insertWidget(0, row);
    if (m_ended->count() > kMostEnded) {
        QLayoutItem* oldest = m_ended->takeAt(m_ended->count() - 1);
        delete oldest->widget();
        delete oldest;
    }
    updateNote();
}

void JobsPanel::updateNote()
{
    m_note->setVisible(m_ended->count() == 0 && (m_session == nullptr || m_session->jobs().empty()));
}

} // namespace seg::gui
