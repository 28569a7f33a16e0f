// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/viewmodels/FoldChoice.h"

#include <QString>
#include <QWidget>

class QComboBox;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace seg::gui {

/// How folds are made: by which rule, how many, with which seed, and whose the cases are. The import and the
/// Splits dialog ask by it.
class FoldForm final : public QWidget {
    Q_OBJECT

public:
    explicit FoldForm(QWidget* parent = nullptr);

    void setChoice(const FoldChoice& choice); ///< says nothing
    [[nodiscard]] const FoldChoice& choice() const noexcept { return m_choice; }

Q_SIGNALS:
    void choiceChanged(); ///< by the person

private:
    QWidget* makeRule();
    QWidget* makePatients();
    void edited();
    void chooseTable();
    void readTable(const QString& file);
    void update();

    FoldChoice m_choice;
    QComboBox* m_rule = nullptr;
    QSpinBox* m_count = nullptr;
    QSpinBox* m_seed = nullptr;
    QWidget* m_patientRow = nullptr;
    QLineEdit* m_pattern = nullptr;
    QPushButton* m_table = nullptr;
    QString m_tableName; // of the patients' table that was read; empty without one
};

} // namespace seg::gui
