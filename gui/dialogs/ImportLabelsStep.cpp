// SPDX-License-Identifier: Apache-2.0
#include "gui/dialogs/ImportLabelsStep.h"

#include "gui/models/NormalizationText.h"
#include "gui/theme/Tokens.h"
#include "gui/widgets/ColorChoice.h"
#include "gui/widgets/TableStyle.h"
#include "gui/widgets/Words.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace seg::gui {

namespace {

constexpr int kMostRows = 7; // shown without scrolling
constexpr int kNameColumn = 1;
constexpr int kNameWidth = 190;

enum ImportLabelColumn { ValueColumn, LabelNameColumn, ColorColumn, CasesColumn, VolumeColumn, IgnoreColumn };
static_assert(LabelNameColumn == kNameColumn);

QTableWidget* makeTable(const QStringList& columns, const char* objectName)
{
    auto* table = new QTableWidget(0, static_cast<int>(columns.size()));
    styleTable(*table);
    table->setObjectName(QLatin1String(objectName));
    table->setHorizontalHeaderLabels(columns);
    const int last = static_cast<int>(columns.size()) - 1;
    for (int column = 0; column <= last; ++column) {
        table->horizontalHeader()->setSectionResizeMode(column, column < last ? QHeaderView::ResizeToContents
                                                                              : QHeaderView::Stretch);
    }
    table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed |
                           QAbstractItemView::AnyKeyPressed);
    return table;
}

void giveNameWidth(QTableWidget& table, int column)
{
    table.horizontalHeader()->setSectionResizeMode(column, QHeaderView::Interactive);
    table.setColumnWidth(column, kNameWidth);
}

/// Names of columns with numbers stand over their ends.
void alignNumbers(const QTableWidget& table, std::initializer_list<int> columns)
{
    for (const int column : columns) {
        table.horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    }
}

void fitHeight(QTableWidget& table)
{
    const int rows = std::min(table.rowCount(), kMostRows);
    table.setFixedHeight((rows + 1) * size::kTableRow + 4);
}

QTableWidgetItem* cell(const QString& text, bool number = false)
{
    auto* item = new QTableWidgetItem(text);
    item->setTextAlignment((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    item->setFlags(item->flags() & ~Qt::ItemIsEditable);
    return item;
}

QTableWidgetItem* editableCell(const QString& text)
{
    auto* item = cell(text);
    item->setFlags(item->flags() | Qt::ItemIsEditable);
    item->setToolTip(QStringLiteral("Double-click to change"));
    return item;
}

QString valuesText(const std::vector<int>& values)
{
    QStringList words;
    for (const int value : values) {
        words << QString::number(value);
    }
    return words.join(QStringLiteral(", "));
}

struct LabelSum {
    int cases = 0;
    double ml = 0.0;
};

LabelSum sumOf(const dataset::DatasetCheck& check, int value)
{
    LabelSum sum;
    for (const dataset::CaseCheck& item : check.cases) {
        const auto found = item.labelVoxels.find(value);
        if (found != item.labelVoxels.end() && found->second > 0) {
            ++sum.cases;
            sum.ml +=
                static_cast<double>(found->second) * item.image.geometry.spacing.voxelVolumeMm3() / 1000.0;
        }
    }
    return sum;
}

QString pairsText(const LabelDraft& draft)
{
    QStringList pairs;
    for (const auto& [left, right] : leftRightPairs(draft.labels())) {
        pairs << QStringLiteral("%1 and %2").arg(QString::fromStdString(left), QString::fromStdString(right));
    }
    return pairs.isEmpty() ? QString()
                           : QStringLiteral("Left and right: %1. Mirrored copies of a scan teach nothing "
                                            "about which is which.")
                                 .arg(pairs.join(QStringLiteral(", ")));
}

} // namespace

ImportLabelsStep::ImportLabelsStep(ImportViewModel& model, QWidget* parent)
    : ImportStepPage(QStringLiteral("Channels and labels"), Content::Scrolls, parent), m_model(model),
      m_channels(makeTable({QStringLiteral("Channel"), QStringLiteral("Name"),
                            QStringLiteral("Normalization"), QStringLiteral("Because")},
                           "importChannels")),
      m_labels(makeTable({QStringLiteral("Value"), QStringLiteral("Label"), QStringLiteral("Color"),
                          QStringLiteral("Cases"), QStringLiteral("Volume, all cases"), QString()},
                         "importLabels")),
      m_pairs(words({}, "hint", true))
{
    setLine(
        QStringLiteral("As the source declares them; double-click a name to change it, click a color. The "
                       "normalization follows from the channel's name."));
    giveNameWidth(*m_channels, kNameColumn);
    giveNameWidth(*m_labels, kNameColumn);
    alignNumbers(*m_channels, {0});
    alignNumbers(*m_labels, {ValueColumn, CasesColumn, VolumeColumn});
    content()->addWidget(words(QStringLiteral("Channels"), "section"));
    content()->addWidget(m_channels);
    content()->addWidget(words(
        QStringLiteral("CT, noNorm, rescale_to_0_1 and rgb_to_0_1 have a meaning to nnU-Net."), "hint"));
    content()->addSpacing(8);
    content()->addWidget(words(QStringLiteral("Labels"), "section"));
    content()->addWidget(m_labels);
    content()->addWidget(m_pairs);
    content()->addSpacing(8);
    content()->addWidget(makeRegions());
    content()->addStretch(1);
    connect(m_channels, &QTableWidget::itemChanged, this, &ImportLabelsStep::channelEdited);
    connect(m_labels, &QTableWidget::itemChanged, this, &ImportLabelsStep::labelEdited);
    connect(m_regions, &QTableWidget::itemChanged, this, &ImportLabelsStep::regionEdited);
}

QWidget* ImportLabelsStep::makeRegions()
{
    auto* box = new QWidget;
    m_regions = makeTable({QStringLiteral("Region"), QStringLiteral("Labels")}, "importRegions");
    giveNameWidth(*m_regions, 0);
    auto* add = new QPushButton(QStringLiteral("Add a region"));
    add->setObjectName(QStringLiteral("addRegion"));
    add->setAutoDefault(false);
    m_removeRegion = new QPushButton(QStringLiteral("Remove"));
    m_removeRegion->setObjectName(QStringLiteral("removeRegion"));
    m_removeRegion->setAutoDefault(false);
    auto* head = new QHBoxLayout;
    head->addWidget(words(QStringLiteral("Regions"), "section"));
    head->addWidget(
        words(QStringLiteral("learned instead of the labels, e.g. whole tumor = 1, 2, 3"), "hint"));
    head->addStretch(1);
    head->addWidget(m_removeRegion);
    head->addWidget(add);
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(head);
    layout->addWidget(m_regions);
    connect(add, &QPushButton::clicked, this, &ImportLabelsStep::addRegion);
    connect(m_removeRegion, &QPushButton::clicked, this, &ImportLabelsStep::removeRegion);
    return box;
}

void ImportLabelsStep::enter()
{
    fill();
}

void ImportLabelsStep::fill()
{
    m_filling = true;
    fillChannels();
    fillLabels();
    fillRegions();
    const QString pairs = pairsText(m_model.labels());
    m_pairs->setText(pairs);
    m_pairs->setVisible(!pairs.isEmpty());
    m_filling = false;
}

/// After the table is done with the cell that was edited.
void ImportLabelsStep::fillLater()
{
    QMetaObject::invokeMethod(this, &ImportLabelsStep::fill, Qt::QueuedConnection);
}

void ImportLabelsStep::fillChannels()
{
    const auto& names = m_model.source().channelNames;
    m_channels->setRowCount(static_cast<int>(names.size()));
    for (int row = 0; row < m_channels->rowCount(); ++row) {
        const std::string& name = names[static_cast<std::size_t>(row)];
        const NormalizationText normalization = normalizationText(name);
        m_channels->setItem(row, 0, cell(QString::number(row), true));
        m_channels->setItem(row, kNameColumn, editableCell(QString::fromStdString(name)));
        m_channels->setItem(row, 2, cell(normalization.name));
        auto* because = cell(normalization.because);
        because->setData(QuietRole, true);
        m_channels->setItem(row, 3, because);
    }
    fitHeight(*m_channels);
}

void ImportLabelsStep::fillLabels()
{
    const LabelDraft& draft = m_model.labels();
    m_labels->setRowCount(static_cast<int>(draft.labels().size()));
    for (int row = 0; row < m_labels->rowCount(); ++row) {
        const LabelDraft::Label& label = draft.labels()[static_cast<std::size_t>(row)];
        const LabelSum sum = sumOf(m_model.check(), label.value);
        const QString text = QString::fromStdString(label.name);
        auto* name = label.value > 0 ? editableCell(text) : cell(text);
        m_labels->setItem(row, ValueColumn, cell(QString::number(label.value), true));
        m_labels->setItem(row, LabelNameColumn, name);
        m_labels->setItem(row, ColorColumn, cell({}));
        m_labels->setItem(row, CasesColumn, cell(QString::number(sum.cases), true));
        m_labels->setItem(
            row, VolumeColumn,
            cell(label.value > 0 ? QStringLiteral("%1 ml").arg(sum.ml, 0, 'f', 1) : QString(), true));
        m_labels->setItem(row, IgnoreColumn, cell({}));
        addColorButton(row, label);
        addIgnoreBox(row, label.value);
    }
    fitHeight(*m_labels);
}

/// The background has none: it is what is not colored.
void ImportLabelsStep::addColorButton(int row, const LabelDraft::Label& label)
{
    if (label.value == 0) {
        m_labels->removeCellWidget(row, ColorColumn);
        return;
    }
    auto* button = makeSwatchButton(labelColor(label.value, m_model.labels().colors()));
    button->setObjectName(QStringLiteral("labelColor_%1").arg(label.value));
    button->setToolTip(QStringLiteral("Change the color of %1").arg(QString::fromStdString(label.name)));
    connect(button, &QToolButton::clicked, this, [this, value = label.value] { chooseColor(value); });
    m_labels->setCellWidget(row, ColorColumn, button);
}

void ImportLabelsStep::chooseColor(int value)
{
    const LabelDraft& labels = m_model.labels();
    const QString title = QStringLiteral("Color of %1").arg(QString::fromStdString(labels.nameOf(value)));
    gui::chooseColor(this, title, labelColor(value, labels.colors()), [this, value](const QColor& color) {
        LabelDraft draft = m_model.labels();
        giveColor(draft, value, color);
        m_model.setLabels(std::move(draft));
        fill();
    });
}

/// nnU-Net takes the highest label as the one to ignore, no other.
void ImportLabelsStep::addIgnoreBox(int row, int value)
{
    if (!m_model.labels().canBeIgnored(value)) {
        m_labels->removeCellWidget(row, IgnoreColumn);
        return;
    }
    auto* box = new QCheckBox(QStringLiteral("ignore: neither learned nor measured"));
    box->setObjectName(QStringLiteral("ignoreLabel"));
    box->setChecked(m_model.labels().isIgnored(value));
    connect(box, &QCheckBox::toggled, this, [this](bool on) {
        LabelDraft draft = m_model.labels();
        draft.setIgnored(on);
        m_model.setLabels(std::move(draft));
    });
    m_labels->setCellWidget(row, IgnoreColumn, box);
}

void ImportLabelsStep::fillRegions()
{
    const auto& regions = m_model.labels().regions();
    m_regions->setRowCount(static_cast<int>(regions.size()));
    for (int row = 0; row < m_regions->rowCount(); ++row) {
        const LabelDraft::Region& region = regions[static_cast<std::size_t>(row)];
        m_regions->setItem(row, 0, editableCell(QString::fromStdString(region.name)));
        m_regions->setItem(row, 1, editableCell(valuesText(region.values)));
    }
    m_regions->setVisible(!regions.empty());
    m_removeRegion->setVisible(!regions.empty());
    fitHeight(*m_regions);
}

void ImportLabelsStep::channelEdited(QTableWidgetItem* item)
{
    if (!m_filling && item->column() == kNameColumn) {
        m_model.setChannelName(static_cast<std::size_t>(item->row()), item->text());
        fillLater();
    }
}

void ImportLabelsStep::labelEdited(QTableWidgetItem* item)
{
    if (m_filling || item->column() != kNameColumn) {
        return;
    }
    LabelDraft draft = m_model.labels();
    draft.rename(draft.labels().at(static_cast<std::size_t>(item->row())).value,
                 item->text().trimmed().toStdString());
    m_model.setLabels(std::move(draft));
    fillLater();
}

void ImportLabelsStep::regionEdited(QTableWidgetItem* item)
{
    if (m_filling) {
        return;
    }
    LabelDraft draft = m_model.labels();
    const auto index = static_cast<std::size_t>(item->row());
    LabelDraft::Region region = draft.regions().at(index);
    if (item->column() == 0) {
        region.name = item->text().trimmed().toStdString();
    } else if (auto values = labelValuesFromText(item->text().toStdString())) {
        region.values = std::move(*values);
    }
    draft.setRegion(index, std::move(region));
    m_model.setLabels(std::move(draft));
    fillLater(); // what could not be read shows its last state again
}

/// Begins with all labels: the others, which lie inside, are then made smaller.
void ImportLabelsStep::addRegion()
{
    LabelDraft draft = m_model.labels();
    LabelDraft::Region region{
        draft.regions().empty() ? "whole" : "region " + std::to_string(draft.regions().size() + 1), {}};
    for (const LabelDraft::Label& label : draft.labels()) {
        if (label.value > 0 && !draft.isIgnored(label.value)) {
            region.values.push_back(label.value);
        }
    }
    draft.addRegion(std::move(region));
    m_model.setLabels(std::move(draft));
    fill();
    m_regions->setCurrentCell(m_regions->rowCount() - 1, 0);
}

void ImportLabelsStep::removeRegion()
{
    LabelDraft draft = m_model.labels();
    const int row = m_regions->currentRow();
    const auto last = draft.regions().size() - 1;
    draft.removeRegion(row < 0 ? last : static_cast<std::size_t>(row));
    m_model.setLabels(std::move(draft));
    fill();
}

} // namespace seg::gui
