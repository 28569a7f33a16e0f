// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/planning/ConfigurationEdit.h"
#include "gui/viewmodels/PlanChoice.h"

#include <QDialog>
#include <QStringList>

#include <vector>

class QButtonGroup;
class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;

namespace seg::gui {

class ConfigurationForm;

/// A copy of a plan under another name, with numbers of one's own that are checked at every change; makes
/// nothing itself.
class EditPlanDialog final : public QDialog {
    Q_OBJECT

public:
    /// \param names     the plan's configurations to be offered, the one shown first.
    /// \param existing  the dataset's plans, whose names are taken.
    EditPlanDialog(planning::Plan source, const std::vector<std::string>& names,
                   const planning::EditFacts& facts, std::vector<StoredPlan> existing,
                   QWidget* parent = nullptr);

    [[nodiscard]] QString planName() const;
    [[nodiscard]] std::vector<planning::ConfigurationEdit> edits() const; ///< of what was changed alone

    void reject() override; ///< asks first where something was edited

Q_SIGNALS:
    void planRequested(const QString& source, const QString& name,
                       const std::vector<seg::planning::ConfigurationEdit>& edits);

private:
    QWidget* makeName();
    QWidget* makeForms(const std::vector<std::string>& names, const planning::EditFacts& facts);
    QWidget* makeButtons();
    void update();
    [[nodiscard]] QString nameProblem() const;
    [[nodiscard]] QString problem() const;
    [[nodiscard]] QString promise() const;       ///< \pre nameProblem() and problem() are empty
    [[nodiscard]] QStringList followers() const; ///< not edited themselves, changed all the same

    planning::Plan m_source;
    planning::EditFacts m_facts;
    std::vector<StoredPlan> m_existing;
    QLineEdit* m_name = nullptr;
    QLabel* m_nameProblem = nullptr;
    QButtonGroup* m_choice = nullptr;
    QStackedWidget* m_stack = nullptr;
    std::vector<ConfigurationForm*> m_forms;
    QLabel* m_promise = nullptr;
    QLabel* m_problem = nullptr;
    QPushButton* m_make = nullptr;
};

} // namespace seg::gui
