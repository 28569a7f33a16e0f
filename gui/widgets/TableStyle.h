// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/models/TableRoles.h"

#include <QStyledItemDelegate>

class QTableView;
class QTableWidget;

namespace seg::gui {

/// 26 px rows, rules in grid color, no vertical lines, header in small text, one row selected at a time.
void styleTable(QTableView& table, bool framed = true);

/// Draws cells: chips, swatches, check boxes, numbers right as the model's alignment says. A click on a check
/// box, or Space on its cell, changes it.
class TableDelegate final : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    bool editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option,
                     const QModelIndex& index) override;
    /// Widgets in cells fill them; the style sheet's padding is for text.
    void updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const override;
};

} // namespace seg::gui
