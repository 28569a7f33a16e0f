// SPDX-License-Identifier: Apache-2.0
#include "gui/viewmodels/HomeViewModel.h"

#include "core/base/Log.h"
#include "database/Project.h"
#include "gui/models/ValueText.h"
#include "gui/tasks/TimeText.h"
#include "gui/viewmodels/RunText.h"

#include <QDir>
#include <QFileInfo>

#include <utility>

namespace seg::gui {

namespace {

QString casesText(const std::vector<database::DatasetRecord>& datasets)
{
    if (datasets.empty()) {
        return QStringLiteral("no scans yet");
    }
    std::int64_t cases = 0;
    for (const auto& item : datasets) {
        cases += item.trainingCases;
    }
    QString text = countText(cases, QStringLiteral("case"), QStringLiteral("cases"));
    const auto channels = static_cast<qint64>(datasets.front().channelNames.size());
    if (datasets.size() == 1 && channels > 1) {
        text += QStringLiteral(" · %1 channels").arg(channels);
    } else if (datasets.size() > 1) {
        text += QStringLiteral(" in %1 datasets").arg(datasets.size());
    }
    return text;
}

qint64 lastChange(const std::vector<database::DatasetRecord>& datasets,
                  const std::vector<database::RunRecord>& runs)
{
    qint64 latest = 0;
    for (const auto& item : datasets) {
        latest = std::max(latest, static_cast<qint64>(item.importedAt));
    }
    for (const auto& run : runs) {
        latest = std::max({latest, static_cast<qint64>(run.createdAt), static_cast<qint64>(run.endedAt),
                           static_cast<qint64>(run.heartbeatAt)});
    }
    return latest;
}

} // namespace

RecentProject HomeViewModel::readProject(const QString& folder)
{
    RecentProject item;
    item.folder = folder;
    item.name = QFileInfo(folder).completeBaseName();
    const std::filesystem::path path = folder.toStdString();
    if (!database::Project::isProject(path)) {
        item.isMissing = true;
        return item;
    }
    try {
        const database::Project project = database::Project::open(path);
        item.name = QString::fromStdString(project.name());
        const auto datasets = project.datasets();
        const auto runs = project.runs();
        item.cases = casesText(datasets);
        if (!runs.empty()) {
            item.runText = runSummary(runs.front());
            item.runState = runChip(runs.front().state);
        }
        const qint64 changed = lastChange(datasets, runs);
        item.when = whenText(changed > 0 ? changed : QFileInfo(folder).lastModified().toSecsSinceEpoch());
        const QString thumbnail = QDir(folder).filePath(QStringLiteral("thumbnail.png"));
        item.thumbnail = QFileInfo::exists(thumbnail) ? thumbnail : QString();
    } catch (const Error& error) {
        log::warning("home", error.what()); // one damaged project leaves the list whole
        item.cases = QStringLiteral("cannot be read");
        item.runText = QString::fromStdString(error.what());
        item.runState = ChipState::Error;
    }
    return item;
}

void HomeViewModel::refresh(const QStringList& recentFolders, const QString& projectsFolder)
{
    m_folders = recentFolders;
    m_projectsFolder = projectsFolder;
    if (m_runner.isRunning()) {
        m_again = true;
        return;
    }
    start();
}

void HomeViewModel::start()
{
    m_again = false;
    m_runner.start([this, folders = m_folders, projects = m_projectsFolder](const TaskContext& context) {
        std::vector<RecentProject> recent;
        for (const QString& folder : folders) {
            context.throwIfStopped();
            recent.push_back(readProject(folder));
        }
        ComputerFacts computer = readComputer(projects);
        return TaskRunner::Publish([this, recent = std::move(recent), computer = std::move(computer)] {
            m_recent = recent;
            m_computer = computer;
            m_loaded = true;
            if (m_again) {
                QMetaObject::invokeMethod(
                    this, [this] { start(); }, Qt::QueuedConnection);
            }
            Q_EMIT changed();
        });
    });
}

} // namespace seg::gui
