// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <functional>

class QWidget;

namespace seg::gui {

/// Asks whether changes that nobody stored may be dropped, and returns at once; `drop` is called when the
/// person says so. Does nothing while `parent` already asks. \param text  what would be lost, a sentence.
void askToDrop(QWidget* parent, const QString& text, std::function<void()> drop);

} // namespace seg::gui
