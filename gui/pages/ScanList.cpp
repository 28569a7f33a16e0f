// SPDX-License-Identifier: Apache-2.0
#include "gui/pages/ScanList.h"

#include "gui/models/ValueText.h"
#include "gui/pages/DoneList.h"
#include "gui/widgets/Card.h"
#include "gui/widgets/TableStyle.h"
#include "gui/widgets/Words.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace seg::gui {

namespace {

constexpr int kRowsShown = 6;

/// One decimal where it says all; the column is narrow.
QString shortSpacing(const Spacing& spacing)
{
    const bool isShort = std::all_of(spacing.mm.begin(), spacing.mm.end(), [](double mm) {
        return std::abs(mm * 10.0 - std::round(mm * 10.0)) < 1e-3;
    });
    QStringList parts;
    for (const double mm : {spacing.mm[2], spacing.mm[1], spacing.mm[0]}) {
        parts << QString::number(mm, 'f', isShort ? 1 : 2);
    }
    return parts.join(QStringLiteral(" × "));
}

enum Column { Name, Kind, Size, SpacingMm, Fit, ColumnCount };

} // namespace

ScanList::ScanList(QWidget* parent)
    : QWidget(parent), m_card(new Card(tr("Scans"))), m_table(new QTableWidget(0, ColumnCount)),
      m_hint(words({}, "secondary", true)), m_remove(new QPushButton(tr("Remove")))
{
    m_remove->setObjectName(QStringLiteral("removeScan"));
    m_remove->setProperty("kind", "link");
    m_card->head()->addWidget(m_remove);
    m_table->setObjectName(QStringLiteral("scanTable"));
    m_table->setHorizontalHeaderLabels({tr("Scan"), tr("Kind"), tr("Size"), tr("Spacing mm"), QString()});
    styleTable(*m_table, false);
    QHeaderView* header = m_table->horizontalHeader();
    header->setStretchLastSection(false);
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setSectionResizeMode(Name, QHeaderView::Stretch);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // a long name is shortened
    m_card->content()->addWidget(m_hint);
    m_card->content()->addWidget(m_table);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_card);
    connect(m_table, &QTableWidget::itemSelectionChanged, this, &ScanList::selectionChanged);
    connect(m_table, &QTableWidget::itemChanged, this, [this](const QTableWidgetItem* item) {
        if (item->column() == Name) {
            Q_EMIT chosenChanged(item->row(), item->checkState() == Qt::Checked);
        }
    });
    connect(m_remove, &QPushButton::clicked, this, &ScanList::removeRequested);
    setScans({});
    setReading(false);
}

int ScanList::selected() const
{
    const auto rows = m_table->selectionModel()->selectedRows();
    return rows.isEmpty() ? -1 : rows.front().row();
}

void ScanList::setReading(bool isReading)
{
    m_hint->setText(isReading ? tr("Reading the headers …")
                              : tr("Nothing to segment yet. Drop image files or DICOM series, or a folder of "
                                   "them, on this window."));
    m_hint->setVisible(isReading || m_table->rowCount() == 0);
}

void ScanList::select(int row)
{
    m_table->selectRow(row);
}

void ScanList::setScans(const std::vector<WaitingScan>& scans)
{
    const int before = selected();
    {
        const QSignalBlocker quiet(m_table);
        m_table->setRowCount(static_cast<int>(scans.size()));
        for (int row = 0; row < m_table->rowCount(); ++row) {
            fillRow(row, scans[static_cast<std::size_t>(row)]);
        }
        if (before >= 0 && before < m_table->rowCount()) {
            m_table->selectRow(before);
        }
    }
    m_card->setTitle(scans.empty() ? tr("Scans")
                                   : countText(static_cast<qint64>(scans.size()), tr("scan"), tr("scans")));
    m_hint->setVisible(scans.empty());
    m_table->setVisible(!scans.empty());
    m_remove->setVisible(!scans.empty());
    fitRows(*m_table, kRowsShown);
}

void ScanList::fillRow(int index, const WaitingScan& item)
{
    const bool readable = item.scan.problem.isEmpty();
    const auto volumes = item.scan.available.size();
    const QString& kind = item.scan.kind;
    const QStringList texts{item.scan.name, volumes > 1 ? tr("%1, %2").arg(kind).arg(volumes) : kind,
                            extentText(item.scan.info.geometry.extent),
                            shortSpacing(item.scan.info.geometry.spacing), item.fit.chip};
    for (int column = 0; column < ColumnCount; ++column) {
        const bool known = readable || column == Name || column == Fit;
        m_table->setItem(index, column, new QTableWidgetItem(known ? texts.at(column) : QString()));
    }
    const QString place = textOf(item.scan.files.front());
    m_table->item(index, Name)->setToolTip(item.scan.series.empty() ? place : item.scan.detail);
    if (m_table->rowCount() > 1 || !item.scan.isChosen) {
        QTableWidgetItem* name = m_table->item(index, Name);
        name->setCheckState(readable && item.scan.isChosen ? Qt::Checked : Qt::Unchecked);
        name->setFlags(readable ? name->flags() : name->flags() & ~Qt::ItemIsUserCheckable);
    }
    m_table->item(index, Kind)
        ->setToolTip(readable ? tr("%1 with %2")
                                    .arg(item.scan.detail,
                                         countText(static_cast<qint64>(volumes), tr("volume"), tr("volumes")))
                              : QString());
    m_table->item(index, Kind)->setData(QuietRole, true);
    m_table->item(index, Fit)->setData(ChipStateRole, static_cast<int>(item.fit.state));
    m_table->item(index, Fit)->setToolTip(item.fit.sentence);
}

} // namespace seg::gui
