// SPDX-License-Identifier: Apache-2.0
#include "gui/viewmodels/SegmentQueue.h"

#include "core/base/Files.h"
#include "core/imaging/io/ImageFile.h"

#include <QDateTime>
#include <QRegularExpression>

#include <memory>
#include <set>

namespace seg::gui {

namespace {

/// Work's words for the stages, in order; the interface's are segmentStages().
constexpr std::array kStageWords{"load", "resample", "windows", "merge", "write"};

/// Where volumes picked out of 4-D files are kept.
std::filesystem::path pickedFolder(const std::filesystem::path& project)
{
    const QString stamp = QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd-hhmmss-zzz"));
    return project / "scans" / pathOf(stamp);
}

void countLabels(const LabelMap& mask, SegmentOutcome& outcome)
{
    std::set<int> labels;
    std::int64_t voxels = 0;
    for (const std::int16_t label : mask.values) {
        if (label > 0) {
            labels.insert(label);
            ++voxels;
        }
    }
    outcome.labels = static_cast<int>(labels.size());
    outcome.millilitres = static_cast<double>(voxels) * mask.geometry.spacing.voxelVolumeMm3() / 1000.0;
}

/// Worker thread: its own connection to the project.
SegmentOutcome segment(const std::filesystem::path& project, const SegmentRequest& request,
                       const TaskContext& context)
{
    database::Project own = database::Project::open(project);
    const auto files = inputFiles(request.channels, pickedFolder(project));
    SegmentOutcome outcome;
    outcome.name = request.name;
    outcome.prediction = own.predict(request.run, files, context, request.options);
    countLabels(imaging::readLabelMap(outcome.prediction->mask), outcome);
    return outcome;
}

} // namespace

QStringList segmentStages()
{
    return {QStringLiteral("Load"), QStringLiteral("Resample"), QStringLiteral("Windows"),
            QStringLiteral("Merge"), QStringLiteral("Write")};
}

SegmentStage segmentStage(const QString& what)
{
    SegmentStage result;
    for (std::size_t index = 0; index < kStageWords.size(); ++index) {
        if (what.startsWith(QLatin1String(kStageWords[index]), Qt::CaseInsensitive)) {
            result.stage = static_cast<int>(index);
        }
    }
    static const QRegularExpression counts(QStringLiteral("(\\d+) of (\\d+)"));
    const auto match = counts.match(what);
    if (match.hasMatch() && match.captured(2).toDouble() > 0.0) {
        result.fraction = match.captured(1).toDouble() / match.captured(2).toDouble();
        result.text = QStringLiteral("%1 %2").arg(segmentStages().at(result.stage), match.captured(0));
    }
    return result;
}

void SegmentQueue::setSession(ProjectSession* session)
{
    m_waiting.clear();
    m_current.reset();
    if (m_job) {
        m_job->runner().disconnect(this);
        m_job->disconnect(this);
    }
    m_job = nullptr;
    m_session = session;
}

void SegmentQueue::add(std::vector<SegmentRequest> requests)
{
    m_waiting.insert(m_waiting.end(), std::make_move_iterator(requests.begin()),
                     std::make_move_iterator(requests.end()));
    if (!m_current) {
        startNext();
    }
}

void SegmentQueue::cancel()
{
    m_waiting.clear();
    if (m_job) {
        m_job->runner().cancel();
    }
}

void SegmentQueue::startNext()
{
    if (m_waiting.empty() || !m_session) {
        Q_EMIT idle();
        return;
    }
    m_current = std::move(m_waiting.front());
    m_waiting.pop_front();
    auto outcome = std::make_shared<SegmentOutcome>(); // written by the job's last step, read by succeeded()
    m_job = m_session->start(
        tr("Segment %1").arg(m_current->name),
        [folder = m_session->folder(), request = *m_current, outcome](const TaskContext& context) {
            SegmentOutcome made = segment(folder, request, context);
            return TaskRunner::Publish([outcome, made = std::move(made)] { *outcome = made; });
        });
    connect(m_job, &Job::changed, this, [this] {
        if (m_job) {
            Q_EMIT advanced(segmentStage(m_job->what()), m_job->remaining());
        }
    });
    TaskRunner& runner = m_job->runner();
    const QString name = m_current->name;
    connect(&runner, &TaskRunner::succeeded, this, [this, outcome] { end(*outcome); });
    connect(&runner, &TaskRunner::failed, this, [this, name](ErrorCode, const QString& message) {
        SegmentOutcome failed;
        failed.name = name;
        failed.error = message;
        end(std::move(failed));
    });
    connect(&runner, &TaskRunner::cancelled, this, [this, name] {
        SegmentOutcome stopped;
        stopped.name = name;
        stopped.wasStopped = true;
        end(std::move(stopped));
    });
    Q_EMIT started(name);
}

void SegmentQueue::end(SegmentOutcome outcome)
{
    m_current.reset();
    m_job = nullptr;
    if (m_session) {
        Q_EMIT m_session->predictionsChanged();
    }
    Q_EMIT finished(outcome);
    startNext();
}

} // namespace seg::gui
