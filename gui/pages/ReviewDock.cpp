// SPDX-License-Identifier: Apache-2.0
#include "gui/pages/ReviewDock.h"

#include "gui/pages/DoneList.h"
#include "gui/theme/Icons.h"
#include "gui/theme/Theme.h"
#include "gui/theme/Tokens.h"
#include "gui/widgets/TableStyle.h"
#include "gui/widgets/Words.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>

namespace seg::gui {

namespace {

using viewers::Layer;

constexpr int kMargin = 12;
constexpr int kPercentWidth = 40;
constexpr int kMostRows = 12;
constexpr int kSmallIcon = 16;

enum LabelColumn { EyeColumn, NameColumn, PredictionColumn, TruthColumn, DiceColumn, LabelColumnCount };
enum CompareColumn { CompareName, CompareDice, CompareHd95, CompareNsd, CompareDelta, CompareColumnCount };

QString number(double value, int decimals)
{
    return std::isfinite(value) ? QString::number(value, 'f', decimals) : QStringLiteral("–");
}

QTableWidgetItem* numberCell(double value, int decimals)
{
    auto* item = new QTableWidgetItem(number(value, decimals));
    item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    return item;
}

QTableWidgetItem* labelCell(const LabelFigures& row, const dataset::LabelColors& colors)
{
    auto* item = new QTableWidgetItem(row.name);
    item->setData(SwatchRole, labelColor(row.label, colors));
    return item;
}

/// A section's title with something small on its right.
QHBoxLayout* sectionHead(const QString& title, QWidget* right)
{
    auto* head = new QHBoxLayout;
    head->setContentsMargins(kMargin, 0, kMargin, 0);
    head->addWidget(words(title, "strong"));
    head->addStretch();
    if (right != nullptr) {
        head->addWidget(right);
    }
    return head;
}

QTableWidget* makeTable(const QString& name, const QStringList& headers, int stretched)
{
    auto* table = new QTableWidget(0, static_cast<int>(headers.size()));
    table->setObjectName(name);
    table->setHorizontalHeaderLabels(headers);
    styleTable(*table, false);
    QHeaderView* header = table->horizontalHeader();
    header->setStretchLastSection(false);
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setSectionResizeMode(stretched, QHeaderView::Stretch);
    header->setMinimumSectionSize(kSmallIcon);
    for (int column = stretched + 1; column < table->columnCount(); ++column) {
        table->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    }
    return table;
}

} // namespace

ReviewDock::ReviewDock(viewers::ScanScene* scene, QWidget* parent) : QWidget(parent), m_scene(scene)
{
    setObjectName(QStringLiteral("reviewDock"));
    setProperty("role", "panel");
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, kMargin, 0, kMargin);
    layout->setSpacing(kMargin);
    m_compare = makeCompare();
    for (QWidget* section : {makeLabels(), makeLayers(), m_compare}) {
        section->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum); // no gaps within
        layout->addWidget(section);
    }
    layout->addStretch(1);
    connect(scene, &viewers::ScanScene::stylesChanged, this, &ReviewDock::followScene);
    connect(&ThemeNotifier::instance(), &ThemeNotifier::themeChanged, this, &ReviewDock::followScene);
    clear();
}

QWidget* ReviewDock::makeLabels()
{
    auto* section = new QWidget;
    auto* layout = new QVBoxLayout(section);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    m_labelCount = words({}, "secondary");
    m_labels =
        makeTable(QStringLiteral("labelTable"),
                  {QString(), tr("Label"), tr("Prediction ml"), tr("Truth ml"), tr("Dice")}, NameColumn);
    m_labels->horizontalHeader()->setSectionResizeMode(EyeColumn, QHeaderView::Fixed);
    m_labels->setColumnWidth(EyeColumn, kSmallIcon + kMargin);
    connect(m_labels, &QTableWidget::cellClicked, this,
            [this](int row) { Q_EMIT labelActivated(m_figures[static_cast<std::size_t>(row)].label); });
    layout->addLayout(sectionHead(tr("Labels"), m_labelCount));
    layout->addWidget(m_labels);
    return section;
}

QWidget* ReviewDock::makeLayers()
{
    auto* section = new QWidget;
    auto* layout = new QVBoxLayout(section);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    m_channel = new QComboBox;
    m_channel->setObjectName(QStringLiteral("channelChoice"));
    connect(m_channel, &QComboBox::activated, this, [this](int index) {
        m_scene->setChannel(index);
        m_layers[0].name->setText(m_channel->itemText(index));
    });
    layout->addLayout(sectionHead(tr("Layers"), m_channel));
    layout->addSpacing(2);
    constexpr std::array kLayers{Layer::Image, Layer::Prediction, Layer::Truth};
    constexpr std::array kNames{"imageLayer", "predictionLayer", "truthLayer"};
    for (std::size_t index = 0; index < kLayers.size(); ++index) {
        m_layers[index] = makeLayer(kLayers[index], kNames[index]);
        layout->addWidget(m_layers[index].row);
    }
    return section;
}

ReviewDock::LayerRow ReviewDock::makeLayer(Layer layer, const char* objectName)
{
    LayerRow parts;
    parts.row = new QWidget;
    parts.row->setObjectName(QLatin1String(objectName));
    parts.eye = new QToolButton;
    parts.eye->setObjectName(QLatin1String(objectName) + QStringLiteral("Eye"));
    parts.eye->setToolTip(tr("Show or hide"));
    parts.name = new QLabel;
    parts.slider = new QSlider(Qt::Horizontal);
    parts.slider->setObjectName(QLatin1String(objectName) + QStringLiteral("Opacity"));
    parts.slider->setRange(0, 100);
    parts.slider->setFixedWidth(84);
    parts.percent = words({}, "secondary");
    parts.percent->setFixedWidth(kPercentWidth);
    parts.percent->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    auto* layout = new QHBoxLayout(parts.row);
    layout->setContentsMargins(kMargin - 4, 0, kMargin, 0);
    layout->setSpacing(8);
    layout->addWidget(parts.eye);
    layout->addWidget(parts.name, 1);
    layout->addWidget(parts.slider);
    layout->addWidget(parts.percent);
    parts.row->setFixedHeight(size::kTableRow);
    connect(parts.eye, &QToolButton::clicked, this, [this, layer] {
        auto style = m_scene->style(layer);
        style.visible = !style.visible;
        m_scene->setStyle(layer, style);
    });
    connect(parts.slider, &QSlider::valueChanged, this, [this, layer](int percent) {
        auto style = m_scene->style(layer);
        style.opacity = percent / 100.0;
        m_scene->setStyle(layer, style);
    });
    return parts;
}

QWidget* ReviewDock::makeCompare()
{
    auto* section = new QWidget;
    auto* layout = new QVBoxLayout(section);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    m_compareTable =
        makeTable(QStringLiteral("compareTable"),
                  {QString(), tr("Dice"), tr("HD95 mm"), tr("NSD 1 mm"), tr("Δ ml")}, CompareName);
    m_compareTable->horizontalHeaderItem(CompareHd95)
        ->setToolTip(tr("95th percentile of the distances between the two surfaces"));
    m_compareTable->horizontalHeaderItem(CompareNsd)
        ->setToolTip(tr("Share of both surfaces that lie within 1 mm of each other"));
    m_compareTable->horizontalHeaderItem(CompareDelta)
        ->setToolTip(tr("Volume of the prediction less that of the truth"));
    connect(m_compareTable, &QTableWidget::cellClicked, this,
            [this](int row) { Q_EMIT labelActivated(m_figures[static_cast<std::size_t>(row)].label); });
    m_compared = words({}, "secondary");
    layout->addLayout(sectionHead(tr("Compare"), m_compared));
    layout->addWidget(m_compareTable);
    return section;
}

void ReviewDock::showCase(const ReviewCase& item, const LoadedCase& loaded)
{
    m_colors = item.colors;
    m_hasTruth = loaded.truth != nullptr;
    m_hasPrediction = loaded.prediction != nullptr;
    std::vector<LabelFigures> names;
    const double unknown = std::nan("");
    for (const int label : item.labels.foregroundLabels()) {
        names.push_back({label, QString::fromStdString(item.labels.nameOf(label)), unknown, unknown, unknown,
                         unknown, unknown});
    }
    m_channel->clear();
    for (std::int64_t channel = 0; channel < loaded.scan->channels; ++channel) {
        const auto index = static_cast<std::size_t>(channel);
        m_channel->addItem(index < item.channelNames.size() ? QString::fromStdString(item.channelNames[index])
                                                            : tr("Volume %1").arg(channel + 1));
    }
    m_channel->setVisible(loaded.scan->channels > 1);
    m_layers[0].name->setText(m_channel->count() > 0 ? m_channel->itemText(0) : tr("Scan"));
    m_layers[1].name->setText(tr("Prediction · %1").arg(item.maker));
    m_compared->setText(tr("%1 against truth").arg(item.maker));
    m_layers[2].name->setText(m_hasPrediction ? tr("Truth · outline") : tr("Truth"));
    m_layers[0].row->setVisible(true);
    m_layers[1].row->setVisible(m_hasPrediction);
    m_layers[2].row->setVisible(m_hasTruth);
    showFigures(names);
    followScene();
}

void ReviewDock::showFigures(const std::vector<LabelFigures>& figures)
{
    m_figures = figures;
    fillLabels(figures);
    fillCompare(figures);
}

void ReviewDock::setColors(const dataset::LabelColors& colors)
{
    m_colors = colors;
    showFigures(std::vector<LabelFigures>(m_figures));
}

void ReviewDock::clear()
{
    m_hasTruth = false;
    m_hasPrediction = false;
    m_channel->hide();
    for (const LayerRow& layer : m_layers) {
        layer.row->hide();
    }
    showFigures({});
}

void ReviewDock::fillLabels(const std::vector<LabelFigures>& figures)
{
    m_labels->setRowCount(static_cast<int>(figures.size()));
    for (int row = 0; row < m_labels->rowCount(); ++row) {
        const LabelFigures& figure = figures[static_cast<std::size_t>(row)];
        auto* eye = new QToolButton;
        eye->setObjectName(QStringLiteral("labelEye%1").arg(figure.label));
        connect(eye, &QToolButton::clicked, this, [this, row] { toggleLabel(row); });
        m_labels->setCellWidget(row, EyeColumn, eye);
        m_labels->setItem(row, NameColumn, labelCell(figure, m_colors));
        m_labels->setItem(row, PredictionColumn, numberCell(figure.predictionMl, 1));
        m_labels->setItem(row, TruthColumn, numberCell(figure.truthMl, 1));
        m_labels->setItem(row, DiceColumn, numberCell(figure.dice, 3));
    }
    m_labels->setColumnHidden(PredictionColumn, !m_hasPrediction);
    m_labels->setColumnHidden(TruthColumn, !m_hasTruth);
    m_labels->setColumnHidden(DiceColumn, !m_hasTruth || !m_hasPrediction);
    m_labels->setVisible(!figures.empty());
    fitRows(*m_labels, kMostRows);
    followScene();
}

void ReviewDock::fillCompare(const std::vector<LabelFigures>& figures)
{
    m_compareTable->setRowCount(static_cast<int>(figures.size()));
    for (int row = 0; row < m_compareTable->rowCount(); ++row) {
        const LabelFigures& figure = figures[static_cast<std::size_t>(row)];
        m_compareTable->setItem(row, CompareName, labelCell(figure, m_colors));
        m_compareTable->setItem(row, CompareDice, numberCell(figure.dice, 3));
        m_compareTable->setItem(row, CompareHd95, numberCell(figure.hd95, 1));
        m_compareTable->setItem(row, CompareNsd, numberCell(figure.nsd, 3));
        auto* delta = numberCell(figure.predictionMl - figure.truthMl, 1);
        delta->setText(delta->text().replace(QLatin1Char('-'), QChar(0x2212)));
        m_compareTable->setItem(row, CompareDelta, delta);
    }
    fitRows(*m_compareTable, kMostRows);
    m_compare->setVisible(m_hasTruth && m_hasPrediction);
}

void ReviewDock::followScene()
{
    for (std::size_t index = 0; index < m_layers.size(); ++index) {
        const LayerRow& parts = m_layers[index];
        const auto& style = m_scene->style(static_cast<Layer>(index));
        const int percent = static_cast<int>(std::lround(style.opacity * 100.0));
        const QSignalBlocker quiet(parts.slider);
        parts.slider->setValue(percent);
        parts.slider->setEnabled(style.visible);
        parts.percent->setText(style.visible ? tr("%1 %").arg(percent) : tr("off"));
        parts.name->setEnabled(style.visible);
        parts.eye->setIcon(themedIcon(style.visible ? QStringLiteral("eye") : QStringLiteral("eye-off")));
    }
    const int percent = static_cast<int>(std::lround(m_scene->style(Layer::Prediction).opacity * 100.0));
    m_labelCount->setText(m_hasPrediction ? tr("%1 · opacity %2 %").arg(m_figures.size()).arg(percent)
                                          : QString::number(m_figures.size()));
    for (int row = 0; row < m_labels->rowCount(); ++row) {
        const bool visible = m_scene->colors().isVisible(m_figures[static_cast<std::size_t>(row)].label);
        if (auto* eye = qobject_cast<QToolButton*>(m_labels->cellWidget(row, EyeColumn))) {
            eye->setIcon(themedIcon(visible ? QStringLiteral("eye") : QStringLiteral("eye-off")));
            eye->setToolTip(visible ? tr("Hide this label") : tr("Show this label"));
        }
    }
}

void ReviewDock::toggleLabel(int row)
{
    const int label = m_figures[static_cast<std::size_t>(row)].label;
    auto colors = m_scene->colors();
    colors.setVisible(label, !colors.isVisible(label));
    m_scene->setColors(std::move(colors));
}

} // namespace seg::gui
