// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reporting/ReportData.h"
#include "database/Records.h"
#include "gui/tasks/TaskRunner.h"

#include <QObject>
#include <QPointer>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace seg::gui {

class Job;
class ProjectSession;

/// The Report page without its widgets: runs that have something to report, the reports there are, and the
/// numbers of the one on show, read in the background from its run.
class ReportViewModel final : public QObject {
    Q_OBJECT

public:
    explicit ReportViewModel(QObject* parent = nullptr);

    void setSession(ProjectSession* session);
    void refresh();

    [[nodiscard]] const std::vector<database::RunRecord>& runs() const noexcept
    {
        return m_runs;
    } ///< with an epoch or more
    [[nodiscard]] const std::vector<database::ReportRecord>& reports() const noexcept
    {
        return m_reports;
    } ///< newest first
    void select(std::optional<database::ReportId> report);
    [[nodiscard]] const database::ReportRecord* report() const; ///< null when there is none
    /// Of the report on show; null until it was read.
    [[nodiscard]] const reporting::ReportData* data() const noexcept { return m_data.get(); }

    void make(database::RunId run); ///< as a job; the new report is then the one on show
    [[nodiscard]] bool isMaking() const;
    [[nodiscard]] bool isLoaded() const { return !m_loader.isRunning(); }
    [[nodiscard]] const QString& failure() const noexcept { return m_failure; }

Q_SIGNALS:
    void changed();

private:
    void load();
    ProjectSession* m_session = nullptr; // outlives the call until the next setSession()
    std::vector<database::RunRecord> m_runs;
    std::vector<database::ReportRecord> m_reports;
    std::optional<database::ReportId> m_report;
    std::shared_ptr<const reporting::ReportData> m_data;
    QPointer<Job> m_job;
    QString m_failure;
    bool m_again = false;
    TaskRunner m_loader; // last member
};

} // namespace seg::gui
