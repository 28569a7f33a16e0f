// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/viewmodels/PlanChoice.h"

#include <QDialog>

class QButtonGroup;
class QDoubleSpinBox;
class QLabel;
class QPushButton;
class QWidget;

namespace seg::gui {

/// Whose rules to plan by and for how much GPU memory; makes nothing itself.
class NewPlanDialog final : public QDialog {
    Q_OBJECT

public:
    /// \param datasetName  as the project stores it; a task of NVIDIA's table has no memory to choose.
    /// \param existing     the dataset's plans, so that one that would be replaced is named.
    NewPlanDialog(std::string datasetName, std::vector<StoredPlan> existing, QWidget* parent = nullptr);

    [[nodiscard]] PlanChoice choice() const;

Q_SIGNALS:
    void planRequested(const seg::gui::PlanChoice& choice); ///< after Make plan

private:
    QWidget* makePlanners();
    QWidget* makeMemory();
    QWidget* makeButtons();
    void choosePlanner();
    void update();
    [[nodiscard]] QString memoryNote(const planning::PlannerDescription& planner, bool isFixed) const;
    [[nodiscard]] planning::PlannerKind planner() const;

    std::string m_datasetName;
    std::vector<StoredPlan> m_existing;
    QButtonGroup* m_planners = nullptr; ///< ids are PlannerKinds
    QButtonGroup* m_presets = nullptr;  ///< ids are GiB
    QPushButton* m_processor = nullptr; ///< one of the presets
    QWidget* m_memoryRow = nullptr;
    QDoubleSpinBox* m_memory = nullptr;
    QLabel* m_memoryNote = nullptr;
    QLabel* m_result = nullptr;
};

} // namespace seg::gui
