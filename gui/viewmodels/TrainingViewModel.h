// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "database/Records.h"
#include "gui/models/TableRoles.h"
#include "gui/viewmodels/NewRunModel.h"
#include "gui/viewmodels/RunActions.h"
#include "gui/viewmodels/RunLog.h"

#include <QObject>
#include <QString>
#include <QStringList>
#include <QTimer>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace seg::gui {

class ProjectSession;

/// A fold of the same data, plan and configuration as the run on show.
struct FoldChip {
    int fold = 0;
    QString text; ///< "0 · 0.897", "1 · 14 %", "2"
    ChipState state = ChipState::Neutral;
    std::optional<database::RunId> run;
    bool isCurrent = false;
    bool operator==(const FoldChip&) const = default;
};

/// A class that is learnt: name and the label value whose color it has.
struct LearntClass {
    QString name;
    int label = 0;
    dataset::LabelColors colors = {}; ///< chosen for the labels of the dataset
};

/// One line of the Configuration tab.
struct OptionLine {
    QString name;
    QString value;
    QString meaning;
};

/// The Train page without its widgets. Follows one run through the database by a timer: short reads of what
/// is new, so that the page is the same wherever the run trains and never waits for it.
class TrainingViewModel final : public QObject {
    Q_OBJECT

public:
    explicit TrainingViewModel(QObject* parent = nullptr);

    void setSession(ProjectSession* session);
    [[nodiscard]] ProjectSession* session() const noexcept { return m_session; }
    void setFollowing(bool on); ///< the page is on screen

    [[nodiscard]] const std::vector<database::RunRecord>& runs() const noexcept
    {
        return m_runs;
    } ///< newest first
    void select(std::optional<database::RunId> run);
    [[nodiscard]] bool hasRun() const noexcept { return m_run.has_value(); }
    [[nodiscard]] const database::RunRecord& run() const { return *m_run; } ///< \pre hasRun()
    [[nodiscard]] training::RunState state() const; ///< with what was asked for taken in
    [[nodiscard]] bool isHere() const;              ///< a job of this window trains it
    [[nodiscard]] RunActions actions() const;
    [[nodiscard]] const std::vector<training::EpochMetrics>& epochs() const noexcept { return m_epochs; }
    [[nodiscard]] const std::vector<LearntClass>& classes() const noexcept { return m_classes; }
    [[nodiscard]] const std::vector<FoldChip>& folds() const noexcept { return m_folds; }

    // Words of the header
    [[nodiscard]] QString title() const;
    [[nodiscard]] QString subtitle() const;
    [[nodiscard]] double fraction() const;
    [[nodiscard]] QString progressText() const;
    [[nodiscard]] QString remainingText() const;
    [[nodiscard]] QString bestDiceText() const;
    [[nodiscard]] QString validationText() const;
    [[nodiscard]] QString epochTimeText() const;
    [[nodiscard]] QString statusText() const; ///< left of the status bar
    [[nodiscard]] std::vector<OptionLine> optionLines() const;
    RunLog& log() noexcept { return m_log; }

    // What a person may ask
    [[nodiscard]] std::vector<RunDataset> runDatasets(); ///< for the form of a new run
    void start(const NewRun& run); ///< adds a run per fold and trains them one after the other
    void pause();
    void resume(); ///< also starts a run that waits
    void stopAfterEpoch();
    void stopNow();

    static constexpr int kPollMs = 250;

Q_SIGNALS:
    void runsChanged();
    void runSelected();   ///< another run, or none
    void stateChanged();  ///< state, progress or buttons
    void epochsChanged(); ///< a new epoch, or all of them anew
    void failed(const QString& message);

private:
    void poll();
    void readRuns();
    void readEpochs();
    void readLive();
    void readFacts();
    void readColors();
    void updateFolds();
    void runEnded();
    void train(database::RunId run); ///< preprocesses first what is missing
    void trainNext();
    void askOtherProcess(bool afterEpoch);
    [[nodiscard]] RunWishes wishes() const;

    ProjectSession* m_session = nullptr; // outlives the call until the next setSession()
    std::vector<database::RunRecord> m_runs;
    std::optional<database::RunRecord> m_run;
    std::vector<training::EpochMetrics> m_epochs;
    std::optional<training::IterationMetrics> m_iteration;
    int m_validated = 0; ///< cases of the whole-volume validation so far
    int m_toValidate = 0;
    qint64 m_checkpointAt = 0;
    std::vector<LearntClass> m_classes;
    QString m_planFacts; ///< "batch 9, patch 40 × 56 × 40"
    QString m_datasetName;
    std::vector<FoldChip> m_folds;
    RunLog m_log;
    std::vector<database::RunId> m_queue; ///< started here, waiting for the one before
    std::map<database::RunId, RunWishes> m_wishes;
    std::optional<database::RunId> m_trained;   ///< the last one that was started from here
    std::optional<database::RunId> m_preparing; ///< being preprocessed before its training
    std::string m_pollFailure;                  ///< already logged
    QTimer m_timer;
};

} // namespace seg::gui
