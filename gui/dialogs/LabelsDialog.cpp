// SPDX-License-Identifier: Apache-2.0
#include "gui/dialogs/LabelsDialog.h"

#include "database/Project.h"
#include "gui/models/ValueText.h"
#include "gui/theme/Tokens.h"
#include "gui/widgets/AskToDrop.h"
#include "gui/widgets/ColorChoice.h"
#include "gui/widgets/TableStyle.h"
#include "gui/widgets/Words.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace seg::gui {

namespace {

constexpr int kLabelsWidth = 520;
constexpr int kLabelsHeight = 460;
constexpr int kMostRegionRows = 5; // shown without scrolling

enum DatasetLabelColumn { DatasetValueColumn, DatasetNameColumn, DatasetColorColumn, kDatasetLabelColumns };

QTableWidgetItem* labelCell(const QString& text, bool number = false)
{
    auto* item = new QTableWidgetItem(text);
    item->setTextAlignment((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    return item;
}

QTableWidget* makeLabelTable(const QStringList& columns, const char* objectName, int stretched)
{
    auto* table = new QTableWidget(0, static_cast<int>(columns.size()));
    styleTable(*table);
    table->setObjectName(QLatin1String(objectName));
    table->setHorizontalHeaderLabels(columns);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table->horizontalHeader()->setSectionResizeMode(stretched, QHeaderView::Stretch);
    table->horizontalHeader()->setStretchLastSection(false);
    return table;
}

/// "1 edema, 2 core"
QString labelsOf(const LabelDraft::Region& region, const LabelDraft& labels)
{
    QStringList parts;
    for (const int value : region.values) {
        parts << QStringLiteral("%1 %2").arg(value).arg(QString::fromStdString(labels.nameOf(value)));
    }
    return parts.join(QStringLiteral(", "));
}

} // namespace

LabelsDialog::LabelsDialog(std::filesystem::path project, database::DatasetId dataset, const QString& name,
                           LabelDraft labels, QWidget* parent)
    : QDialog(parent), m_project(std::move(project)), m_dataset(dataset), m_labels(std::move(labels)),
      m_stored(m_labels.colors()), m_problem(words({}, "error", true))
{
    setObjectName(QStringLiteral("labelsDialog"));
    setWindowTitle(QStringLiteral("Labels of %1").arg(name));
    resize(kLabelsWidth, kLabelsHeight);
    m_problem->setObjectName(QStringLiteral("labelsProblem"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(12);
    layout->addWidget(
        words(QStringLiteral("Click a color to change it; panes, tables and reports made from then on "
                             "show it. Values, names and regions stay as they were imported: plans and "
                             "trained runs go by them."),
              "secondary", true));
    layout->addWidget(makeTables(), 1);
    layout->addWidget(m_problem);
    layout->addWidget(makeButtons());
    connect(&m_runner, &TaskRunner::failed, this, [this](ErrorCode, const QString& message) {
        m_failure = sentenceText(message);
        update();
    });
    fillRegions();
    update();
}

QWidget* LabelsDialog::makeTables()
{
    auto* box = new QWidget;
    m_table = makeLabelTable({QStringLiteral("Value"), QStringLiteral("Label"), QStringLiteral("Color")},
                             "datasetLabelTable", DatasetNameColumn);
    m_table->horizontalHeaderItem(DatasetValueColumn)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_regions = makeLabelTable({QStringLiteral("Region"), QStringLiteral("Labels")}, "datasetRegionTable", 1);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_regions);
    return box;
}

QWidget* LabelsDialog::makeButtons()
{
    auto* box = new QWidget;
    m_defaults = makeButton(QStringLiteral("Default colors"), "defaultColors");
    m_cancel = makeButton(QStringLiteral("Cancel"), "cancelColors");
    m_use = makeButton(QStringLiteral("Use these colors"), "useColors", "primary");
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_defaults);
    row->addStretch(1);
    row->addWidget(m_cancel);
    row->addWidget(m_use);
    for (QPushButton* button : {m_defaults, m_cancel, m_use}) {
        button->setAutoDefault(false);
    }
    connect(m_defaults, &QPushButton::clicked, this, &LabelsDialog::takeDefaults);
    connect(m_cancel, &QPushButton::clicked, this, &LabelsDialog::reject);
    connect(m_use, &QPushButton::clicked, this, &LabelsDialog::apply);
    return box;
}

void LabelsDialog::reject()
{
    if (m_runner.isRunning()) {
        return;
    }
    if (!isChanged()) {
        QDialog::reject();
        return;
    }
    askToDrop(this,
              QStringLiteral("These colors are not stored. Without “Use these colors” the labels keep those "
                             "they had."),
              [this] { QDialog::reject(); });
}

void LabelsDialog::update()
{
    const bool busy = m_runner.isRunning();
    fillLabels();
    m_problem->setText(m_failure);
    m_problem->setVisible(!m_failure.isEmpty());
    m_table->setEnabled(!busy);
    m_defaults->setEnabled(!busy && !m_labels.colors().empty());
    m_defaults->setToolTip(m_labels.colors().empty() ? QStringLiteral("These are the program's own colors")
                                                     : QString());
    m_cancel->setEnabled(!busy);
    m_use->setEnabled(!busy && isChanged());
}

/// The background has no color: it is what is not colored.
void LabelsDialog::fillLabels()
{
    const auto& labels = m_labels.labels();
    m_table->setRowCount(static_cast<int>(labels.size()));
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const LabelDraft::Label& label = labels[static_cast<std::size_t>(row)];
        const QString name = QString::fromStdString(label.name);
        m_table->setItem(row, DatasetValueColumn, labelCell(QString::number(label.value), true));
        m_table->setItem(row, DatasetNameColumn, labelCell(name));
        m_table->setItem(row, DatasetColorColumn, labelCell({}));
        if (label.value == 0) {
            continue;
        }
        auto* button = makeSwatchButton(labelColor(label.value, m_labels.colors()));
        button->setObjectName(QStringLiteral("labelColor_%1").arg(label.value));
        button->setToolTip(QStringLiteral("Change the color of %1").arg(name));
        button->setAccessibleName(button->toolTip());
        connect(button, &QToolButton::clicked, this, [this, value = label.value] { choose(value); });
        m_table->setCellWidget(row, DatasetColorColumn, button);
    }
}

void LabelsDialog::fillRegions()
{
    const auto& regions = m_labels.regions();
    m_regions->setRowCount(static_cast<int>(regions.size()));
    for (int row = 0; row < m_regions->rowCount(); ++row) {
        const LabelDraft::Region& region = regions[static_cast<std::size_t>(row)];
        m_regions->setItem(row, 0, labelCell(QString::fromStdString(region.name)));
        m_regions->setItem(row, 1, labelCell(labelsOf(region, m_labels)));
    }
    m_regions->setVisible(!regions.empty());
    m_regions->setFixedHeight((std::min(m_regions->rowCount(), kMostRegionRows) + 1) * size::kTableRow + 4);
}

void LabelsDialog::choose(int value)
{
    const QString title = QStringLiteral("Color of %1").arg(QString::fromStdString(m_labels.nameOf(value)));
    chooseColor(this, title, labelColor(value, m_labels.colors()), [this, value](const QColor& color) {
        giveColor(m_labels, value, color);
        update();
    });
}

void LabelsDialog::takeDefaults()
{
    const dataset::LabelColors chosen = m_labels.colors();
    for (const auto& [value, color] : chosen) {
        m_labels.resetColor(value);
    }
    update();
}

void LabelsDialog::apply()
{
    m_failure.clear();
    m_runner.start(
        [this, folder = m_project, dataset = m_dataset, colors = m_labels.colors()](const TaskContext&) {
            database::Project::open(folder).setLabelColors(dataset, colors);
            return TaskRunner::Publish([this, colors] {
                m_stored = colors;
                Q_EMIT colorsChanged();
                accept();
            });
        });
    update();
}

} // namespace seg::gui
