// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "database/Records.h"
#include "gui/tasks/TaskRunner.h"
#include "gui/viewmodels/LabelDraft.h"

#include <QDialog>

#include <filesystem>

class QLabel;
class QPushButton;
class QTableWidget;

namespace seg::gui {

/// The labels of an imported dataset, and other colors for them. Values, names and regions are shown as they
/// were imported: plans, trained runs and their reports go by them. The project has the new colors after "Use
/// these colors" alone.
class LabelsDialog final : public QDialog {
    Q_OBJECT

public:
    /// \param name    of the dataset, for the title.
    /// \param labels  with the colors chosen so far.
    LabelsDialog(std::filesystem::path project, database::DatasetId dataset, const QString& name,
                 LabelDraft labels, QWidget* parent = nullptr);

    [[nodiscard]] bool isSettled() const { return !m_runner.isRunning(); }

    void reject() override; ///< asks before changes are dropped; not while the project gets the colors

Q_SIGNALS:
    void colorsChanged(); ///< the project has other colors

private:
    QWidget* makeTables();
    QWidget* makeButtons();
    void update();
    void fillLabels();
    void fillRegions();
    void choose(int value);
    void takeDefaults();
    void apply();
    [[nodiscard]] bool isChanged() const { return m_labels.colors() != m_stored; }

    std::filesystem::path m_project;
    database::DatasetId m_dataset;
    LabelDraft m_labels;
    dataset::LabelColors m_stored;
    QString m_failure; ///< of the last writing
    QTableWidget* m_table = nullptr;
    QTableWidget* m_regions = nullptr;
    QLabel* m_problem = nullptr;
    QPushButton* m_defaults = nullptr;
    QPushButton* m_cancel = nullptr;
    QPushButton* m_use = nullptr;
    TaskRunner m_runner; // last member
};

} // namespace seg::gui
