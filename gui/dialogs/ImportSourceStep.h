// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/dialogs/ImportStepPage.h"
#include "gui/viewmodels/ImportViewModel.h"

class QLineEdit;

namespace seg::gui {

class Card;
class Chip;

/// Where the data comes from: a path typed, pasted, browsed for or dropped; shows what was found there.
class ImportSourceStep final : public ImportStepPage {
    Q_OBJECT

public:
    explicit ImportSourceStep(ImportViewModel& model, const QString& browseFolder, QWidget* parent = nullptr);

    void enter() override;
    void setPath(const QString& path);

private:
    QWidget* makePatterns();
    void applyPatterns();
    void update();
    void showSource();
    void browseFolder();
    void browseArchive();
    ImportViewModel& m_model;
    QString m_browseFolder;
    QLineEdit* m_path = nullptr;
    QWidget* m_patterns = nullptr; ///< how the files of a plain folder are named
    QLineEdit* m_imagePattern = nullptr;
    QLineEdit* m_labelPattern = nullptr;
    QLabel* m_state = nullptr;
    Card* m_card = nullptr;
    QVBoxLayout* m_facts = nullptr;
};

} // namespace seg::gui
