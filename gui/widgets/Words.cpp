// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/Words.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace seg::gui {

QLabel* words(const QString& text, const char* role, bool wrap)
{
    auto* label = new QLabel(text);
    label->setProperty("role", role);
    label->setWordWrap(wrap);
    return label;
}

QPushButton* makeButton(const QString& text, const char* objectName, const char* kind)
{
    auto* button = new QPushButton(text);
    button->setObjectName(QLatin1String(objectName));
    button->setProperty("kind", kind);
    return button;
}

QLabel* addFact(QVBoxLayout& layout, const QString& name, const QString& value, int nameWidth)
{
    QLabel* left = words(name, "secondary", true);
    left->setFixedWidth(nameWidth);
    QLabel* right = words(value, "", true);
    right->setAlignment(Qt::AlignTop | Qt::AlignLeft); // beside its name, however tall the row
    right->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* row = new QHBoxLayout;
    row->addWidget(left, 0, Qt::AlignTop);
    row->addWidget(right, 1);
    layout.addLayout(row);
    return right;
}

void clearLayout(QLayout& layout)
{
    while (QLayoutItem* item = layout.takeAt(0)) {
        if (item->layout() != nullptr) {
            clearLayout(*item->layout());
        }
        delete item->widget();
        delete item;
    }
}

} // namespace seg::gui
