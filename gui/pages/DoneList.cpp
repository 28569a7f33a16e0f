// SPDX-License-Identifier: Apache-2.0
#include "gui/pages/DoneList.h"

#include "gui/models/ValueText.h"
#include "gui/tasks/TimeText.h"
#include "gui/theme/Tokens.h"
#include "gui/widgets/Card.h"
#include "gui/widgets/TableStyle.h"

#include <QHeaderView>
#include <QMessageBox>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace seg::gui {

namespace {

constexpr int kMostListed = 20;
constexpr int kMostShown = 4;
constexpr int kNameWidth = 220;

enum Column { Scan, What, Time, Action, ColumnCount };

QTableWidgetItem* cell(const QString& text, Qt::Alignment side = Qt::AlignLeft)
{
    auto* item = new QTableWidgetItem(text);
    item->setTextAlignment(side | Qt::AlignVCenter);
    return item;
}

} // namespace

void showDetails(QWidget* parent, const QString& title, const QString& text)
{
    auto* box = new QMessageBox(QMessageBox::Warning, title, text, QMessageBox::Ok, parent);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextInteractionFlags(Qt::TextSelectableByMouse);
    box->open();
}

void fitRows(QTableWidget& table, int most)
{
    const int rows = std::clamp(table.rowCount(), 1, most) + (table.horizontalHeader()->isHidden() ? 0 : 1);
    table.setFixedHeight(rows * size::kTableRow + 2);
}

DoneList::DoneList(QWidget* parent)
    : QWidget(parent), m_card(new Card(tr("Done"))), m_table(new QTableWidget(0, ColumnCount))
{
    m_table->setObjectName(QStringLiteral("doneTable"));
    styleTable(*m_table, false);
    QHeaderView* header = m_table->horizontalHeader();
    header->hide();
    header->setStretchLastSection(false);
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setSectionResizeMode(Scan, QHeaderView::Interactive);
    header->setSectionResizeMode(What, QHeaderView::Stretch);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // long sentences are shortened
    m_table->setColumnWidth(Scan, kNameWidth);
    m_card->content()->addWidget(m_table);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_card);
    hide();
}

void DoneList::remember(const SegmentOutcome& outcome)
{
    if (outcome.prediction) {
        m_outcomes[static_cast<qint64>(outcome.prediction->id)] = outcome;
    }
}

void DoneList::reload(const database::Project* project)
{
    m_table->setRowCount(0);
    double seconds = 0.0;
    int succeeded = 0;
    if (project != nullptr) {
        for (const database::PredictionRecord& record : project->predictions()) {
            if (m_table->rowCount() < kMostListed) {
                addRow(record);
                succeeded += record.error.empty() ? 1 : 0;
                seconds += record.error.empty() ? record.seconds : 0.0;
            }
        }
    }
    setVisible(m_table->rowCount() > 0);
    QString meaning = countText(m_table->rowCount(), tr("scan"), tr("scans"));
    if (succeeded > 0) {
        meaning += tr(" · mean %1").arg(durationText(seconds / succeeded));
    }
    m_card->setMeaning(meaning);
    fitRows(*m_table, kMostShown);
}

QString DoneList::whatOf(const database::PredictionRecord& record) const
{
    const auto known = m_outcomes.find(static_cast<qint64>(record.id));
    if (known == m_outcomes.end()) {
        return tr("run %1 · %2").arg(static_cast<qint64>(record.run)).arg(whenText(record.createdAt));
    }
    return tr("%1 · %2 ml")
        .arg(countText(known->second.labels, tr("label"), tr("labels")))
        .arg(known->second.millilitres, 0, 'f', 1);
}

void DoneList::addRow(const database::PredictionRecord& record)
{
    const auto id = static_cast<qint64>(record.id);
    const bool failed = !record.error.empty();
    const QString error = QString::fromStdString(record.error);
    const int row = m_table->rowCount();
    m_table->insertRow(row);
    m_table->setItem(row, Scan,
                     cell(record.inputs.empty() ? QString() : textOf(record.inputs.front().filename())));
    m_table->setItem(row, What, cell(failed ? error : whatOf(record)));
    m_table->item(row, What)->setData(QuietRole, true);
    m_table->item(row, What)->setToolTip(error);
    m_table->setItem(row, Time,
                     cell(failed ? QStringLiteral("–") : durationText(record.seconds), Qt::AlignRight));
    auto* action = new QPushButton(failed ? tr("Details") : tr("Review"));
    action->setProperty("kind", "link");
    action->setObjectName(QStringLiteral("done%1").arg(id));
    connect(action, &QPushButton::clicked, this, [this, id, failed, error] {
        if (failed) {
            showDetails(this, tr("Not segmented"), error);
        } else {
            Q_EMIT reviewRequested(id);
        }
    });
    m_table->setItem(row, Action, cell({}));
    m_table->setCellWidget(row, Action, action);
}

} // namespace seg::gui
