// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/dialogs/ImportStepPage.h"
#include "gui/viewmodels/ImportViewModel.h"

class QCheckBox;

namespace seg::gui {

/// What will be done, before anything is.
class ImportSummaryStep final : public ImportStepPage {
    Q_OBJECT

public:
    explicit ImportSummaryStep(ImportViewModel& model, QWidget* parent = nullptr);

    void enter() override;

private:
    ImportViewModel& m_model;
    QLabel* m_dataset = nullptr;
    QLabel* m_cases = nullptr;
    QLabel* m_labels = nullptr;
    QLabel* m_folds = nullptr;
    QLabel* m_storage = nullptr;
    QLabel* m_fixes = nullptr;
    QLabel* m_left = nullptr;
    QCheckBox* m_plan = nullptr;
};

} // namespace seg::gui
