// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/StatusChips.h"

#include "core/base/Units.h"
#include "gui/ProjectSession.h"
#include "gui/models/ValueText.h"
#include "gui/tasks/Computer.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace seg::gui {

namespace {

constexpr int kPollMs = 2000;

} // namespace

StatusChips::StatusChips(QWidget* parent)
    : QWidget(parent), m_jobs(new QPushButton), m_gpu(new QLabel), m_memory(new QLabel)
{
    m_jobs->setObjectName(QStringLiteral("jobsChip"));
    m_jobs->setFocusPolicy(Qt::TabFocus);
    m_jobs->setToolTip(QStringLiteral("Show the jobs"));
    m_memory->setToolTip(QStringLiteral("Memory in use of this computer"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 6, 0);
    layout->setSpacing(2);
    for (QWidget* part : std::initializer_list<QWidget*>{m_jobs, m_gpu, m_memory}) {
        layout->addWidget(part);
    }
    m_jobs->hide();
    m_gpu->hide();
    connect(m_jobs, &QPushButton::clicked, this, &StatusChips::jobsClicked);
    startTimer(kPollMs);
    updateMemory();
}

void StatusChips::setSession(ProjectSession* session)
{
    m_session = session;
    if (session != nullptr) {
        connect(session, &ProjectSession::jobStarted, this, [this](Job* job) {
            connect(job, &Job::changed, this, &StatusChips::updateJobs);
            updateJobs();
        });
        connect(session, &ProjectSession::jobEnded, this, &StatusChips::updateJobs);
    }
    updateJobs();
}

void StatusChips::setGpu(const QString& text)
{
    m_gpu->setText(text);
    m_gpu->setVisible(!text.isEmpty());
}

void StatusChips::timerEvent(QTimerEvent* event)
{
    Q_UNUSED(event);
    updateMemory();
}

void StatusChips::updateJobs()
{
    const bool any = m_session != nullptr && !m_session->jobs().empty();
    m_jobs->setVisible(any);
    if (!any) {
        return;
    }
    const Job& job = *m_session->jobs().back();
    QString text = countText(static_cast<qint64>(m_session->jobs().size()), QStringLiteral("job"),
                             QStringLiteral("jobs"));
    text += QStringLiteral(" · %1 %").arg(job.fraction() * 100.0, 0, 'f', 0);
    if (!job.remaining().isEmpty()) {
        text += QStringLiteral(" · ") + job.remaining();
    }
    m_jobs->setText(text);
}

void StatusChips::updateMemory()
{
    const MemoryFacts memory = readMemory();
    m_memory->setText(QStringLiteral("RAM %1 / %2 GiB")
                          .arg(static_cast<double>(memory.usedBytes) / kGiB, 0, 'f', 0)
                          .arg(static_cast<double>(memory.totalBytes) / kGiB, 0, 'f', 0));
    m_memory->setVisible(memory.totalBytes > 0);
}

} // namespace seg::gui
