// SPDX-License-Identifier: Apache-2.0
#include "gui/dialogs/FixesDialog.h"

#include "gui/tasks/TimeText.h"
#include "gui/widgets/TableStyle.h"
#include "gui/widgets/Words.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace seg::gui {

namespace {

constexpr int kFixesWidth = 760;
constexpr int kFixesHeight = 380;

enum Column { WhenColumn, CaseColumn, StateColumn, WhatColumn, kColumns };

QString stateText(const database::FixRecord& fix)
{
    return fix.undoneAt == 0 ? QStringLiteral("in force") : QStringLiteral("undone");
}

QString whatText(const database::FixRecord& fix)
{
    const QString text = QString::fromStdString(fix.text);
    return fix.fix.note.empty()
               ? text
               : QStringLiteral("%1 Note: %2").arg(text, QString::fromStdString(fix.fix.note));
}

} // namespace

FixesDialog::FixesDialog(DataViewModel& model, QWidget* parent)
    : QDialog(parent), m_model(model), m_table(new QTableWidget(0, kColumns)),
      m_text(words({}, "secondary", true)), m_undo(new QPushButton(QStringLiteral("Undo this fix")))
{
    setObjectName(QStringLiteral("fixesDialog"));
    setWindowTitle(QStringLiteral("Fixes"));
    resize(kFixesWidth, kFixesHeight);
    styleTable(*m_table);
    m_table->setObjectName(QStringLiteral("fixesTable"));
    m_table->setHorizontalHeaderLabels({QStringLiteral("When"), QStringLiteral("Case"),
                                        QStringLiteral("State"), QStringLiteral("What was done")});
    for (const int column : {WhenColumn, CaseColumn, StateColumn}) {
        m_table->horizontalHeader()->setSectionResizeMode(column, QHeaderView::ResizeToContents);
    }
    m_undo->setObjectName(QStringLiteral("undoFix"));
    auto* close = new QPushButton(QStringLiteral("Close"));
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_undo);
    buttons->addStretch(1);
    buttons->addWidget(close);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(12);
    layout->addWidget(words(QStringLiteral("Changes of the dataset since its import. The files as they were "
                                           "are kept in the project."),
                            "secondary", true));
    layout->addWidget(m_table, 1);
    layout->addWidget(m_text);
    layout->addLayout(buttons);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    connect(m_undo, &QPushButton::clicked, this, [this] {
        if (const database::FixRecord* fix = chosen()) {
            Q_EMIT undoRequested(*fix);
        }
    });
    connect(m_table, &QTableWidget::itemSelectionChanged, this, &FixesDialog::showChosen);
    connect(&m_model, &DataViewModel::changed, this, &FixesDialog::fill);
    fill();
}

void FixesDialog::fill()
{
    const auto& fixes = m_model.fixes();
    m_table->setRowCount(static_cast<int>(fixes.size()));
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const database::FixRecord& fix = fixes[static_cast<std::size_t>(row)];
        const QString texts[] = {whenText(fix.appliedAt), QString::fromStdString(fix.fix.caseId.name),
                                 stateText(fix), whatText(fix)};
        for (int column = 0; column < kColumns; ++column) {
            auto* item = new QTableWidgetItem(texts[column]);
            item->setData(QuietRole, fix.undoneAt != 0);
            item->setToolTip(whatText(fix));
            m_table->setItem(row, column, item);
        }
    }
    showChosen();
}

const database::FixRecord* FixesDialog::chosen() const
{
    const int row = m_table->currentRow();
    if (row < 0 || m_table->selectedItems().isEmpty()) {
        return nullptr;
    }
    return &m_model.fixes().at(static_cast<std::size_t>(row));
}

void FixesDialog::showChosen()
{
    const database::FixRecord* fix = chosen();
    m_text->setText(fix == nullptr ? QString() : whatText(*fix));
    const bool canUndo = fix != nullptr && fix->undoneAt == 0;
    m_undo->setEnabled(canUndo);
    m_undo->setToolTip(canUndo ? QString() : QStringLiteral("Choose a fix that is in force"));
}

} // namespace seg::gui
