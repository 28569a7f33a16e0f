// SPDX-License-Identifier: Apache-2.0
#include "gui/dialogs/ImportLabelsStep.h"

#include "gui/models/NormalizationText.h"
#include "gui/theme/Tokens.h"
#include "gui/widgets/TableStyle.h"
#include "gui/widgets/Words.h"

#include <QHeaderView>
#include <QLabel>
#include <QTableWidget>
#include <QVBoxLayout>

namespace seg::gui {

namespace {

constexpr int kMostRows = 9; // shown without scrolling

QTableWidget* makeTable(const QStringList& columns)
{
    auto* table = new QTableWidget(0, static_cast<int>(columns.size()));
    styleTable(*table);
    table->setHorizontalHeaderLabels(columns);
    const int last = static_cast<int>(columns.size()) - 1;
    for (int column = 0; column <= last; ++column) {
        table->horizontalHeader()->setSectionResizeMode(column, column < last ? QHeaderView::ResizeToContents
                                                                              : QHeaderView::Stretch);
    }
    table->setSelectionMode(QAbstractItemView::NoSelection);
    table->setFocusPolicy(Qt::NoFocus);
    return table;
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
    return item;
}

} // namespace

ImportLabelsStep::ImportLabelsStep(ImportViewModel& model, QWidget* parent)
    : ImportStepPage(QStringLiteral("Channels and labels"), parent), m_model(model),
      m_channels(makeTable({QStringLiteral("Channel"), QStringLiteral("Name"),
                            QStringLiteral("Normalization"), QStringLiteral("Because")})),
      m_labels(makeTable({QStringLiteral("Value"), QStringLiteral("Label"), QStringLiteral("Cases"),
                          QStringLiteral("Volume, all cases")}))
{
    setLine(QStringLiteral("As the task declares them; the normalization follows from the names."));
    m_labels->setObjectName(QStringLiteral("importLabels"));
    m_channels->setObjectName(QStringLiteral("importChannels"));
    content()->addWidget(words(QStringLiteral("Channels"), "section"));
    content()->addWidget(m_channels);
    content()->addSpacing(8);
    content()->addWidget(words(QStringLiteral("Labels"), "section"));
    content()->addWidget(m_labels);
    content()->addStretch(1);
}

void ImportLabelsStep::enter()
{
    fillChannels();
    fillLabels();
}

void ImportLabelsStep::fillChannels()
{
    const auto& names = m_model.source().channelNames;
    m_channels->setRowCount(static_cast<int>(names.size()));
    for (int row = 0; row < m_channels->rowCount(); ++row) {
        const std::string& name = names[static_cast<std::size_t>(row)];
        const NormalizationText normalization = normalizationText(name);
        m_channels->setItem(row, 0, cell(QString::number(row), true));
        m_channels->setItem(row, 1, cell(QString::fromStdString(name)));
        m_channels->setItem(row, 2, cell(normalization.name));
        auto* because = cell(normalization.because);
        because->setData(QuietRole, true);
        m_channels->setItem(row, 3, because);
    }
    fitHeight(*m_channels);
}

void ImportLabelsStep::fillLabels()
{
    const dataset::LabelScheme& scheme = m_model.source().labels;
    const std::vector<int> values = scheme.allLabels();
    m_labels->setRowCount(static_cast<int>(values.size()));
    for (int row = 0; row < m_labels->rowCount(); ++row) {
        const int value = values[static_cast<std::size_t>(row)];
        int cases = 0;
        double ml = 0.0;
        for (const dataset::CaseCheck& item : m_model.check().cases) {
            const auto found = item.labelVoxels.find(value);
            if (found != item.labelVoxels.end() && found->second > 0) {
                ++cases;
                ml += static_cast<double>(found->second) * item.image.geometry.spacing.voxelVolumeMm3() /
                      1000.0;
            }
        }
        auto* name = cell(QString::fromStdString(scheme.nameOf(value)));
        if (value > 0) {
            name->setData(SwatchRole, labelColor(value));
        }
        m_labels->setItem(row, 0, cell(QString::number(value), true));
        m_labels->setItem(row, 1, name);
        m_labels->setItem(row, 2, cell(QString::number(cases), true));
        m_labels->setItem(row, 3, cell(value > 0 ? QStringLiteral("%1 ml").arg(ml, 0, 'f', 1) : QString()));
    }
    fitHeight(*m_labels);
}

} // namespace seg::gui
