// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/planning/ConfigurationEdit.h"
#include "database/Project.h"
#include "gui/tasks/TaskRunner.h"
#include "gui/viewmodels/ConfigurationFacts.h"
#include "gui/viewmodels/DatasetFacts.h"
#include "gui/viewmodels/PlanChoice.h"

#include <QObject>
#include <QPointer>
#include <QString>
#include <QStringList>

#include <filesystem>
#include <optional>
#include <vector>

namespace seg::gui {

class Job;
class ProjectSession;

/// The Plan page without its widgets: what is known of a dataset, what was planned and why, and the jobs that
/// find it out.
class PlanningViewModel final : public QObject {
    Q_OBJECT

public:
    explicit PlanningViewModel(QObject* parent = nullptr);

    void setSession(ProjectSession* session);
    void refresh(); ///< reads again in the background
    void select(database::DatasetId id);

    [[nodiscard]] const std::vector<database::DatasetRecord>& datasets() const noexcept
    {
        return m_loaded.datasets;
    }
    [[nodiscard]] const database::DatasetRecord* dataset() const; ///< null when there is none
    [[nodiscard]] bool isAnalysed() const noexcept { return m_loaded.facts.has_value(); }
    [[nodiscard]] bool isPlanned() const noexcept { return !m_loaded.configurations.empty(); }
    [[nodiscard]] const DatasetFacts& facts() const { return *m_loaded.facts; } ///< \pre isAnalysed()
    [[nodiscard]] const std::vector<ConfigurationFacts>& configurations() const noexcept
    {
        return m_loaded.configurations;
    }
    [[nodiscard]] QString
    subtitle() const; ///< "484 cases, 4 channels, 3 labels · analysed in 41 s · nnU-Net default planner"
    [[nodiscard]] double availableBytes() const noexcept { return m_loaded.availableBytes; }
    [[nodiscard]] QString memoryPlace() const; ///< "on this GPU", "on this computer"

    /// The dataset's plans, the one that new runs take last.
    [[nodiscard]] const std::vector<StoredPlan>& plans() const noexcept { return m_loaded.plans; }
    [[nodiscard]] const QString& planName() const noexcept { return m_loaded.planName; } ///< of the one shown
    void makePlan(const PlanChoice& choice); ///< as a job; shown then, and taken by new runs
    void choosePlan(const QString& name);    ///< shows another plan, which new runs take, as a job

    [[nodiscard]] const planning::Plan& plan() const { return *m_loaded.plan; } ///< \pre isPlanned()
    [[nodiscard]] const planning::EditFacts& editFacts() const noexcept { return m_loaded.editFacts; }
    /// A copy of the stored plan `source` with a person's numbers, as a job; shown then, and taken by new
    /// runs.
    void makeCopy(const QString& source, const QString& name,
                  const std::vector<planning::ConfigurationEdit>& edits);

    /// Reads every case again and plans again by the shown plan's planner, as a job. A plan that comes out
    /// otherwise takes the old one's place, or its own name where runs were made with the old one.
    void analyseAgain();
    /// What the last job found about the dataset that is shown.
    [[nodiscard]] const QString& news() const noexcept { return m_news; }

    void setChosen(const QString& configuration, bool on);
    [[nodiscard]] bool isChosen(const QString& configuration) const;
    [[nodiscard]] QStringList toPreprocess() const; ///< chosen and not finished

    /// By which analyse() plans: that of the stored plan where it can be told, else nnU-Net's default.
    [[nodiscard]] PlanChoice choiceToAnalyse() const;
    void analyse(bool thenPreprocess); ///< fingerprint and plan as one job
    void preprocess();                 ///< toPreprocess() as a job
    void cancel();
    [[nodiscard]] Job* job() const; ///< running one of this page; null when idle
    [[nodiscard]] bool isBusy() const { return job() != nullptr; }
    [[nodiscard]] bool isLoaded() const { return m_hasLoaded && !m_loader.isRunning(); }
    [[nodiscard]] const QString& failure() const noexcept { return m_failure; }

Q_SIGNALS:
    void changed();
    void jobChanged();

private:
    struct Loaded {
        std::vector<database::DatasetRecord> datasets;
        database::DatasetId dataset{};
        std::optional<DatasetFacts> facts;
        std::size_t labels = 0;
        std::vector<StoredPlan> plans;
        std::optional<planning::Plan> plan; // the one shown
        planning::EditFacts editFacts;
        QString planName;
        QString planner;
        double analysedSeconds = 0.0;
        std::vector<ConfigurationFacts> configurations;
        double availableBytes = 0.0;
        bool hasGpu = false;
    };
    static Loaded load(const std::filesystem::path& folder, database::DatasetId wanted);
    static void loadPlan(const database::Project& project, Loaded& loaded, const dataset::RawDataset& raw);
    void take(Loaded loaded, database::DatasetId wanted);
    void startJob(const QString& title, TaskRunner::Work work);
    enum class OlderPlan { Replace, KeepForRuns }; ///< what becomes of one of the same name
    void startPlanning(const PlanChoice& choice, OlderPlan older, bool thenPreprocess);
    /// What a job of this page publishes at its end.
    [[nodiscard]] static TaskRunner::Publish ended(const QPointer<PlanningViewModel>& self,
                                                   const QPointer<ProjectSession>& session,
                                                   database::DatasetId id, const QStringList& failures = {},
                                                   const QString& news = {});

    ProjectSession* m_session = nullptr; // outlives the call until the next setSession()
    std::filesystem::path m_folder;
    database::DatasetId m_wanted{}; // the one shown, or on its way; none before the first is loaded
    Loaded m_loaded;
    QStringList m_unchosen;
    QPointer<Job> m_job;
    QString m_failure;
    QString m_news;
    bool m_hasLoaded = false;
    bool m_again = false;
    TaskRunner m_loader; // last member
};

} // namespace seg::gui
