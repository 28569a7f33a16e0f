// SPDX-License-Identifier: Apache-2.0
#include "gui/models/CaseTableModel.h"

#include "gui/models/TableRoles.h"
#include "gui/models/ValueText.h"

#include <algorithm>

namespace seg::gui {

using dataset::Severity;

void CaseTableModel::setCases(const std::vector<Case>& cases)
{
    beginResetModel();
    m_cases.clear();
    for (const Case& item : cases) {
        dataset::CaseCheck row;
        row.id = item.id;
        m_cases.push_back(std::move(row));
    }
    m_labels.clear();
    m_decisions.clear();
    m_checked = false;
    endResetModel();
}

void CaseTableModel::setCheck(const dataset::DatasetCheck& check, const dataset::LabelScheme& labels)
{
    beginResetModel();
    m_cases = check.cases;
    m_labels.clear();
    for (const int value : labels.foregroundLabels()) {
        m_labels.push_back({value, labels.nameOf(value)});
    }
    std::erase_if(m_decisions, [this](const auto& entry) { return rowOf(entry.first) < 0; });
    m_checked = true;
    endResetModel();
}

void CaseTableModel::setDecision(const CaseId& id, CaseDecision decision)
{
    if (decision == CaseDecision::None) {
        m_decisions.erase(id);
    } else {
        m_decisions[id] = decision;
    }
    const int row = rowOf(id);
    if (row >= 0) {
        Q_EMIT dataChanged(index(row, 0), index(row, columnCount() - 1));
    }
}

void CaseTableModel::clearDecisions()
{
    m_decisions.clear();
    if (!m_cases.empty()) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    }
}

CaseDecision CaseTableModel::decision(int row) const
{
    const auto found = m_decisions.find(caseCheck(row).id);
    return found == m_decisions.end() ? CaseDecision::None : found->second;
}

int CaseTableModel::rowOf(const CaseId& id) const
{
    const auto found =
        std::find_if(m_cases.begin(), m_cases.end(), [&id](const auto& row) { return row.id == id; });
    return found == m_cases.end() ? -1 : static_cast<int>(found - m_cases.begin());
}

Severity CaseTableModel::openSeverity(int row) const
{
    const dataset::CaseCheck& item = caseCheck(row);
    const CaseDecision made = decision(row);
    if (made == CaseDecision::Exclude) {
        return Severity::Fine;
    }
    Severity worst = Severity::Fine;
    for (const dataset::Issue& issue : item.issues) {
        const bool settled = made == CaseDecision::CopyGeometry && issue.fix == "copy_geometry";
        if (!settled) {
            worst = std::max(worst, issue.severity);
        }
    }
    return worst == Severity::Note ? Severity::Fine : worst;
}

int CaseTableModel::count(Severity severity) const
{
    int found = 0;
    for (int row = 0; row < rowCount(); ++row) {
        found += openSeverity(row) == severity ? 1 : 0;
    }
    return found;
}

int CaseTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_cases.size());
}

int CaseTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : findingColumn() + 1;
}

double CaseTableModel::volumeMl(int row, int column) const
{
    const dataset::CaseCheck& item = caseCheck(row);
    const int value = m_labels.at(static_cast<std::size_t>(column - FirstVolumeColumn)).value;
    const auto found = item.labelVoxels.find(value);
    const double voxels = found == item.labelVoxels.end() ? 0.0 : static_cast<double>(found->second);
    return voxels * item.image.geometry.spacing.voxelVolumeMm3() / 1000.0;
}

QString CaseTableModel::findingText(int row) const
{
    switch (decision(row)) {
    case CaseDecision::Exclude:
        return QStringLiteral("excluded");
    case CaseDecision::CopyGeometry:
        return QStringLiteral("geometry is copied");
    case CaseDecision::None:
        break;
    }
    const dataset::CaseCheck& item = caseCheck(row);
    const dataset::Issue* worst = nullptr;
    for (const dataset::Issue& issue : item.issues) {
        if (worst == nullptr || issue.severity > worst->severity) {
            worst = &issue;
        }
    }
    return worst == nullptr ? QStringLiteral("fine") : QString::fromStdString(worst->summary);
}

int CaseTableModel::findingState(int row) const
{
    if (decision(row) == CaseDecision::Exclude) {
        return static_cast<int>(ChipState::Neutral);
    }
    switch (openSeverity(row)) {
    case Severity::Error:
        return static_cast<int>(ChipState::Error);
    case Severity::Warning:
        return static_cast<int>(ChipState::Warning);
    default:
        return static_cast<int>(ChipState::Ok);
    }
}

QString CaseTableModel::text(int row, int column) const
{
    const dataset::CaseCheck& item = caseCheck(row);
    if (column == NameColumn) {
        return QString::fromStdString(item.id.name);
    }
    if (!m_checked) {
        return {};
    }
    if (column == findingColumn()) {
        return findingText(row);
    }
    if (item.image.geometry.extent.count() == 0) {
        return QStringLiteral("–"); // the file could not be read
    }
    switch (column) {
    case SizeColumn:
        return extentText(item.image.geometry.extent);
    case SpacingColumn:
        return spacingText(item.image.geometry.spacing);
    case AxesColumn:
        return QString::fromStdString(orientationCode(item.image.geometry));
    case TypeColumn:
        return QString::fromStdString(item.image.voxelType);
    case MinimumColumn:
        return intensityText(item.minimum);
    case MaximumColumn:
        return intensityText(item.maximum);
    case LabelsColumn:
        return labelValuesText(item.labelVoxels);
    default:
        return QString::number(volumeMl(row, column), 'f', 2);
    }
}

QVariant CaseTableModel::sortValue(int row, int column) const
{
    const dataset::CaseCheck& item = caseCheck(row);
    if (column == findingColumn()) {
        return static_cast<int>(openSeverity(row));
    }
    switch (column) {
    case SizeColumn:
        return static_cast<qlonglong>(item.image.geometry.extent.count());
    case SpacingColumn:
        return item.image.geometry.spacing.voxelVolumeMm3();
    case MinimumColumn:
        return item.minimum;
    case MaximumColumn:
        return item.maximum;
    case NameColumn:
    case AxesColumn:
    case TypeColumn:
    case LabelsColumn:
        return text(row, column);
    default:
        return volumeMl(row, column);
    }
}

QVariant CaseTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const int row = index.row();
    const int column = index.column();
    const bool isNumber = column == MinimumColumn || column == MaximumColumn ||
                          (column >= FirstVolumeColumn && column < findingColumn());
    switch (role) {
    case Qt::DisplayRole:
        return text(row, column);
    case SortRole:
        return sortValue(row, column);
    case QuietRole:
        return column == TypeColumn || column == LabelsColumn || decision(row) == CaseDecision::Exclude;
    case ChipStateRole:
        return m_checked && column == findingColumn() ? QVariant(findingState(row)) : QVariant();
    case Qt::TextAlignmentRole:
        return static_cast<int>((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    default:
        return {};
    }
}

QVariant CaseTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) {
        return {};
    }
    const bool isNumber = section == MinimumColumn || section == MaximumColumn ||
                          (section >= FirstVolumeColumn && section < findingColumn());
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    static const QStringList kNames{QStringLiteral("Case"),       QStringLiteral("Size"),
                                    QStringLiteral("Spacing mm"), QStringLiteral("Axes"),
                                    QStringLiteral("Type"),       QStringLiteral("Min"),
                                    QStringLiteral("Max"),        QStringLiteral("Labels")};
    if (section < kNames.size()) {
        return kNames.at(section);
    }
    if (section == findingColumn()) {
        return QStringLiteral("Finding");
    }
    return QString::fromStdString(m_labels.at(static_cast<std::size_t>(section - FirstVolumeColumn)).name) +
           QStringLiteral(" ml");
}

} // namespace seg::gui
