// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/Predictor.h"
#include "gui/ProjectSession.h"
#include "gui/viewmodels/ScanEntry.h"

#include <QObject>
#include <QPointer>
#include <QString>
#include <QStringList>

#include <deque>
#include <optional>
#include <vector>

namespace seg::gui {

/// One scan and how to segment it.
struct SegmentRequest {
    QString name;
    std::vector<ChannelSource> channels;
    database::RunId run{};
    inference::PredictOptions options;
};

/// How it ended.
struct SegmentOutcome {
    QString name;
    std::optional<database::PredictionRecord> prediction; ///< nothing when it failed or was stopped
    QString error; ///< sentence; empty when it went well or was stopped
    bool wasStopped = false;
    int labels = 0;           ///< labels that the mask holds
    double millilitres = 0.0; ///< of all of them
};

/// Where a prediction is, read from its progress text.
struct SegmentStage {
    int stage = 0;         ///< index into segmentStages()
    double fraction = 0.0; ///< of the stage
    QString text;          ///< "Windows 37 of 120"; empty for stages without counts
    bool operator==(const SegmentStage&) const = default;
};
[[nodiscard]] QStringList segmentStages();
[[nodiscard]] SegmentStage segmentStage(const QString& what);

/// Segments scans one after the other as jobs of the open project. A failure ends one scan, not the others.
class SegmentQueue final : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    void
    setSession(ProjectSession* session); ///< forgets what waits; a running job goes on in its own session
    void add(std::vector<SegmentRequest> requests);
    void cancel(); ///< the running one and all that wait

    [[nodiscard]] bool isRunning() const noexcept { return m_current.has_value(); }
    [[nodiscard]] std::size_t waiting() const noexcept { return m_waiting.size(); }

Q_SIGNALS:
    void started(const QString& name);
    void advanced(const seg::gui::SegmentStage& stage, const QString& remaining);
    void finished(const seg::gui::SegmentOutcome& outcome);
    void idle(); ///< nothing left to do

private:
    void startNext();
    void end(SegmentOutcome outcome);

    QPointer<ProjectSession> m_session;
    std::deque<SegmentRequest> m_waiting;
    std::optional<SegmentRequest> m_current;
    QPointer<Job> m_job;
};

} // namespace seg::gui
