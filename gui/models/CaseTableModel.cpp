// SPDX-License-Identifier: Apache-2.0
#include "gui/models/CaseTableModel.h"

#include "gui/models/TableRoles.h"
#include "gui/models/ValueText.h"

#include <algorithm>

namespace seg::gui {

using dataset::FixKind;
using dataset::Severity;

namespace {

/// The two fixes of values that are no labels; only one of them makes sense for a case.
bool changesStrays(FixKind kind)
{
    return kind == FixKind::RemapLabels || kind == FixKind::DropLabels;
}

} // namespace

bool settles(const dataset::Fix& fix, const dataset::Issue& issue)
{
    switch (fix.kind) {
    case FixKind::ExcludeCase:
        return true;
    case FixKind::IgnoreFinding:
        return fix.finding == issue.kind;
    default:
        return dataset::helps(fix.kind, issue.fix);
    }
}

bool isSettled(const dataset::Issue& issue, const std::vector<dataset::Fix>& fixes)
{
    return std::any_of(fixes.begin(), fixes.end(),
                       [&issue](const dataset::Fix& fix) { return settles(fix, issue); });
}

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
    m_fixes.clear();
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
    std::erase_if(m_fixes, [this](const auto& entry) { return rowOf(entry.first) < 0; });
    m_checked = true;
    endResetModel();
}

void CaseTableModel::addFix(const dataset::Fix& fix)
{
    std::vector<dataset::Fix>& fixes = m_fixes[fix.caseId];
    std::erase_if(fixes, [&fix](const dataset::Fix& other) {
        return fix.kind == FixKind::ExcludeCase || other.kind == FixKind::ExcludeCase ||
               (other.kind == fix.kind && other.finding == fix.finding) ||
               (changesStrays(fix.kind) && changesStrays(other.kind));
    });
    fixes.push_back(fix);
    rowChanged(fix.caseId);
}

void CaseTableModel::removeFixes(const CaseId& id)
{
    m_fixes.erase(id);
    rowChanged(id);
}

void CaseTableModel::rowChanged(const CaseId& id)
{
    const int row = rowOf(id);
    if (row >= 0) {
        Q_EMIT dataChanged(index(row, 0), index(row, columnCount() - 1));
    }
}

void CaseTableModel::clearFixes()
{
    m_fixes.clear();
    if (!m_cases.empty()) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    }
}

const std::vector<dataset::Fix>& CaseTableModel::fixes(int row) const
{
    static const std::vector<dataset::Fix> kNone;
    const auto found = m_fixes.find(caseCheck(row).id);
    return found == m_fixes.end() ? kNone : found->second;
}

std::vector<dataset::Fix> CaseTableModel::allFixes() const
{
    std::vector<dataset::Fix> all;
    for (const auto& [id, fixes] : m_fixes) {
        all.insert(all.end(), fixes.begin(), fixes.end());
    }
    return all;
}

bool CaseTableModel::isExcluded(int row) const
{
    const std::vector<dataset::Fix>& made = fixes(row);
    return !made.empty() && made.front().kind == FixKind::ExcludeCase;
}

int CaseTableModel::rowOf(const CaseId& id) const
{
    const auto found =
        std::find_if(m_cases.begin(), m_cases.end(), [&id](const auto& row) { return row.id == id; });
    return found == m_cases.end() ? -1 : static_cast<int>(found - m_cases.begin());
}

Severity CaseTableModel::openSeverity(int row) const
{
    const std::vector<dataset::Fix>& made = fixes(row);
    Severity worst = Severity::Fine;
    for (const dataset::Issue& issue : caseCheck(row).issues) {
        if (!isSettled(issue, made)) {
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

/// The worst finding, or what was decided about it.
QString CaseTableModel::findingText(int row) const
{
    if (isExcluded(row)) {
        return QStringLiteral("excluded");
    }
    const dataset::CaseCheck& item = caseCheck(row);
    const std::vector<dataset::Fix>& made = fixes(row);
    const dataset::Issue* worst = nullptr;
    for (const dataset::Issue& issue : item.issues) {
        if (!isSettled(issue, made) && (worst == nullptr || issue.severity > worst->severity)) {
            worst = &issue;
        }
    }
    if (worst != nullptr) {
        return QString::fromStdString(worst->summary);
    }
    if (made.empty()) {
        return QStringLiteral("fine");
    }
    return made.front().kind == FixKind::IgnoreFinding ? QStringLiteral("ignored")
                                                       : QStringLiteral("will be fixed");
}

int CaseTableModel::findingState(int row) const
{
    if (isExcluded(row)) {
        return static_cast<int>(ChipState::Neutral);
    }
    switch (openSeverity(row)) {
    case Severity::Error:
        return static_cast<int>(ChipState::Error);
    case Severity::Warning:
        return static_cast<int>(ChipState::Warning);
    default:
        break;
    }
    const bool hasNote = fixes(row).empty() && !caseCheck(row).issues.empty();
    return static_cast<int>(hasNote ? ChipState::Info : ChipState::Ok);
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
        return column == TypeColumn || column == LabelsColumn || isExcluded(row);
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
