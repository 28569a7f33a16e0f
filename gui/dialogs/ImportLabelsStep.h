// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/dialogs/ImportStepPage.h"
#include "gui/viewmodels/ImportViewModel.h"

class QPushButton;
class QTableWidget;
class QTableWidgetItem;

namespace seg::gui {

/// The channels with the normalization that nnU-Net's rule gives them by name, the labels with their colors,
/// and regions that join labels. Names and colors are changed in the tables.
class ImportLabelsStep final : public ImportStepPage {
    Q_OBJECT

public:
    explicit ImportLabelsStep(ImportViewModel& model, QWidget* parent = nullptr);

    void enter() override;

private:
    QWidget* makeRegions();
    void fill();
    void fillLater();
    void fillChannels();
    void fillLabels();
    void fillRegions();
    void addColorButton(int row, const LabelDraft::Label& label);
    void chooseColor(int value);
    void addIgnoreBox(int row, int value);
    void channelEdited(QTableWidgetItem* item);
    void labelEdited(QTableWidgetItem* item);
    void regionEdited(QTableWidgetItem* item);
    void addRegion();
    void removeRegion();

    ImportViewModel& m_model;
    QTableWidget* m_channels = nullptr;
    QTableWidget* m_labels = nullptr;
    QTableWidget* m_regions = nullptr;
    QPushButton* m_removeRegion = nullptr;
    QLabel* m_pairs = nullptr;
    bool m_filling = false; // changes come from here, not from the person
};

} // namespace seg::gui
