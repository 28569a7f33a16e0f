// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/viewmodels/DataViewModel.h"

#include <QDialog>

class QLabel;
class QPushButton;
class QTableWidget;

namespace seg::gui {

/// Everything that was changed in a dataset after its import, newest first; each change can be taken back.
class FixesDialog final : public QDialog {
    Q_OBJECT

public:
    /// \param model  followed while the dialog is open; outlives it.
    explicit FixesDialog(DataViewModel& model, QWidget* parent = nullptr);

Q_SIGNALS:
    void undoRequested(const seg::database::FixRecord& fix);

private:
    void fill();
    void showChosen();
    [[nodiscard]] const database::FixRecord* chosen() const; ///< null when none is

    DataViewModel& m_model;
    QTableWidget* m_table = nullptr;
    QLabel* m_text = nullptr; ///< the chosen fix in full
    QPushButton* m_undo = nullptr;
};

} // namespace seg::gui
