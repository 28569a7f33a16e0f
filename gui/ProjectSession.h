// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "database/Project.h"
#include "gui/tasks/TaskRunner.h"

#include <QObject>
#include <QString>

#include <map>
#include <memory>
#include <vector>

namespace seg::gui {

/// What a job is about, for the pages that show its progress.
enum class JobTopic { Data, Plan, Training, Other };

/// One background job as the status bar and the Jobs dock show it.
class Job final : public QObject {
    Q_OBJECT

public:
    Job(QString title, QObject* parent, JobTopic topic = JobTopic::Other)
        : QObject(parent), m_title(std::move(title)), m_topic(topic)
    {
    }

    [[nodiscard]] const QString& title() const noexcept { return m_title; }
    [[nodiscard]] JobTopic topic() const noexcept { return m_topic; }
    [[nodiscard]] double fraction() const noexcept { return m_fraction; }
    [[nodiscard]] const QString& what() const noexcept { return m_what; }
    [[nodiscard]] QString remaining() const; ///< "3 min left"; empty before three samples
    [[nodiscard]] bool isRunning() const { return m_runner.isRunning(); }
    TaskRunner& runner() noexcept { return m_runner; } ///< start() it, listen to its ends, cancel() it

Q_SIGNALS:
    void changed();

private:
    friend class ProjectSession;
    void takeProgress(double fraction, const QString& what);
    QString m_title;
    JobTopic m_topic;
    QString m_what;
    double m_fraction = 0.0;
    qint64 m_startedMs = 0;
    qint64 m_latestMs = 0;
    int m_samples = 0;
    TaskRunner m_runner; // last member: its thread ends before the others go
};

/// The open project as the window sees it: the GUI thread's own connection for short reads, the background
/// jobs, and the news that something changed. Long work opens its own database::Project on the job's thread
/// (folder()).
class ProjectSession final : public QObject {
    Q_OBJECT

public:
    explicit ProjectSession(database::Project project, QObject* parent = nullptr);
    ~ProjectSession() override; ///< cancels and waits for the jobs

    [[nodiscard]] database::Project& project() noexcept { return m_project; }
    [[nodiscard]] std::filesystem::path folder() const { return m_project.folder(); }

    /// Starts background work; `work` runs on a thread of its own (C.3: values in, one Publish back).
    Job* start(const QString& title, TaskRunner::Work work, JobTopic topic = JobTopic::Other);
    [[nodiscard]] const std::vector<Job*>& jobs() const noexcept { return m_jobs; } ///< running ones

    /// Trains or continues a run as a job of this window. \pre no job trains it already
    Job* startTraining(database::RunId run);
    /// The job that trains a run in this window; null when there is none.
    [[nodiscard]] Job* trainingJob(database::RunId run) const;
    /// Runs that train in this window now.
    [[nodiscard]] std::vector<database::RunId> trainingRuns() const;
    /// What a run of this window may be asked (pause, stop after epoch); kept for the whole session.
    [[nodiscard]] training::TrainingControl& trainingControl(database::RunId run);

Q_SIGNALS:
    void datasetsChanged();
    void planChanged();
    void runsChanged();
    void predictionsChanged();
    void reportsChanged();
    void jobStarted(seg::gui::Job* job);
    void jobEnded(const QString& title, bool succeeded,
                  const QString& message); ///< message empty when it went well

private:
    void endJob(Job* job, bool succeeded, const QString& message);
    database::Project m_project;
    std::map<database::RunId, std::shared_ptr<training::TrainingControl>> m_controls;
    std::map<database::RunId, Job*> m_trainings; // running ones
    std::vector<Job*> m_jobs;                    // children of this object
};

} // namespace seg::gui
