// SPDX-License-Identifier: Apache-2.0
#include "gui/viewmodels/TrainingViewModel.h"

#include "core/base/Error.h"
#include "core/base/Log.h"
#include "core/training/RunDirectory.h"
#include "database/Project.h"
#include "gui/ProjectSession.h"
#include "gui/models/ValueText.h"
#include "gui/viewmodels/DatasetFacts.h"
#include "gui/viewmodels/RunText.h"

#include <QFileInfo>

#include <algorithm>
#include <cmath>
#include <utility>

namespace seg::gui {

using database::RunId;
using database::RunRecord;
using training::RunState;

namespace {

QString pathText(const std::filesystem::path& path)
{
    return QString::fromStdString(path.string());
}

} // namespace

TrainingViewModel::TrainingViewModel(QObject* parent) : QObject(parent)
{
    m_timer.setInterval(kPollMs);
    connect(&m_timer, &QTimer::timeout, this, &TrainingViewModel::poll);
}

void TrainingViewModel::setSession(ProjectSession* session)
{
    if (m_session != nullptr) {
        m_session->disconnect(this);
    }
    m_session = session;
    m_queue.clear();
    m_wishes.clear();
    m_preparing.reset();
    m_trained.reset();
    m_runs.clear();
    m_run.reset();
    if (session != nullptr) {
        connect(session, &ProjectSession::runsChanged, this, &TrainingViewModel::runEnded);
        connect(session, &ProjectSession::datasetsChanged, this, &TrainingViewModel::readColors);
        readRuns();
        select(m_runs.empty() ? std::nullopt : std::optional(m_runs.front().id));
    } else {
        Q_EMIT runSelected();
    }
    Q_EMIT runsChanged();
}

void TrainingViewModel::setFollowing(bool on)
{
    if (on && m_session != nullptr) {
        poll();
        m_timer.start();
    } else {
        m_timer.stop();
    }
}

void TrainingViewModel::readRuns()
{
    std::vector<RunRecord> runs = m_session->project().runs();
    const bool isSame =
        runs.size() == m_runs.size() &&
        std::equal(runs.begin(), runs.end(), m_runs.begin(), [](const RunRecord& a, const RunRecord& b) {
            return a.id == b.id && a.state == b.state && a.epochsDone == b.epochsDone && a.name == b.name;
        });
    m_runs = std::move(runs);
    if (!isSame) {
        Q_EMIT runsChanged();
    }
}

void TrainingViewModel::select(std::optional<RunId> run)
{
    m_run.reset();
    m_epochs.clear();
    m_iteration.reset();
    m_validated = 0;
    m_toValidate = 0;
    m_checkpointAt = 0;
    m_log.follow({});
    if (m_session != nullptr && run) {
        try {
            m_run = m_session->project().run(*run);
            m_log.follow(pathText(m_run->folder / "log.txt"));
            readFacts();
            readEpochs();
            readLive();
        } catch (const Error& error) {
            Q_EMIT failed(QString::fromStdString(error.what()));
        }
    }
    updateFolds();
    Q_EMIT runSelected();
    Q_EMIT epochsChanged();
    Q_EMIT stateChanged();
}

/// What does not change while the run trains: names of the classes and the plan's numbers, from the run's own
/// folder.
void TrainingViewModel::readFacts()
{
    m_classes.clear();
    m_planFacts.clear();
    const training::RunDirectory directory(m_run->folder);
    const planning::Plan plan = directory.plan();
    m_datasetName = datasetTitle(plan.datasetName);
    const dataset::LabelColors colors = m_session->project().labelColors(m_run->dataset);
    for (const dataset::LabelEntry& entry : directory.manifest().labels.foregroundClasses()) {
        m_classes.push_back(
            {QString::fromStdString(entry.name), entry.values.empty() ? 0 : entry.values.front(), colors});
    }
    const planning::Configuration& configuration = plan.configuration(m_run->options.configuration);
    const std::vector<double> patch(configuration.patchSize.begin(), configuration.patchSize.end());
    m_planFacts = QStringLiteral("batch %1, patch %2")
                      .arg(m_run->options.batchSizeFor(configuration.batchSize))
                      .arg(timesText(patch, 0));
}

/// The labels may have got other ones.
void TrainingViewModel::readColors()
{
    if (!m_run) {
        return;
    }
    try {
        const dataset::LabelColors colors = m_session->project().labelColors(m_run->dataset);
        for (LearntClass& item : m_classes) {
            item.colors = colors;
        }
        Q_EMIT epochsChanged();
    } catch (const Error& error) {
        Q_EMIT failed(QString::fromStdString(error.what()));
    }
}

void TrainingViewModel::readEpochs()
{
    const auto done = static_cast<std::size_t>(std::max(0, m_run->epochsDone));
    bool hasChanged = false;
    if (m_epochs.size() > done) { // resumed from an earlier checkpoint
        m_epochs.clear();
        hasChanged = true;
    }
    if (m_epochs.size() < done) {
        const int next = m_epochs.empty() ? 0 : m_epochs.back().epoch + 1;
        const std::vector<training::EpochMetrics> more = m_session->project().epochMetrics(m_run->id, next);
        m_epochs.insert(m_epochs.end(), more.begin(), more.end());
        hasChanged = hasChanged || !more.empty();
    }
    if (hasChanged) {
        Q_EMIT epochsChanged();
    }
}

void TrainingViewModel::readLive()
{
    database::Project& project = m_session->project();
    m_iteration = project.lastIteration(m_run->id);
    if (training::isActive(m_run->state) && m_run->epochsDone >= m_run->options.epochs) {
        const std::vector<training::ValidationCaseMetrics> cases = project.validationCases(m_run->id);
        m_validated = static_cast<int>(cases.size());
        m_toValidate = cases.empty() ? 0 : cases.back().count;
    }
    m_checkpointAt = 0;
    for (const database::CheckpointRecord& checkpoint : project.checkpoints(m_run->id)) {
        const QFileInfo file(pathText(checkpoint.file));
        if (file.exists()) {
            m_checkpointAt = std::max(m_checkpointAt, file.lastModified().toSecsSinceEpoch());
        }
    }
}

void TrainingViewModel::poll()
{
    if (m_session == nullptr) {
        return;
    }
    try {
        readRuns();
        if (m_run) {
            const bool wasValidated = std::isfinite(m_run->validationDice);
            m_run = m_session->project().run(m_run->id);
            if (!training::isActive(m_run->state) && !isHere()) {
                m_wishes.erase(m_run->id);
            }
            readEpochs();
            if (wasValidated != std::isfinite(m_run->validationDice)) {
                Q_EMIT epochsChanged();
            }
            readLive();
            updateFolds();
            Q_EMIT stateChanged();
        }
        m_pollFailure.clear();
    } catch (const Error& error) { // e.g. the disk is gone: say it once, look again at the next tick
        if (m_pollFailure != error.what()) {
            m_pollFailure = error.what();
            log::warning("train page", m_pollFailure);
        }
    }
}

void TrainingViewModel::updateFolds()
{
    m_folds.clear();
    if (!m_run) {
        return;
    }
    for (int fold = 0; fold < 5; ++fold) {
        FoldChip chip{fold, QString::number(fold), ChipState::Neutral, {}, fold == m_run->options.fold};
        const auto belongs = [&](const RunRecord& run) {
            return run.options.fold == fold && run.dataset == m_run->dataset &&
                   run.planName == m_run->planName &&
                   run.options.configuration == m_run->options.configuration;
        };
        auto found = std::find_if(m_runs.begin(), m_runs.end(), belongs); // the newest
        if (chip.isCurrent) {
            found = std::find_if(m_runs.begin(), m_runs.end(),
                                 [&](const RunRecord& run) { return run.id == m_run->id; });
        }
        if (found != m_runs.end()) {
            chip.run = found->id;
            chip.state = runChip(found->state);
            if (std::isfinite(found->validationDice) && found->state == RunState::Finished) {
                chip.text += QStringLiteral(" · ") + diceText(found->validationDice);
            } else if (found->epochsDone > 0) {
                chip.text += QStringLiteral(" · %1 %").arg(runPercent(*found));
            }
        }
        m_folds.push_back(chip);
    }
}

RunWishes TrainingViewModel::wishes() const
{
    const auto found = m_run ? m_wishes.find(m_run->id) : m_wishes.end();
    return found == m_wishes.end() ? RunWishes{} : found->second;
}

bool TrainingViewModel::isHere() const
{
    return m_session != nullptr && m_run &&
           (m_session->trainingJob(m_run->id) != nullptr || m_preparing == m_run->id);
}

RunState TrainingViewModel::state() const
{
    return shownState(m_run->state, wishes());
}

RunActions TrainingViewModel::actions() const
{
    return m_run ? runActions(m_run->state, isHere(), wishes()) : RunActions{};
}

} // namespace seg::gui
