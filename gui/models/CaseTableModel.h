// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/DatasetFix.h"
#include "core/dataset/DatasetManifest.h"
#include "core/dataset/DatasetValidator.h"

#include <QAbstractTableModel>
#include <QString>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace seg::gui {

/// Whether a fix does away with a finding of its case.
[[nodiscard]] bool settles(const dataset::Fix& fix, const dataset::Issue& issue);
[[nodiscard]] bool isSettled(const dataset::Issue& issue, const std::vector<dataset::Fix>& fixes);

/// The check table: a row per case, columns from its header, its labels' volumes, and its worst finding as a
/// chip. Before a check (or while one runs) rows show the names alone.
class CaseTableModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column {
        NameColumn,
        SizeColumn,
        SpacingColumn,
        AxesColumn,
        TypeColumn,
        MinimumColumn,
        MaximumColumn,
        LabelsColumn,
        FirstVolumeColumn
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// Cases without a check: names only.
    void setCases(const std::vector<Case>& cases);
    /// \param labels  names of the volume columns, one per foreground label.
    void setCheck(const dataset::DatasetCheck& check, const dataset::LabelScheme& labels);
    /// Decides on a fix before it is made; excluding a case takes the place of all others.
    void addFix(const dataset::Fix& fix);
    void removeFixes(const CaseId& id);
    void clearFixes();

    [[nodiscard]] const std::vector<dataset::Fix>& fixes(int row) const; ///< decided on for this case
    [[nodiscard]] std::vector<dataset::Fix> allFixes() const;
    [[nodiscard]] bool isExcluded(int row) const;
    [[nodiscard]] const dataset::CaseCheck& caseCheck(int row) const
    {
        return m_cases.at(static_cast<std::size_t>(row));
    }
    [[nodiscard]] bool isChecked() const noexcept { return m_checked; }
    [[nodiscard]] int findingColumn() const noexcept
    {
        return FirstVolumeColumn + static_cast<int>(m_labels.size());
    }
    [[nodiscard]] int rowOf(const CaseId& id) const; ///< -1 when there is none
    /// Worst finding that no fix settles.
    [[nodiscard]] dataset::Severity openSeverity(int row) const;
    [[nodiscard]] int
    count(dataset::Severity severity) const; ///< cases by openSeverity(); notes count as fine

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct LabelColumn {
        int value = 0;
        std::string name;
    };
    void rowChanged(const CaseId& id);
    [[nodiscard]] QString text(int row, int column) const;
    [[nodiscard]] QVariant sortValue(int row, int column) const;
    [[nodiscard]] QString findingText(int row) const;
    [[nodiscard]] int findingState(int row) const;
    [[nodiscard]] double volumeMl(int row, int column) const;

    std::vector<dataset::CaseCheck> m_cases;
    std::vector<LabelColumn> m_labels;
    std::map<CaseId, std::vector<dataset::Fix>> m_fixes;
    bool m_checked = false;
};

} // namespace seg::gui
