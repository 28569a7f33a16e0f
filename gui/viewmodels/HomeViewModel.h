// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/models/TableRoles.h"
#include "gui/tasks/Computer.h"
#include "gui/tasks/TaskRunner.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <vector>

namespace seg::gui {

/// One line of the list of recent projects.
struct RecentProject {
    QString folder;
    QString name;
    bool isMissing = false;
    QString cases;   ///< "4 cases · 2 channels"
    QString runText; ///< "Run 12 training · 42 %"; empty without a run
    ChipState runState = ChipState::Neutral;
    QString when;      ///< last change
    QString thumbnail; ///< file; empty when there is none
};

/// What the home page shows: recent projects with their last run, and this computer; read in the background.
class HomeViewModel final : public QObject {
    Q_OBJECT

public:
    explicit HomeViewModel(QObject* parent = nullptr) : QObject(parent) {}

    void refresh(const QStringList& recentFolders, const QString& projectsFolder);
    [[nodiscard]] const std::vector<RecentProject>& recent() const noexcept { return m_recent; }
    [[nodiscard]] const ComputerFacts& computer() const noexcept { return m_computer; }
    [[nodiscard]] bool isLoaded() const noexcept { return m_loaded && !m_runner.isRunning(); }

    /// Reads one project; a worker's call.
    [[nodiscard]] static RecentProject readProject(const QString& folder);

Q_SIGNALS:
    void changed();

private:
    void start();
    QStringList m_folders;
    QString m_projectsFolder;
    std::vector<RecentProject> m_recent;
    ComputerFacts m_computer;
    bool m_loaded = false;
    bool m_again = false;
    TaskRunner m_runner; // last member
};

} // namespace seg::gui
