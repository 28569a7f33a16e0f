// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/LabelColors.h"
#include "core/imaging/Volume.h"
#include "viewers/PaneStyle.h"
#include "viewers/overlay/ColorTable.h"

namespace seg::gui {

/// Colors and sizes of the image panes. They are black in both themes, and what stands on them is the dark
/// theme's.
[[nodiscard]] viewers::PaneStyle paneStyle();

/// Colors of the labels 1..highest: those chosen for the dataset, else the program's.
[[nodiscard]] viewers::ColorTable labelColors(int highest, const dataset::LabelColors& chosen = {});

/// Highest label of a map; 0 without one.
[[nodiscard]] int highestLabel(const LabelMap* labels);

} // namespace seg::gui
