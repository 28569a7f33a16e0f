// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <functional>

class QWidget;

namespace seg::gui {

using PathChosen = std::function<void(const QString& path)>;

/// Opens a dialog for an existing folder or file and returns at once; `chosen` is called when the person
/// accepts.
void chooseFolder(QWidget* parent, const QString& title, const QString& start, PathChosen chosen);
void chooseFile(QWidget* parent, const QString& title, const QString& start, const QString& filter,
                PathChosen chosen);

/// Shows a sentence with one button and returns at once.
void showNotice(QWidget* parent, const QString& title, const QString& sentence);

} // namespace seg::gui
