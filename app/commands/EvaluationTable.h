// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/Console.h"
#include "core/dataset/LabelScheme.h"
#include "core/evaluation/Summary.h"

namespace seg::app {

/// One line per class and one for the foreground's mean.
void showSummary(Console& console, const evaluation::Summary& summary, const dataset::LabelScheme& labels);

} // namespace seg::app
