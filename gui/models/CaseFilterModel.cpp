// SPDX-License-Identifier: Apache-2.0
#include "gui/models/CaseFilterModel.h"

#include "gui/models/CaseTableModel.h"
#include "gui/models/TableRoles.h"

namespace seg::gui {

CaseFilterModel::CaseFilterModel(QObject* parent) : QSortFilterProxyModel(parent)
{
    setDynamicSortFilter(true);
    setSortRole(SortRole);
}

void CaseFilterModel::setSeverity(std::optional<dataset::Severity> severity)
{
    m_severity = severity;
    invalidateFilter();
}

void CaseFilterModel::setText(const QString& text)
{
    m_text = text.trimmed();
    invalidateFilter();
}

bool CaseFilterModel::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    const auto* cases = qobject_cast<const CaseTableModel*>(sourceModel());
    if (cases == nullptr || parent.isValid()) {
        return false;
    }
    if (m_severity && cases->openSeverity(row) != *m_severity) {
        return false;
    }
    if (m_text.isEmpty()) {
        return true;
    }
    const auto has = [&](int column) {
        return cases->index(row, column).data().toString().contains(m_text, Qt::CaseInsensitive);
    };
    return has(CaseTableModel::NameColumn) || has(cases->findingColumn());
}

bool CaseFilterModel::lessThan(const QModelIndex& left, const QModelIndex& right) const
{
    const QPartialOrdering order = QVariant::compare(left.data(SortRole), right.data(SortRole));
    if (order == QPartialOrdering::Less || order == QPartialOrdering::Greater) {
        return order == QPartialOrdering::Less;
    }
    return left.row() < right.row();
}

} // namespace seg::gui
