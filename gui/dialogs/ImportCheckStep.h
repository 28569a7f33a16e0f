// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/dialogs/ImportStepPage.h"
#include "gui/viewmodels/ImportViewModel.h"

class QPushButton;
class QStackedWidget;

namespace seg::gui {

class CasePreview;
class CaseTable;
class FindingPanel;
class StageProgress;

/// Reads every case at once, with a bar and Cancel, and lists what was found; a case's slices and remedies
/// below.
class ImportCheckStep final : public ImportStepPage {
    Q_OBJECT

public:
    explicit ImportCheckStep(ImportViewModel& model, QWidget* parent = nullptr);

    void enter() override;
    [[nodiscard]] bool isSettled() const;

private:
    QWidget* makeRunning();
    QWidget* makeResult();
    void update();
    void showCurrent();
    [[nodiscard]] QString line() const;

    ImportViewModel& m_model;
    QStackedWidget* m_stack = nullptr;
    StageProgress* m_progress = nullptr;
    QPushButton* m_cancel = nullptr;
    QLabel* m_message = nullptr;
    CaseTable* m_table = nullptr;
    CasePreview* m_preview = nullptr;
    FindingPanel* m_findings = nullptr;
    FindingPanel* m_datasetFindings = nullptr; ///< about the source as a whole
    std::optional<CaseId> m_shown;
    dataset::LabelColors m_shownColors;
    std::vector<dataset::Fix> m_shownFixes;
};

} // namespace seg::gui
