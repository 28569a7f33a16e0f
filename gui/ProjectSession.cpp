// SPDX-License-Identifier: Apache-2.0
#include "gui/ProjectSession.h"

#include "core/base/Log.h"
#include "gui/tasks/TimeText.h"

#include <QDateTime>

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

namespace seg::gui {

namespace {

constexpr int kSamplesBeforeEstimate = 3;
constexpr int kJobNiceness = 5;

/// Leaves the processors to the window when it wants them. Threads that this one starts inherit it.
void giveWayToTheWindow()
{
    // A refusal is harmless: the job then competes with the window as an equal.
    static_cast<void>(::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kJobNiceness));
}

} // namespace

QString Job::remaining() const
{
    if (m_samples < kSamplesBeforeEstimate || m_fraction <= 0.0 || m_fraction >= 1.0) {
        return {};
    }
    const double elapsed = static_cast<double>(m_latestMs - m_startedMs) / 1000.0;
    return durationText(elapsed / m_fraction * (1.0 - m_fraction)) + QStringLiteral(" left");
}

void Job::takeProgress(double fraction, const QString& what)
{
    m_fraction = std::max(m_fraction, fraction);
    m_what = what;
    m_latestMs = QDateTime::currentMSecsSinceEpoch();
    ++m_samples;
    Q_EMIT changed();
}

ProjectSession::ProjectSession(database::Project project, QObject* parent)
    : QObject(parent), m_project(std::move(project))
{
}

ProjectSession::~ProjectSession()
{
    for (Job* job : m_jobs) {
        job->runner().cancel(); // all at once, so that their last steps overlap
    }
    for (Job* job : m_jobs) {
        delete job; // waits
    }
}

Job* ProjectSession::start(const QString& title, TaskRunner::Work work, JobTopic topic)
{
    auto* job = new Job(title, this, topic);
    job->m_startedMs = QDateTime::currentMSecsSinceEpoch();
    m_jobs.push_back(job);
    TaskRunner& runner = job->runner();
    connect(&runner, &TaskRunner::progressed, job, &Job::takeProgress);
    connect(&runner, &TaskRunner::succeeded, this, [this, job] { endJob(job, true, {}); });
    connect(&runner, &TaskRunner::failed, this,
            [this, job](ErrorCode, const QString& message) { endJob(job, false, message); });
    connect(&runner, &TaskRunner::cancelled, this,
            [this, job] { endJob(job, false, QStringLiteral("stopped at your request")); });
    runner.start([work = std::move(work)](const TaskContext& context) {
        giveWayToTheWindow();
        return work(context);
    });
    Q_EMIT jobStarted(job);
    return job;
}

void ProjectSession::endJob(Job* job, bool succeeded, const QString& message)
{
    std::erase(m_jobs, job);
    const bool wasTraining =
        std::erase_if(m_trainings, [job](const auto& entry) { return entry.second == job; }) > 0;
    const std::string title = job->title().toStdString();
    if (succeeded) {
        log::info("jobs", title + ": done");
    } else {
        log::warning("jobs", title + ": " + message.toStdString());
    }
    Q_EMIT jobEnded(job->title(), succeeded, message);
    if (wasTraining) {
        Q_EMIT runsChanged();
    }
    job->deleteLater();
}

training::TrainingControl& ProjectSession::trainingControl(database::RunId run)
{
    std::shared_ptr<training::TrainingControl>& control = m_controls[run];
    if (!control) {
        control = std::make_shared<training::TrainingControl>();
    }
    return *control;
}

Job* ProjectSession::startTraining(database::RunId run)
{
    Q_ASSERT(trainingJob(run) == nullptr);
    training::TrainingControl& control = trainingControl(run);
    control.pause = false;
    control.stopAfterEpoch = false;
    const QString title = QStringLiteral("Train run %1").arg(static_cast<qint64>(run));
    auto work = [folder = folder(), run, shared = m_controls.at(run)](const TaskContext& context) {
        database::Project project = database::Project::open(folder);
        static_cast<void>(project.train(run, *shared, context));
        return TaskRunner::Publish{};
    };
    Job* job = start(title, std::move(work), JobTopic::Training);
    m_trainings[run] = job;
    Q_EMIT runsChanged();
    return job;
}

Job* ProjectSession::trainingJob(database::RunId run) const
{
    const auto found = m_trainings.find(run);
    return found == m_trainings.end() ? nullptr : found->second;
}

std::vector<database::RunId> ProjectSession::trainingRuns() const
{
    std::vector<database::RunId> runs;
    for (const auto& [run, job] : m_trainings) {
        runs.push_back(run);
    }
    return runs;
}

} // namespace seg::gui
