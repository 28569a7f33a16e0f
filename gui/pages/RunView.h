// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/viewmodels/TrainingViewModel.h"

#include <QWidget>

#include <array>

class QComboBox;
class QLabel;
class QPushButton;
class QTableWidget;
class QTabWidget;

namespace seg::gui {

class Card;
class CurvePlot;
class RunLogView;
class RunStatus;

/// One run as it trains: title, buttons, status, four charts, log and options.
class RunView final : public QWidget {
    Q_OBJECT

public:
    explicit RunView(TrainingViewModel& model, QWidget* parent = nullptr); ///< the model outlives the view
    void updateRuns();                                                     ///< the list to choose from
    void updateRun();                                                      ///< another run
    void updateState();                                                    ///< state, progress, buttons
    void updateCurves();                                                   ///< new epochs
    void updateLog();
    void openFolder(); ///< of the run, in the system's file manager

Q_SIGNALS:
    void newRunRequested();
    void reportRequested(qlonglong run);

private:
    QWidget* makeHeader();
    QWidget* makeCharts();
    QWidget* makeTabs();
    Card* makeChart(std::size_t index, const QString& title, const char* objectName);
    void linkCharts();
    void applyAction(QPushButton& button, const RunAction& action);
    void updateOptions();

    TrainingViewModel& m_model;
    QLabel* m_title = nullptr;
    QLabel* m_subtitle = nullptr;
    QComboBox* m_runs = nullptr;
    QPushButton* m_pause = nullptr;
    QPushButton* m_resume = nullptr;
    QPushButton* m_stopAfterEpoch = nullptr;
    QPushButton* m_stopNow = nullptr;
    QPushButton* m_report = nullptr;
    RunStatus* m_status = nullptr;
    std::array<CurvePlot*, 4> m_plots{}; ///< Dice, loss, learning rate, time
    std::array<Card*, 4> m_cards{};
    QTabWidget* m_tabs = nullptr;
    RunLogView* m_log = nullptr;
    QTableWidget* m_options = nullptr;
};

} // namespace seg::gui
