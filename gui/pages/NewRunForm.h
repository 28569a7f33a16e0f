// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/viewmodels/NewRunModel.h"

#include <QWidget>

#include <vector>

class QButtonGroup;
class QComboBox;
class QDoubleSpinBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace seg::gui {

class DeviceChoice;
class MemoryBar;

/// What a new run trains and for how long; Start (Ctrl+Enter) is the one press needed.
class NewRunForm final : public QWidget {
    Q_OBJECT

public:
    explicit NewRunForm(QWidget* parent = nullptr);
    void setDatasets(std::vector<RunDataset> datasets); ///< keeps what was entered where it still fits
    void setCancellable(bool on);                       ///< there are runs to go back to
    [[nodiscard]] NewRun run() const;

Q_SIGNALS:
    void startRequested();
    void cancelled();

private:
    QWidget* makeWhat();
    QWidget* makeHowLong();
    QWidget* makeSummary();
    QWidget* makeAdvanced();
    QWidget* makeFolds();
    QWidget* makeEpochs();
    void updateConfigurations();
    void updateSummary();
    [[nodiscard]] const RunDataset* dataset() const;
    [[nodiscard]] const RunChoice* choice() const;

    std::vector<RunDataset> m_datasets;
    QComboBox* m_dataset = nullptr;
    QComboBox* m_configuration = nullptr;
    QLabel* m_meaning = nullptr;
    std::vector<QPushButton*> m_folds; ///< 0-4, then all cases
    QButtonGroup* m_epochChoice = nullptr;
    QSpinBox* m_epochs = nullptr;
    DeviceChoice* m_device = nullptr;
    QWidget* m_advanced = nullptr;
    QSpinBox* m_iterations = nullptr;
    QSpinBox* m_validationIterations = nullptr;
    QDoubleSpinBox* m_checkpointMinutes = nullptr;
    QSpinBox* m_seed = nullptr;
    QLineEdit* m_name = nullptr;
    QLabel* m_summary = nullptr;
    QLabel* m_preparation = nullptr;
    MemoryBar* m_memory = nullptr;
    QLabel* m_whyNot = nullptr;
    QPushButton* m_start = nullptr;
    QPushButton* m_cancel = nullptr;
};

} // namespace seg::gui
