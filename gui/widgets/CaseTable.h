// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/models/CaseFilterModel.h"
#include "gui/models/CaseTableModel.h"

#include <QWidget>

#include <optional>
#include <vector>

class QLineEdit;
class QPushButton;
class QTableView;

namespace seg::gui {

/// The check table with its filters: chips All, Fine, Warnings, Errors with their counts, and a text field.
/// The filter bar is a widget of its own, so that a page can set it beside its title.
class CaseTable final : public QWidget {
    Q_OBJECT

public:
    explicit CaseTable(CaseTableModel& cases, QWidget* parent = nullptr); ///< the model outlives this

    [[nodiscard]] QWidget* filterBar() const noexcept { return m_bar; }
    [[nodiscard]] QTableView* table() const noexcept { return m_table; }
    [[nodiscard]] std::optional<CaseId> current() const;
    void select(const CaseId& id);

Q_SIGNALS:
    void currentChanged(); ///< another case is selected, or its row changed

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void buildBar();
    void buildTable();
    void updateChips();
    void fitColumns();
    void showWhatFits();
    void selectFirstFinding();
    void rememberChosen();
    [[nodiscard]] bool chooseAgain();

    CaseTableModel& m_cases;
    CaseFilterModel m_filter;
    QWidget* m_bar = nullptr;
    QLineEdit* m_text = nullptr;
    QTableView* m_table = nullptr;
    std::vector<QPushButton*> m_chips;
    std::vector<int> m_widths;                              ///< that the columns need
    std::optional<CaseId> m_chosen;                         ///< before the cases were read anew
    dataset::Severity m_severity = dataset::Severity::Fine; ///< of m_chosen then
};

} // namespace seg::gui
