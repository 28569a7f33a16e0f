// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QWidget>

class QLabel;
class QPushButton;

namespace seg::gui {

class ProjectSession;

/// Right end of the status bar: running jobs, the graphics card where there is one, memory.
class StatusChips final : public QWidget {
    Q_OBJECT

public:
    explicit StatusChips(QWidget* parent = nullptr);

    void setSession(ProjectSession* session);
    void setGpu(const QString& text); ///< empty hides the chip

Q_SIGNALS:
    void jobsClicked();

protected:
    void timerEvent(QTimerEvent* event) override;

private:
    void updateJobs();
    void updateMemory();
    ProjectSession* m_session = nullptr;
    QPushButton* m_jobs = nullptr;
    QLabel* m_gpu = nullptr;
    QLabel* m_memory = nullptr;
};

} // namespace seg::gui
