// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/pages/Page.h"
#include "gui/tasks/TaskRunner.h"
#include "gui/viewmodels/DataViewModel.h"

#include <QPointer>

#include <functional>
#include <optional>
#include <set>

class QAction;
class QComboBox;
class QLabel;
class QPushButton;
class QStackedWidget;

namespace seg::gui {

class CaseDetails;
class CaseTable;
class EmptyState;
class FindingPanel;
class ImportWizard;
class Job;
class StageProgress;
class UserSettings;

/// The scans of the project: the case table with its findings, details of a case in the dock, and the import
/// wizard.
class DataPage final : public Page {
    Q_OBJECT

public:
    explicit DataPage(QWidget* parent = nullptr);

    void setSettings(UserSettings* settings); ///< outlives the page
    void setSession(ProjectSession* session) override;
    QWidget* dockContent() override;
    [[nodiscard]] bool isSettled() const override;

    /// Starts the wizard, or points an open one at another source; asks first where something was decided.
    void openImport(const QString& source);
    [[nodiscard]] ImportWizard* wizard() const noexcept { return m_wizard; }
    [[nodiscard]] bool isImportDecided() const; ///< the wizard is open and something was decided in it
    /// Calls `next`; where something was decided in an open wizard, as soon as the person drops that.
    void leaveImport(const std::function<void()>& next);

Q_SIGNALS:
    void findingsChanged(int open); ///< for the badge of the rail

protected:
    void showEvent(QShowEvent* event) override;

private:
    void makeActions();
    QWidget* makeBar();
    QWidget* makeTable();
    QWidget* makeBusy();
    void closeWizard();
    void jobStarted(Job* job);
    void update();
    void updateDatasets();
    void updateBusy();
    void showCurrent();
    void checkAgain();
    void checkIfNever();
    void drawThumbnail();
    [[nodiscard]] std::optional<database::DatasetId> picturedDataset() const;
    [[nodiscard]] bool isDataJobRunning() const;
    void fix(const dataset::Fix& fix);
    void showFixes();
    void showSplits();
    void showLabels();
    void redrawThumbnail();
    void openInReview();
    [[nodiscard]] QString line() const;

    ProjectSession* m_session = nullptr;
    UserSettings* m_settings = nullptr;
    DataViewModel m_model;
    QPointer<Job> m_job;                             // the import or check that runs
    std::set<database::DatasetId> m_checkedByItself; // so that a check that was cancelled is left alone
    QAction* m_checkAction = nullptr;
    QAction* m_labelsAction = nullptr;
    QAction* m_splitsAction = nullptr;
    QAction* m_reviewAction = nullptr;
    ImportWizard* m_wizard = nullptr;
    QStackedWidget* m_stack = nullptr;
    EmptyState* m_noProject = nullptr;
    EmptyState* m_noData = nullptr;
    QWidget* m_busy = nullptr;
    QLabel* m_busyTitle = nullptr;
    StageProgress* m_busyProgress = nullptr;
    QWidget* m_data = nullptr;
    QLabel* m_title = nullptr;
    QLabel* m_line = nullptr;
    QComboBox* m_datasets = nullptr;
    QPushButton* m_check = nullptr;
    QPushButton* m_labels = nullptr;
    QPushButton* m_splits = nullptr;
    QPushButton* m_fixes = nullptr;
    FindingPanel* m_datasetFindings = nullptr; // about the dataset as a whole
    QPushButton* m_review = nullptr;
    StageProgress* m_checkProgress = nullptr;
    CaseTable* m_table = nullptr;
    CaseDetails* m_details = nullptr;
    bool m_thumbnailTried = false; // once per session
    TaskRunner m_thumbnailer;      // last member
};

} // namespace seg::gui
