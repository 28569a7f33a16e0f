// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/TableStyle.h"

#include "gui/theme/Theme.h"
#include "gui/widgets/Chip.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QTableView>

namespace seg::gui {

namespace {

constexpr int kPadding = 8;
constexpr int kSwatch = 11;
constexpr int kBox = 15; // of a check box

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

QRect boxIn(const QRect& cell)
{
    return {cell.left() + kPadding, cell.center().y() - kBox / 2, kBox, kBox};
}

void paintBox(QPainter& painter, const QRect& box, bool isChecked, bool canChange)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF frame = QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.setPen(isChecked ? tokens().accent : (canChange ? tokens().text3 : tokens().line));
    painter.setBrush(isChecked ? QBrush(tokens().accent) : QBrush(Qt::NoBrush));
    painter.drawRoundedRect(frame, 3.0, 3.0);
    if (isChecked) {
        painter.setPen(QPen(tokens().onAccent, 2.0, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawPolyline(QPolygonF{frame.topLeft() + QPointF(3.2, 7.2),
                                       frame.topLeft() + QPointF(6.0, 10.0),
                                       frame.topLeft() + QPointF(10.8, 4.2)});
    }
    painter.restore();
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
    const QVariant check = index.data(Qt::CheckStateRole);
    if (check.isValid()) {
        paintBox(*painter, boxIn(option.rect), check.toInt() == Qt::Checked,
                 index.flags().testFlag(Qt::ItemIsUserCheckable));
        cell.setLeft(cell.left() + kBox + kPadding);
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
    if (index.data(Qt::CheckStateRole).isValid()) {
        width += kBox + kPadding;
    }
    return {width, size::kTableRow};
}

bool TableDelegate::editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option,
                                const QModelIndex& index)
{
    const QVariant check = index.data(Qt::CheckStateRole);
    if (!check.isValid() || !index.flags().testFlag(Qt::ItemIsUserCheckable)) {
        return false;
    }
    const bool isClick = event->type() == QEvent::MouseButtonRelease &&
                         boxIn(option.rect)
                             .adjusted(-kPadding, -kPadding, kPadding / 2, kPadding)
                             .contains(static_cast<QMouseEvent*>(event)->position().toPoint());
    const bool isSpace =
        event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Space;
    if (!isClick && !isSpace) {
        return false;
    }
    return model->setData(index, check.toInt() == Qt::Checked ? Qt::Unchecked : Qt::Checked,
                          Qt::CheckStateRole);
}

void TableDelegate::updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                                         const QModelIndex&) const
{
    editor->setGeometry(option.rect);
}

} // namespace seg::gui
