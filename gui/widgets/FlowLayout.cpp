// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/FlowLayout.h"

#include <algorithm>

namespace seg::gui {

FlowLayout::FlowLayout(int spacing) : m_spacing(spacing)
{
    setContentsMargins(0, 0, 0, 0);
}

FlowLayout::~FlowLayout() = default;

void FlowLayout::addItem(QLayoutItem* item)
{
    m_items.emplace_back(item);
}

QLayoutItem* FlowLayout::itemAt(int index) const
{
    return index >= 0 && index < count() ? m_items[static_cast<std::size_t>(index)].get() : nullptr;
}

QLayoutItem* FlowLayout::takeAt(int index)
{
    if (index < 0 || index >= count()) {
        return nullptr;
    }
    QLayoutItem* item = m_items[static_cast<std::size_t>(index)].release();
    m_items.erase(m_items.begin() + index);
    return item;
}

int FlowLayout::heightForWidth(int width) const
{
    return arrange({0, 0, width, 0}, false);
}

QSize FlowLayout::minimumSize() const
{
    QSize size;
    for (const auto& item : m_items) {
        size = size.expandedTo(item->minimumSize());
    }
    return size;
}

QSize FlowLayout::sizeHint() const
{
    QSize size;
    for (const auto& item : m_items) {
        const QSize own = item->sizeHint();
        size = {size.width() + (size.isNull() ? 0 : m_spacing) + own.width(),
                std::max(size.height(), own.height())};
    }
    return size;
}

void FlowLayout::setGeometry(const QRect& rectangle)
{
    QLayout::setGeometry(rectangle);
    static_cast<void>(arrange(rectangle, true));
}

/// \return  the height that the rows take together.
int FlowLayout::arrange(const QRect& rectangle, bool isMoving) const
{
    int x = rectangle.left();
    int y = rectangle.top();
    int rowHeight = 0;
    for (const auto& item : m_items) {
        const QSize size = item->sizeHint();
        if (x > rectangle.left() && x + size.width() > rectangle.left() + rectangle.width()) {
            x = rectangle.left();
            y += rowHeight + m_spacing;
            rowHeight = 0;
        }
        if (isMoving) {
            item->setGeometry({{x, y}, size});
        }
        x += size.width() + m_spacing;
        rowHeight = std::max(rowHeight, size.height());
    }
    return y + rowHeight - rectangle.top();
}

} // namespace seg::gui
