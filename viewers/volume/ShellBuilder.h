// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Task.h"
#include "core/imaging/Volume.h"

#include <vtkSmartPointer.h>

#include <set>

class vtkPolyData;

namespace seg::viewers {

/// The outer surface of what a scan shows (skin, or brain of a skull-stripped one), as surroundings for label
/// surfaces. Made from a thinned copy of the scan; cavities inside are left out. \param threshold intensities
/// above it belong to the body. \return  world coordinates, LPS mm; null when the body fills the scan's box
/// (a crop has no outer surface). \throws seg::Error  Cancelled.
[[nodiscard]] vtkSmartPointer<vtkPolyData> buildShell(const Volume& scan, std::int64_t channel,
                                                      double threshold, const TaskContext& context);

/// Labels that hide others: more than a third of some other label's surface lies against them. Shown
/// see-through.
[[nodiscard]] std::set<int> enclosingLabels(const LabelMap& labels);

} // namespace seg::viewers
