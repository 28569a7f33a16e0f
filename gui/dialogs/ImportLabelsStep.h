// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/dialogs/ImportStepPage.h"
#include "gui/viewmodels/ImportViewModel.h"

class QTableWidget;

namespace seg::gui {

/// The channels with the normalization that nnU-Net's rule gives them by name, and the labels with their
/// colors.
class ImportLabelsStep final : public ImportStepPage {
    Q_OBJECT

public:
    explicit ImportLabelsStep(ImportViewModel& model, QWidget* parent = nullptr);

    void enter() override;

private:
    void fillChannels();
    void fillLabels();
    ImportViewModel& m_model;
    QTableWidget* m_channels = nullptr;
    QTableWidget* m_labels = nullptr;
};

} // namespace seg::gui
