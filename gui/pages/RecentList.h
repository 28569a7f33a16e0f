// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/viewmodels/HomeViewModel.h"

#include <QFrame>
#include <QString>

#include <vector>

class QVBoxLayout;

namespace seg::gui {

/// The recent projects, one row each: picture, name and path, cases, last run, time. A row opens its project;
/// one that is gone offers Locate… and Remove.
class RecentList final : public QFrame {
    Q_OBJECT

public:
    explicit RecentList(QWidget* parent = nullptr);

    void setProjects(const std::vector<RecentProject>& projects);

Q_SIGNALS:
    void openRequested(const QString& folder);
    void locateRequested(const QString& folder);
    void removeRequested(const QString& folder);

private:
    QWidget* makeRow(const RecentProject& project, int index, bool isLast);
    QVBoxLayout* m_rows = nullptr;
};

} // namespace seg::gui
