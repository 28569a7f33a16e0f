// SPDX-License-Identifier: Apache-2.0
#include "gui/viewmodels/ReportViewModel.h"

#include "core/base/Error.h"
#include "core/base/Json.h"
#include "core/base/Log.h"
#include "core/evaluation/Summary.h"
#include "core/training/RunDirectory.h"
#include "database/Project.h"
#include "gui/ProjectSession.h"

#include <algorithm>
#include <utility>

namespace seg::gui {

using database::ReportRecord;

namespace {

/// Training measures the overlap of its validation masks alone; the report also tells how far the surfaces
/// lie apart. Without the reference masks there is a report without distances.
void measureSurfaces(const database::Project& project, database::RunId run, const TaskContext& context)
{
    const database::RunRecord record = project.run(run);
    const auto validation = training::RunDirectory(record.folder).validation();
    const auto file = validation / "summary.json";
    if (!std::filesystem::exists(file)) {
        return; // not validated yet
    }
    try {
        const auto known = evaluation::summaryFromJson(readJson(file));
        if (known.cases.empty() || !known.cases.front().surfaces.empty()) {
            return;
        }
        const dataset::RawDataset data = project.rawDataset(record.dataset);
        const auto summary =
            evaluation::evaluateFolders(validation, data.folder / "labelsTr", data.manifest.labels, true,
                                        evaluation::kSurfaceToleranceMm, context);
        writeJson(file, evaluation::summaryToJson(summary), JsonKeys::Sorted);
    } catch (const Error& error) {
        if (error.code() == ErrorCode::Cancelled) {
            throw;
        }
        log::warning("report", error.what());
    }
}

} // namespace

ReportViewModel::ReportViewModel(QObject* parent) : QObject(parent)
{
    const auto ended = [this] {
        if (std::exchange(m_again, false)) {
            load();
        }
        Q_EMIT changed();
    };
    connect(&m_loader, &TaskRunner::succeeded, this, ended);
    connect(&m_loader, &TaskRunner::failed, this, [this, ended](ErrorCode, const QString& message) {
        m_failure = message;
        ended();
    });
}

void ReportViewModel::setSession(ProjectSession* session)
{
    if (m_session != nullptr) {
        m_session->disconnect(this);
    }
    m_session = session;
    m_runs.clear();
    m_reports.clear();
    m_report.reset();
    m_data.reset();
    m_job.clear();
    m_failure.clear();
    if (session != nullptr) {
        connect(session, &ProjectSession::runsChanged, this, &ReportViewModel::refresh);
        connect(session, &ProjectSession::reportsChanged, this, &ReportViewModel::refresh);
        connect(session, &ProjectSession::datasetsChanged, this, &ReportViewModel::load); // for its colors
        connect(session, &ProjectSession::jobEnded, this, [this] {
            if (m_job != nullptr && !m_job->isRunning()) {
                m_job.clear();
                Q_EMIT changed();
            }
        });
        refresh();
    }
    Q_EMIT changed();
}

void ReportViewModel::refresh()
{
    if (m_session == nullptr) {
        return;
    }
    try {
        m_runs = m_session->project().runs();
        std::erase_if(m_runs, [](const database::RunRecord& run) { return run.epochsDone == 0; });
        m_reports = m_session->project().reports();
        std::stable_sort(m_reports.begin(), m_reports.end(),
                         [](const ReportRecord& a, const ReportRecord& b) { return a.id > b.id; });
    } catch (const Error& error) {
        m_failure = QString::fromStdString(error.what());
    }
    if (report() == nullptr) {
        select(m_reports.empty() ? std::nullopt : std::optional(m_reports.front().id));
    }
    Q_EMIT changed();
}

void ReportViewModel::select(std::optional<database::ReportId> report)
{
    m_report = report;
    m_data.reset();
    load();
    Q_EMIT changed();
}

const ReportRecord* ReportViewModel::report() const
{
    const auto found = std::find_if(m_reports.begin(), m_reports.end(),
                                    [&](const ReportRecord& record) { return record.id == m_report; });
    return found == m_reports.end() ? nullptr : &*found;
}

void ReportViewModel::load()
{
    const ReportRecord* record = report();
    if (m_session == nullptr || record == nullptr) {
        return;
    }
    if (m_loader.isRunning()) {
        m_again = true;
        return;
    }
    m_loader.start(
        [this, folder = m_session->folder(), record = *record](const TaskContext&) -> TaskRunner::Publish {
            const database::Project project = database::Project::open(folder);
            const database::RunRecord run = project.run(record.run);
            reporting::ReportData read = reporting::readReportData(run.folder);
            read.colors = project.labelColors(run.dataset);
            auto data = std::make_shared<const reporting::ReportData>(std::move(read));
            return [this, data, id = record.id] {
                if (m_report == id) { // another may have been chosen meanwhile
                    m_data = data;
                }
            };
        });
}

void ReportViewModel::make(database::RunId run)
{
    if (m_session == nullptr || isMaking()) {
        return;
    }
    m_failure.clear();
    QPointer<ReportViewModel> self(this);
    QPointer<ProjectSession> session(m_session);
    m_job = m_session->start(QStringLiteral("Report of run %1").arg(static_cast<qint64>(run)),
                             [self, session, run, folder = m_session->folder()](
                                 const TaskContext& context) -> TaskRunner::Publish {
                                 database::Project project = database::Project::open(folder);
                                 measureSurfaces(project, run, context);
                                 const ReportRecord made = project.report(run);
                                 return [self, session, made] {
                                     if (session) {
                                         Q_EMIT session->reportsChanged();
                                     }
                                     if (self) {
                                         self->select(made.id);
                                     }
                                 };
                             });
    connect(&m_job->runner(), &TaskRunner::failed, this, [this](ErrorCode, const QString& message) {
        m_failure = message;
        Q_EMIT changed();
    });
    Q_EMIT changed();
}

bool ReportViewModel::isMaking() const
{
    return m_job != nullptr && m_job->isRunning();
}

} // namespace seg::gui
