// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/CaseTable.h"

#include "gui/widgets/TableStyle.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <numeric>

namespace seg::gui {

namespace {

constexpr int kFilterWidth = 170;
constexpr int kHeaderRoom = 20; // padding and the arrow of the sorted column
constexpr std::array<int, 4> kFirstToGo{CaseTableModel::TypeColumn, CaseTableModel::MinimumColumn,
                                        CaseTableModel::MaximumColumn, CaseTableModel::LabelsColumn};
constexpr int kMeasuredRows = 60; // of many, for the widths of columns

struct FilterChip {
    const char* object;
    const char* words;
    const char* state; ///< of the style sheet
    std::optional<dataset::Severity> severity;
};

const std::array<FilterChip, 4>& filterChips()
{
    static const std::array<FilterChip, 4> kChips{{
        {"filterAll", "All %1", "", std::nullopt},
        {"filterFine", "Fine %1", "ok", dataset::Severity::Fine},
        {"filterWarnings", "Warnings %1", "warning", dataset::Severity::Warning},
        {"filterErrors", "Errors %1", "error", dataset::Severity::Error},
    }};
    return kChips;
}

} // namespace

CaseTable::CaseTable(CaseTableModel& cases, QWidget* parent)
    : QWidget(parent), m_cases(cases), m_bar(new QWidget), m_text(new QLineEdit), m_table(new QTableView)
{
    connect(&m_cases, &QAbstractItemModel::modelAboutToBeReset, this, &CaseTable::rememberChosen);
    m_filter.setSourceModel(&m_cases);
    buildBar();
    buildTable();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_table);

    connect(&m_cases, &QAbstractItemModel::modelReset, this, [this] {
        updateChips();
        fitColumns();
        if (!chooseAgain()) {
            selectFirstFinding();
        }
    });
    connect(&m_cases, &QAbstractItemModel::dataChanged, this, [this] {
        updateChips();
        Q_EMIT currentChanged();
    });
    updateChips();
    fitColumns();
}

void CaseTable::buildBar()
{
    auto* layout = new QHBoxLayout(m_bar);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    auto* group = new QButtonGroup(m_bar);
    for (const FilterChip& chip : filterChips()) {
        auto* button = new QPushButton;
        button->setObjectName(QLatin1String(chip.object));
        button->setProperty("kind", "chip");
        button->setProperty("state", chip.state);
        button->setCheckable(true);
        button->setChecked(!chip.severity);
        group->addButton(button);
        layout->addWidget(button);
        m_chips.push_back(button);
        connect(button, &QPushButton::clicked, this,
                [this, severity = chip.severity] { m_filter.setSeverity(severity); });
    }
    m_bar->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    m_text->setObjectName(QStringLiteral("filterText"));
    m_text->setPlaceholderText(QStringLiteral("Filter cases"));
    m_text->setClearButtonEnabled(true);
    m_text->setFixedWidth(kFilterWidth);
    layout->addWidget(m_text);
    connect(m_text, &QLineEdit::textChanged, &m_filter, &CaseFilterModel::setText);
}

void CaseTable::buildTable()
{
    m_table->setObjectName(QStringLiteral("caseTable"));
    styleTable(*m_table);
    m_table->setModel(&m_filter);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(CaseTableModel::NameColumn, Qt::AscendingOrder);
    m_table->horizontalHeader()->setResizeContentsPrecision(kMeasuredRows);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &CaseTable::currentChanged);
}

void CaseTable::updateChips()
{
    for (std::size_t i = 0; i < m_chips.size(); ++i) {
        const FilterChip& chip = filterChips().at(i);
        const int count = chip.severity ? m_cases.count(*chip.severity) : m_cases.rowCount();
        m_chips[i]->setText(QString::fromLatin1(chip.words).arg(count));
        m_chips[i]->setVisible(!chip.severity || m_cases.isChecked());
    }
}

void CaseTable::fitColumns()
{
    QHeaderView& header = *m_table->horizontalHeader();
    const QFontMetrics metrics(header.font());
    const QAbstractItemView& view = *m_table;
    m_widths.clear();
    for (int column = 0; column < header.count(); ++column) {
        m_table->setColumnHidden(column, false);
        const QString name = m_filter.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        const int title = metrics.horizontalAdvance(name) + kHeaderRoom;
        m_widths.push_back(std::max(title, view.sizeHintForColumn(column)));
        header.resizeSection(column, m_widths.back());
    }
    header.setStretchLastSection(true);
    showWhatFits();
}

/// The finding is what the table is for: on a narrow page the least telling columns make room for it.
void CaseTable::showWhatFits()
{
    // By the own width: the table inside hears of a new size later than this where the page was hidden.
    const int room = width() - 2 * m_table->frameWidth() - m_table->verticalScrollBar()->sizeHint().width();
    int needed = std::accumulate(m_widths.begin(), m_widths.end(), 0);
    for (const int column : kFirstToGo) {
        const bool isTooWide = needed > room;
        m_table->setColumnHidden(column, isTooWide);
        needed -= isTooWide ? m_widths.at(static_cast<std::size_t>(column)) : 0;
    }
}

void CaseTable::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    showWhatFits();
}

void CaseTable::selectFirstFinding()
{
    int worst = -1;
    for (int row = 0; row < m_filter.rowCount(); ++row) {
        const int source = m_filter.mapToSource(m_filter.index(row, 0)).row();
        if (worst < 0 || m_cases.openSeverity(source) >
                             m_cases.openSeverity(m_filter.mapToSource(m_filter.index(worst, 0)).row())) {
            worst = row;
        }
    }
    if (worst >= 0) {
        m_table->selectRow(worst);
        m_table->scrollTo(m_filter.index(worst, 0));
    }
    Q_EMIT currentChanged();
}

void CaseTable::rememberChosen()
{
    m_chosen = m_cases.isChecked() ? current() : std::nullopt;
    m_severity = m_chosen ? m_cases.openSeverity(m_cases.rowOf(*m_chosen)) : dataset::Severity::Fine;
}

/// The case that was chosen before, unless something became of it that sends the eye elsewhere.
bool CaseTable::chooseAgain()
{
    const int row = m_chosen && m_cases.isChecked() ? m_cases.rowOf(*m_chosen) : -1;
    if (row < 0 || m_cases.openSeverity(row) != m_severity) {
        return false;
    }
    select(*m_chosen);
    if (current() != m_chosen) {
        return false; // filtered out
    }
    Q_EMIT currentChanged();
    return true;
}

std::optional<CaseId> CaseTable::current() const
{
    const QModelIndex index = m_table->currentIndex();
    if (!index.isValid()) {
        return std::nullopt;
    }
    return m_cases.caseCheck(m_filter.mapToSource(index).row()).id;
}

void CaseTable::select(const CaseId& id)
{
    const int row = m_cases.rowOf(id);
    const QModelIndex index = row < 0 ? QModelIndex() : m_filter.mapFromSource(m_cases.index(row, 0));
    if (index.isValid()) {
        m_table->selectRow(index.row());
        m_table->scrollTo(index);
    }
}

} // namespace seg::gui
