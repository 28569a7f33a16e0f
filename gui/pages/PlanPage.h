// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/pages/Page.h"
#include "gui/viewmodels/PlanningViewModel.h"

#include <array>
#include <vector>

class QButtonGroup;
class QComboBox;
class QGridLayout;
class QHBoxLayout;
class QLabel;
class QPushButton;
class QStackedWidget;

namespace seg::gui {

class Card;
class ConfigurationCard;
class EmptyState;
class FactCard;
class NetworkDiagram;
class StageProgress;

/// What was found in the data, what was planned from it and why; one press each to analyse, plan and
/// preprocess.
class PlanPage final : public Page {
    Q_OBJECT

public:
    explicit PlanPage(QWidget* parent = nullptr);

    void setSession(ProjectSession* session) override;
    void open(const QVariant& argument) override; ///< a dataset's id
    [[nodiscard]] bool isSettled() const override;
    [[nodiscard]] PlanningViewModel& model() noexcept { return m_model; }

private:
    QWidget* makeEmptyPage();
    QWidget* makeContent();
    QWidget* makeHeader();
    QWidget* makeProgress();
    QWidget* makeFactCards();
    QWidget* makeNetwork();
    void update();
    void updateHeader();
    void updatePlans();
    void askForPlan();
    void askForNumbers();
    void updateFacts();
    void updateConfigurations();
    void updateNetwork();
    void updateProgress();
    void updateEmpty();
    [[nodiscard]] QWidget* pageToShow() const;

    PlanningViewModel m_model;
    bool m_hasSession = false;
    QStackedWidget* m_stack = nullptr;
    EmptyState* m_noProject = nullptr;
    EmptyState* m_noData = nullptr;
    QWidget* m_notAnalysed = nullptr;
    QWidget* m_content = nullptr;

    // Before the analysis
    QLabel* m_emptyTitle = nullptr;
    QLabel* m_emptyLine = nullptr;
    QLabel* m_emptyFailure = nullptr;
    QPushButton* m_analyse = nullptr;
    QPushButton* m_all = nullptr;
    StageProgress* m_emptyProgress = nullptr;
    QPushButton* m_emptyCancel = nullptr;

    // Afterwards
    QLabel* m_title = nullptr;
    QLabel* m_subtitle = nullptr;
    QComboBox* m_datasets = nullptr;
    QComboBox* m_plans = nullptr;
    QPushButton* m_again = nullptr;
    QPushButton* m_duplicate = nullptr;
    QPushButton* m_newPlan = nullptr;
    QPushButton* m_preprocess = nullptr;
    QPushButton* m_train = nullptr;
    Card* m_progressCard = nullptr;
    StageProgress* m_progress = nullptr;
    QLabel* m_failure = nullptr;
    QLabel* m_news = nullptr;
    std::array<FactCard*, 5> m_facts{};
    QGridLayout* m_configurationGrid = nullptr;
    std::vector<ConfigurationCard*> m_configurations;
    Card* m_networkCard = nullptr;
    QHBoxLayout* m_networkChoice = nullptr;
    QButtonGroup* m_networkButtons = nullptr;
    QLabel* m_networkMeaning = nullptr;
    NetworkDiagram* m_network = nullptr;
    QString m_shownNetwork;
};

} // namespace seg::gui
