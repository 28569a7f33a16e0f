// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/pages/Page.h"
#include "gui/viewmodels/ReportViewModel.h"

class QComboBox;
class QLabel;
class QListWidget;
class QPushButton;
class QStackedWidget;

namespace seg::gui {

class EmptyState;
class ReportDetails;

/// The reports of a project: make one of a run, look at its numbers, open or save the page.
class ReportPage final : public Page {
    Q_OBJECT

public:
    explicit ReportPage(QWidget* parent = nullptr);

    void setSession(ProjectSession* session) override;
    void open(const QVariant& argument) override; ///< a run's id: chosen for the next report
    [[nodiscard]] bool isSettled() const override;
    [[nodiscard]] ReportViewModel& model() noexcept { return m_model; }

private:
    QWidget* makeContent();
    QWidget* makeHeader();
    QWidget* makeReport();
    void update();
    void updateHeader();
    void updateList();
    void updateReport();
    void openInBrowser();
    void openFolder();
    void saveAs();

    ReportViewModel m_model;
    bool m_hasSession = false;
    QStackedWidget* m_stack = nullptr;
    EmptyState* m_noProject = nullptr;
    EmptyState* m_noRun = nullptr;
    QWidget* m_content = nullptr;
    QComboBox* m_runs = nullptr;
    QPushButton* m_make = nullptr;
    QLabel* m_failure = nullptr;
    QListWidget* m_list = nullptr;
    QWidget* m_report = nullptr;
    QLabel* m_none = nullptr;
    QLabel* m_reportTitle = nullptr;
    QLabel* m_reportLine = nullptr;
    QPushButton* m_open = nullptr;
    ReportDetails* m_details = nullptr;
};

} // namespace seg::gui
