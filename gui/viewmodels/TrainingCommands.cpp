// SPDX-License-Identifier: Apache-2.0
// What a person may ask of runs: start, pause, resume, stop.
#include "core/base/Error.h"
#include "database/Project.h"
#include "gui/ProjectSession.h"
#include "gui/viewmodels/TrainingViewModel.h"

#include <QPointer>

#include <algorithm>

namespace seg::gui {

using database::RunId;
using database::RunRecord;
using training::RunState;

std::vector<RunDataset> TrainingViewModel::runDatasets()
{
    if (m_session == nullptr) {
        return {};
    }
    try {
        return readRunDatasets(m_session->project());
    } catch (const Error& error) {
        Q_EMIT failed(QString::fromStdString(error.what()));
        return {};
    }
}

void TrainingViewModel::start(const NewRun& wish)
{
    std::optional<RunId> first;
    try {
        for (const int fold : wish.folds) {
            training::TrainingOptions options = wish.options;
            options.fold = fold;
            const RunRecord added =
                m_session->project().addRun(wish.dataset, options, wish.name.toStdString(), wish.planName);
            m_queue.push_back(added.id);
            first = first.value_or(added.id);
        }
    } catch (const Error& error) {
        Q_EMIT failed(QString::fromStdString(error.what()));
    }
    if (first) {
        readRuns();
        select(first);
        trainNext();
    }
}

/// Trains the next run of the queue unless one trains already.
void TrainingViewModel::trainNext()
{
    if (m_session == nullptr || m_queue.empty() || m_preparing || !m_session->trainingRuns().empty()) {
        return;
    }
    const RunId next = m_queue.front();
    m_queue.erase(m_queue.begin());
    try {
        train(next);
    } catch (const Error& error) {
        Q_EMIT failed(QString::fromStdString(error.what()));
    }
}

void TrainingViewModel::train(RunId id)
{
    m_wishes.erase(id);
    m_trained = id;
    database::Project& project = m_session->project();
    const RunRecord record = project.run(id);
    const std::string configuration = record.options.configuration;
    const auto cases = static_cast<std::size_t>(
        project.datasets().empty() ? 0 : project.rawDataset(record.dataset).trainingCases.size());
    if (project.preprocessedCount(record.dataset, configuration, record.planName) >= cases) {
        static_cast<void>(m_session->startTraining(id));
        return;
    }
    m_preparing = id;
    QPointer<TrainingViewModel> self(this);
    QPointer<ProjectSession> session(m_session);
    Job* job =
        m_session->start(QStringLiteral("Preprocess %1").arg(QString::fromStdString(configuration)),
                         [session, self, id, record,
                          folder = m_session->folder()](const TaskContext& context) -> TaskRunner::Publish {
                             database::Project own = database::Project::open(folder);
                             static_cast<void>(own.preprocess(record.dataset, record.options.configuration,
                                                              context, record.planName));
                             return [session, self, id] {
                                 if (session) {
                                     Q_EMIT session->planChanged();
                                     static_cast<void>(session->startTraining(id));
                                 }
                             };
                         });
    const auto ended = [this] {
        m_preparing.reset();
        poll();
    };
    connect(&job->runner(), &TaskRunner::succeeded, this, ended);
    connect(&job->runner(), &TaskRunner::failed, this, ended);
    connect(&job->runner(), &TaskRunner::cancelled, this, ended);
    Q_EMIT stateChanged();
}

/// A training of this window began or ended, or the list of runs changed.
void TrainingViewModel::runEnded()
{
    if (m_session == nullptr) {
        return;
    }
    poll();
    if (!m_session->trainingRuns().empty() || m_queue.empty() || m_preparing) {
        return;
    }
    const auto last = std::find_if(m_runs.begin(), m_runs.end(),
                                   [this](const RunRecord& run) { return run.id == m_trained; });
    if (last != m_runs.end() && last->state != RunState::Finished) {
        m_queue.clear(); // stopped or failed: the folds behind it wait for their Start
        return;
    }
    const RunId next = m_queue.front();
    trainNext();
    select(next);
}

void TrainingViewModel::pause()
{
    if (m_run && isHere()) {
        m_wishes[m_run->id].pause = true;
        m_session->trainingControl(m_run->id).pause = true;
        Q_EMIT stateChanged();
    }
}

void TrainingViewModel::resume()
{
    if (!m_run) {
        return;
    }
    if (m_session->trainingJob(m_run->id) != nullptr) {
        m_wishes[m_run->id].pause = false;
        m_session->trainingControl(m_run->id).pause = false;
        Q_EMIT stateChanged();
    } else if (!training::isActive(m_run->state) && m_run->state != RunState::Finished) {
        std::erase(m_queue, m_run->id);
        try {
            train(m_run->id);
        } catch (const Error& error) {
            Q_EMIT failed(QString::fromStdString(error.what()));
        }
    }
}

void TrainingViewModel::stopAfterEpoch()
{
    if (!m_run) {
        return;
    }
    m_wishes[m_run->id].stopAfterEpoch = true;
    if (m_session->trainingJob(m_run->id) != nullptr) {
        m_session->trainingControl(m_run->id).stopAfterEpoch = true;
    } else {
        askOtherProcess(true);
    }
    Q_EMIT stateChanged();
}

/// The run may have ended since the button was shown.
void TrainingViewModel::askOtherProcess(bool afterEpoch)
{
    try {
        m_session->project().requestStop(m_run->id, afterEpoch);
    } catch (const Error& error) {
        m_wishes.erase(m_run->id);
        Q_EMIT failed(QString::fromStdString(error.what()));
    }
}

void TrainingViewModel::stopNow()
{
    if (!m_run) {
        return;
    }
    m_wishes[m_run->id].stopNow = true;
    if (Job* job = m_session->trainingJob(m_run->id)) {
        job->runner().cancel();
    } else {
        askOtherProcess(false);
    }
    Q_EMIT stateChanged();
}

} // namespace seg::gui
