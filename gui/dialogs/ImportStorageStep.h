// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/dialogs/ImportStepPage.h"
#include "gui/viewmodels/ImportViewModel.h"

class QLineEdit;
class QRadioButton;
class QSpinBox;

namespace seg::gui {

class FoldForm;

/// Copy or reference, number and name, folds, and the space it takes.
class ImportStorageStep final : public ImportStepPage {
    Q_OBJECT

public:
    explicit ImportStorageStep(ImportViewModel& model, QWidget* parent = nullptr);

    void enter() override;

private:
    QWidget* makeStorage();
    QWidget* makeName();
    QWidget* makeFolds();
    void update();
    ImportViewModel& m_model;
    QRadioButton* m_copy = nullptr;
    QRadioButton* m_reference = nullptr;
    QLabel* m_space = nullptr;
    QSpinBox* m_number = nullptr;
    QLineEdit* m_name = nullptr;
    QLabel* m_datasetName = nullptr;
    FoldForm* m_form = nullptr;
    QLabel* m_folds = nullptr;
};

} // namespace seg::gui
