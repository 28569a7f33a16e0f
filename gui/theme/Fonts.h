// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFont>

namespace seg::gui {

/// The program's font in the size of axes, chips and captions.
[[nodiscard]] QFont captionFont();

} // namespace seg::gui
