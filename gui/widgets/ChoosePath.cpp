// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/ChoosePath.h"

#include <QFileDialog>
#include <QMessageBox>

#include <utility>

namespace seg::gui {

namespace {

void openDialog(QFileDialog* dialog, PathChosen chosen)
{
    dialog->setObjectName(QStringLiteral("fileDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &QFileDialog::fileSelected, dialog, std::move(chosen));
    dialog->open();
}

} // namespace

void chooseFolder(QWidget* parent, const QString& title, const QString& start, PathChosen chosen)
{
    auto* dialog = new QFileDialog(parent, title, start);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    openDialog(dialog, std::move(chosen));
}

void chooseFile(QWidget* parent, const QString& title, const QString& start, const QString& filter,
                PathChosen chosen)
{
    auto* dialog = new QFileDialog(parent, title, start, filter);
    dialog->setFileMode(QFileDialog::ExistingFile);
    openDialog(dialog, std::move(chosen));
}

void showNotice(QWidget* parent, const QString& title, const QString& sentence)
{
    auto* box = new QMessageBox(QMessageBox::Warning, title, sentence, QMessageBox::Ok, parent);
    box->setObjectName(QStringLiteral("notice"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextInteractionFlags(Qt::TextSelectableByMouse);
    box->open();
}

} // namespace seg::gui
