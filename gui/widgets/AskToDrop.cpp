// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/AskToDrop.h"

#include <QMessageBox>
#include <QPushButton>

#include <utility>

namespace seg::gui {

namespace {

const QString kQuestionName = QStringLiteral("dropQuestion");

} // namespace

void askToDrop(QWidget* parent, const QString& text, std::function<void()> drop)
{
    if (parent->findChild<QMessageBox*>(kQuestionName) != nullptr) {
        return;
    }
    auto* box = new QMessageBox(parent);
    box->setObjectName(kQuestionName);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setIcon(QMessageBox::Question);
    box->setWindowTitle(QStringLiteral("Drop the changes?"));
    box->setText(text);
    auto* dropButton = box->addButton(QStringLiteral("Drop the changes"), QMessageBox::DestructiveRole);
    dropButton->setObjectName(QStringLiteral("dropChanges"));
    auto* stay = box->addButton(QStringLiteral("Go on"), QMessageBox::RejectRole);
    stay->setObjectName(QStringLiteral("keepChanges"));
    box->setDefaultButton(stay);
    box->setEscapeButton(stay);
    QObject::connect(dropButton, &QPushButton::clicked, parent, std::move(drop));
    box->open();
}

} // namespace seg::gui
