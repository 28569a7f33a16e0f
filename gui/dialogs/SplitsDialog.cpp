// SPDX-License-Identifier: Apache-2.0
#include "gui/dialogs/SplitsDialog.h"

#include "gui/dialogs/FoldForm.h"
#include "gui/widgets/AskToDrop.h"
#include "gui/widgets/Card.h"
#include "gui/widgets/ChoosePath.h"
#include "gui/widgets/TableStyle.h"
#include "gui/widgets/Words.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace seg::gui {

namespace {

constexpr int kSplitsWidth = 860;
constexpr int kSplitsHeight = 640;
constexpr int kFoldsWidth = 300;

enum SplitFoldColumn { FoldNameColumn, LearnedColumn, HeldColumn, kFoldColumns };
enum SplitCaseColumn { CaseNameColumn, HeldInColumn, kCaseColumns };

QTableWidgetItem* splitCell(const QString& text, bool number = false)
{
    auto* item = new QTableWidgetItem(text);
    item->setTextAlignment((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    return item;
}

QString foldName(int fold)
{
    return QStringLiteral("Fold %1").arg(fold);
}

QString heldText(const std::vector<int>& folds)
{
    QStringList names;
    for (const int fold : folds) {
        names << foldName(fold);
    }
    return names.isEmpty() ? QStringLiteral("no fold") : names.join(QStringLiteral(", "));
}

QTableWidget* makeSplitTable(const QStringList& columns, const char* objectName)
{
    auto* table = new QTableWidget(0, static_cast<int>(columns.size()));
    styleTable(*table);
    table->setObjectName(QLatin1String(objectName));
    table->setHorizontalHeaderLabels(columns);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    return table;
}

} // namespace

SplitsDialog::SplitsDialog(const std::filesystem::path& project, database::DatasetId dataset,
                           const QString& name, QWidget* parent)
    : QDialog(parent), m_model(project, dataset), m_summary(words({}, "secondary", true)),
      m_runs(words({}, "warning", true)), m_problem(words({}, "error", true))
{
    setObjectName(QStringLiteral("splitsDialog"));
    setWindowTitle(QStringLiteral("Splits of %1").arg(name));
    resize(kSplitsWidth, kSplitsHeight);
    m_runs->setObjectName(QStringLiteral("splitRuns"));
    m_problem->setObjectName(QStringLiteral("splitProblem"));
    m_summary->setObjectName(QStringLiteral("splitSummary"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(12);
    layout->addWidget(m_summary);
    layout->addWidget(makeTables(), 1);
    layout->addWidget(makeAnew());
    layout->addWidget(m_runs);
    layout->addWidget(m_problem);
    layout->addWidget(makeButtons());
    connect(&m_model, &SplitsViewModel::changed, this, &SplitsDialog::update);
    connect(&m_model, &SplitsViewModel::applied, this, [this] {
        Q_EMIT splitsChanged();
        accept();
    });
    m_model.load();
}

QWidget* SplitsDialog::makeTables()
{
    auto* box = new QWidget;
    m_folds = makeSplitTable(
        {QStringLiteral("Fold"), QStringLiteral("Learned from"), QStringLiteral("Held back")}, "splitFolds");
    m_folds->setFixedWidth(kFoldsWidth);
    for (const int column : {LearnedColumn, HeldColumn}) {
        m_folds->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    }
    m_cases = makeSplitTable({QStringLiteral("Case"), QStringLiteral("Held back in")}, "splitCases");
    m_cases->setSelectionMode(QAbstractItemView::ExtendedSelection);
    auto* right = new QVBoxLayout;
    right->setSpacing(8);
    right->addWidget(m_cases, 1);
    right->addWidget(makeMove());
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(14);
    row->addWidget(m_folds);
    row->addLayout(right, 1);
    connect(m_folds, &QTableWidget::itemSelectionChanged, this, &SplitsDialog::fillCases);
    connect(m_cases, &QTableWidget::itemSelectionChanged, this, &SplitsDialog::updateMove);
    return box;
}

QWidget* SplitsDialog::makeMove()
{
    auto* box = new QWidget;
    m_target = new QComboBox;
    m_target->setObjectName(QStringLiteral("splitTarget"));
    m_move = new QPushButton(QStringLiteral("Move"));
    m_move->setObjectName(QStringLiteral("moveCases"));
    m_move->setAutoDefault(false);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(words(QStringLiteral("Hold the chosen cases back in"), "secondary"));
    row->addWidget(m_target);
    row->addWidget(m_move);
    row->addStretch(1);
    connect(m_move, &QPushButton::clicked, this, &SplitsDialog::moveChosen);
    return box;
}

QWidget* SplitsDialog::makeAnew()
{
    auto* card = new Card(QStringLiteral("Make them anew"));
    m_form = new FoldForm;
    m_make = new QPushButton(QStringLiteral("Make folds"));
    m_make->setObjectName(QStringLiteral("makeFolds"));
    m_import = new QPushButton(QStringLiteral("Import…"));
    m_import->setObjectName(QStringLiteral("importSplits"));
    m_import->setToolTip(QStringLiteral("From nnU-Net's splits_final.json, or a table “case,fold” (.csv)"));
    auto* row = new QHBoxLayout;
    row->addWidget(m_form, 1);
    for (QPushButton* button : {m_make, m_import}) {
        button->setAutoDefault(false);
        row->addWidget(button, 0, Qt::AlignTop);
    }
    card->content()->addLayout(row);
    connect(m_make, &QPushButton::clicked, this, [this] { m_model.make(m_form->choice()); });
    connect(m_import, &QPushButton::clicked, this, &SplitsDialog::chooseFile);
    return card;
}

QWidget* SplitsDialog::makeButtons()
{
    auto* box = new QWidget;
    m_takeBack = new QPushButton(QStringLiteral("Take the changes back"));
    m_takeBack->setObjectName(QStringLiteral("takeSplitsBack"));
    m_cancel = new QPushButton(QStringLiteral("Cancel"));
    m_cancel->setObjectName(QStringLiteral("cancelSplits"));
    m_use = new QPushButton(QStringLiteral("Use these folds"));
    m_use->setObjectName(QStringLiteral("useSplits"));
    m_use->setProperty("kind", "primary");
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_takeBack);
    row->addStretch(1);
    row->addWidget(m_cancel);
    row->addWidget(m_use);
    for (QPushButton* button : {m_takeBack, m_cancel, m_use}) {
        button->setAutoDefault(false);
    }
    connect(m_takeBack, &QPushButton::clicked, &m_model, &SplitsViewModel::takeBack);
    connect(m_cancel, &QPushButton::clicked, this, &SplitsDialog::reject);
    connect(m_use, &QPushButton::clicked, &m_model, &SplitsViewModel::apply);
    return box;
}

void SplitsDialog::reject()
{
    if (m_model.isApplying()) {
        return;
    }
    if (!m_model.isChanged()) {
        QDialog::reject();
        return;
    }
    askToDrop(
        this,
        QStringLiteral("These folds are not stored. Without “Use these folds” the project keeps its own."),
        [this] { QDialog::reject(); });
}

void SplitsDialog::update()
{
    const bool busy = m_model.isBusy();
    const bool changed = m_model.isChanged();
    const bool hasCases = !m_model.cases().empty();
    const QString summary = busy && !hasCases ? QStringLiteral("Reading the folds…") : m_model.summary();
    m_summary->setText(summary);
    m_summary->setVisible(!summary.isEmpty());
    fillFolds();
    fillCases();
    const QString problem = m_model.failure().isEmpty() ? m_model.problem() : m_model.failure();
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    const QString runs = m_model.runsText();
    m_runs->setText(runs);
    m_runs->setVisible(changed && !runs.isEmpty());
    for (QWidget* part : std::initializer_list<QWidget*>{m_form, m_make, m_import}) {
        part->setEnabled(!busy && hasCases);
    }
    m_takeBack->setEnabled(changed && !busy);
    m_cancel->setEnabled(!m_model.isApplying());
    m_use->setEnabled(m_model.canApply());
    m_use->setToolTip(m_model.isStored() && !m_model.folds().empty()
                          ? QStringLiteral("These are the folds of the project")
                          : m_model.problem());
}

void SplitsDialog::fillFolds()
{
    const QSignalBlocker blocker(m_folds);
    const auto& folds = m_model.folds();
    const int chosen = chosenFold();
    m_folds->setRowCount(static_cast<int>(folds.size()) + 1);
    m_folds->setItem(0, FoldNameColumn, splitCell(QStringLiteral("All cases")));
    m_folds->setItem(0, LearnedColumn, splitCell({}));
    m_folds->setItem(0, HeldColumn, splitCell(QString::number(m_model.cases().size()), true));
    for (int fold = 0; fold < static_cast<int>(folds.size()); ++fold) {
        const dataset::Split& split = folds[static_cast<std::size_t>(fold)];
        m_folds->setItem(fold + 1, FoldNameColumn, splitCell(foldName(fold)));
        m_folds->setItem(fold + 1, LearnedColumn, splitCell(QString::number(split.training.size()), true));
        m_folds->setItem(fold + 1, HeldColumn, splitCell(QString::number(split.validation.size()), true));
    }
    m_folds->selectRow(chosen < static_cast<int>(folds.size()) ? chosen + 1 : 0);
    const int target = std::max(0, m_target->currentIndex());
    m_target->clear();
    for (int fold = 0; fold < static_cast<int>(folds.size()); ++fold) {
        m_target->addItem(foldName(fold));
    }
    m_target->setCurrentIndex(std::min(target, m_target->count() - 1));
}

void SplitsDialog::fillCases()
{
    const QSignalBlocker blocker(m_cases);
    const int chosen = chosenFold();
    m_cases->clearSelection();
    m_cases->setRowCount(static_cast<int>(m_model.cases().size()));
    int row = 0;
    for (const SplitsViewModel::Row& item : m_model.cases()) {
        const auto& folds = item.heldBackIn;
        if (chosen >= 0 && std::find(folds.begin(), folds.end(), chosen) == folds.end()) {
            continue;
        }
        m_cases->setItem(row, CaseNameColumn, splitCell(QString::fromStdString(item.id.name)));
        m_cases->setItem(row, HeldInColumn, splitCell(heldText(folds)));
        ++row;
    }
    m_cases->setRowCount(row);
    updateMove();
}

void SplitsDialog::updateMove()
{
    const bool canMove =
        !m_model.isBusy() && m_target->count() > 0 && m_cases->selectionModel()->hasSelection();
    m_target->setEnabled(canMove);
    m_move->setEnabled(canMove);
    m_move->setToolTip(canMove ? QString()
                               : QStringLiteral("Choose cases first; Ctrl and Shift choose several"));
}

int SplitsDialog::chosenFold() const
{
    return m_folds->selectionModel()->hasSelection() ? m_folds->currentRow() - 1 : -1;
}

std::vector<CaseId> SplitsDialog::chosenCases() const
{
    std::vector<CaseId> ids;
    for (const QModelIndex& index : m_cases->selectionModel()->selectedRows(CaseNameColumn)) {
        ids.push_back({index.data().toString().toStdString()});
    }
    return ids;
}

void SplitsDialog::moveChosen()
{
    m_model.move(chosenCases(), m_target->currentIndex());
}

void SplitsDialog::chooseFile()
{
    gui::chooseFile(this, QStringLiteral("Folds from a file"), {},
                    QStringLiteral("Folds (*.json *.csv);;All files (*)"),
                    [this](const QString& file) { m_model.readFile(file); });
}

} // namespace seg::gui
