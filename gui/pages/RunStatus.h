// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/viewmodels/TrainingViewModel.h"

#include <QWidget>

#include <vector>

class QHBoxLayout;
class QLabel;
class QPushButton;

namespace seg::gui {

class Chip;
class StageProgress;

/// The card under a run's title: state, progress, folds and the three numbers.
class RunStatus final : public QWidget {
    Q_OBJECT

public:
    explicit RunStatus(QWidget* parent = nullptr);
    void showRun(const TrainingViewModel& model); ///< \pre model.hasRun()

Q_SIGNALS:
    void runChosen(qlonglong run); ///< another fold's

private:
    void showFolds(const std::vector<FoldChip>& folds);
    QLabel* addNumber(QHBoxLayout& row, const QString& name, const char* objectName);
    Chip* m_state = nullptr;
    StageProgress* m_progress = nullptr;
    std::vector<QPushButton*> m_folds;
    QHBoxLayout* m_foldRow = nullptr;
    QLabel* m_best = nullptr;
    QLabel* m_validation = nullptr;
    QLabel* m_time = nullptr;
    QLabel* m_reason = nullptr;
    std::vector<FoldChip> m_shownFolds;
};

} // namespace seg::gui
