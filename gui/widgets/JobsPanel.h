// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QVBoxLayout;

namespace seg::gui {

class Job;
class ProjectSession;

/// The jobs of the session: those that run with their progress and Cancel, then those that ended with what
/// they said.
class JobsPanel final : public QWidget {
    Q_OBJECT

public:
    static constexpr int kMostEnded = 50;

    explicit JobsPanel(QWidget* parent = nullptr);

    void setSession(ProjectSession* session);

private:
    void addJob(Job* job);
    void addEnded(const QString& title, bool succeeded, const QString& message);
    void updateNote();
    ProjectSession* m_session = nullptr;
    QVBoxLayout* m_running = nullptr;
    QVBoxLayout* m_ended = nullptr;
    QWidget* m_note = nullptr;
};

} // namespace seg::gui
