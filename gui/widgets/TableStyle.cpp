// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/TableStyle.h"

#include "gui/theme/Theme.h"
#include "gui/widgets/Chip.h"

#include <QHeaderView>
#include <QPainter>
#include <QTableView>

namespace seg::gui {

namespace {

constexpr int kPadding = 8;
constexpr int kSwatch = 11;

/// Background, hover and rule of a cell.
void paintGround(QPainter& painter, const QStyleOptionViewItem& option)
{
    if (option.state.testFlag(QStyle::State_Selected)) {
        painter.fillRect(option.rect, tokens().accentSoft);
    } else if (option.state.testFlag(QStyle::State_MouseOver)) {
        painter.fillRect(option.rect, tokens().raised);
    }
    painter.fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), tokens().grid);
}

} // namespace

void styleTable(QTableView& table, bool framed)
{
    table.setProperty("framed", framed);
    table.setItemDelegate(new TableDelegate(&table));
    table.setShowGrid(false);
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setSelectionMode(QAbstractItemView::SingleSelection);
    table.setEditTriggers(QAbstractItemView::NoEditTriggers);
    table.setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    table.setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    table.setWordWrap(false);
    table.setMouseTracking(true);
    table.setTabKeyNavigation(false);
    table.verticalHeader()->hide();
    table.verticalHeader()->setMinimumSectionSize(size::kTableRow);
    table.verticalHeader()->setDefaultSectionSize(size::kTableRow);
    table.verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    QHeaderView* header = table.horizontalHeader();
    header->setHighlightSections(false);
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setFixedHeight(size::kTableRow);
    header->setStretchLastSection(true);
}

void TableDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                          const QModelIndex& index) const
{
    paintGround(*painter, option);
    QRect cell = option.rect.adjusted(kPadding, 0, -kPadding, 0);
    const QString text = index.data(Qt::DisplayRole).toString();
    const QVariant chip = index.data(ChipStateRole);
    if (chip.isValid()) {
        if (!text.isEmpty()) {
            paintChip(*painter, cell, text, static_cast<ChipState>(chip.toInt()));
        }
        return;
    }
    painter->save();
    const QVariant swatch = index.data(SwatchRole);
    if (swatch.isValid()) {
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(swatch.value<QColor>());
        painter->drawRoundedRect(
            QRectF(cell.left(), cell.center().y() - kSwatch / 2.0 + 0.5, kSwatch, kSwatch), 2, 2);
        cell.setLeft(cell.left() + kSwatch + kPadding);
    }
    const bool enabled = index.flags().testFlag(Qt::ItemIsEnabled);
    const bool quiet = index.data(QuietRole).toBool();
    painter->setFont(option.font);
    painter->setPen(!enabled ? tokens().text3 : (quiet ? tokens().text2 : tokens().text));
    const QVariant alignment = index.data(Qt::TextAlignmentRole);
    const int align =
        alignment.isValid() ? alignment.toInt() : static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter);
    painter->drawText(cell, align | Qt::AlignVCenter,
                      option.fontMetrics.elidedText(text, Qt::ElideRight, cell.width() + 1));
    painter->restore();
}

QSize TableDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const QString text = index.data(Qt::DisplayRole).toString();
    int width = option.fontMetrics.horizontalAdvance(text) + 2 * kPadding + 2;
    if (index.data(ChipStateRole).isValid()) {
        width = chipWidth(text) + 2 * kPadding;
    } else if (index.data(SwatchRole).isValid()) {
        width += kSwatch + kPadding;
    }
    return {width, size::kTableRow};
}

void TableDelegate::updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                                         const QModelIndex&) const
{
    editor->setGeometry(option.rect);
}

} // namespace seg::gui
