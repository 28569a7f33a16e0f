// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/viewmodels/SplitsViewModel.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QPushButton;
class QTableWidget;

namespace seg::gui {

class FoldForm;

/// Which case each fold holds back, and other folds: made by a rule, read from a file, or case by case. The
/// project keeps the old ones, or none, until "Use these folds".
class SplitsDialog final : public QDialog {
    Q_OBJECT

public:
    /// \param name  of the dataset, for the title.
    SplitsDialog(const std::filesystem::path& project, database::DatasetId dataset, const QString& name,
                 QWidget* parent = nullptr);

    [[nodiscard]] bool isSettled() const { return !m_model.isBusy(); }

    void reject() override; ///< asks before changes are dropped; not while the project gets the folds

Q_SIGNALS:
    void splitsChanged(); ///< the project has other folds

private:
    QWidget* makeTables();
    QWidget* makeMove();
    QWidget* makeAnew();
    QWidget* makeButtons();
    void update();
    void fillFolds();
    void fillCases();
    void updateMove();
    void moveChosen();
    void chooseFile();
    [[nodiscard]] std::vector<CaseId> chosenCases() const;
    [[nodiscard]] int chosenFold() const; ///< -1 for all

    SplitsViewModel m_model;
    QLabel* m_summary = nullptr;
    QTableWidget* m_folds = nullptr;
    QTableWidget* m_cases = nullptr;
    QComboBox* m_target = nullptr;
    QPushButton* m_move = nullptr;
    FoldForm* m_form = nullptr;
    QPushButton* m_make = nullptr;
    QPushButton* m_import = nullptr;
    QLabel* m_runs = nullptr;    // what becomes of the runs that have begun
    QLabel* m_problem = nullptr; // why the folds cannot be used, or what failed
    QPushButton* m_takeBack = nullptr;
    QPushButton* m_cancel = nullptr;
    QPushButton* m_use = nullptr;
};

} // namespace seg::gui
