// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/pages/Page.h"
#include "gui/viewmodels/TrainingViewModel.h"

class QAction;
class QLabel;
class QStackedWidget;

namespace seg::gui {

class EmptyState;
class NewRunForm;
class RunView;

/// Starts runs and follows one of them live.
class TrainPage final : public Page {
    Q_OBJECT

public:
    explicit TrainPage(QWidget* parent = nullptr);

    void setSession(ProjectSession* session) override;
    void open(const QVariant& argument) override; ///< a run's id; "new" shows the form
    [[nodiscard]] TrainingViewModel& model() noexcept { return m_model; }

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void makeActions();
    void updateActions();
    void showForm();
    void showRunOrForm();
    void showFailure(const QString& message);

    struct Actions {
        QAction* create = nullptr;
        QAction* resume = nullptr;
        QAction* pause = nullptr;
        QAction* stopAfterEpoch = nullptr;
        QAction* stopNow = nullptr;
        QAction* folder = nullptr;
    };
    TrainingViewModel m_model;
    Actions m_actions; ///< the menu of the page
    QStackedWidget* m_stack = nullptr;
    EmptyState* m_noProject = nullptr;
    EmptyState* m_noPlan = nullptr;
    QWidget* m_formPage = nullptr;
    NewRunForm* m_form = nullptr;
    RunView* m_run = nullptr;
    QLabel* m_failure = nullptr;
};

} // namespace seg::gui
