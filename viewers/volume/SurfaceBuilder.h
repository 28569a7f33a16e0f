// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Task.h"
#include "core/imaging/Volume.h"

#include <vtkSmartPointer.h>

#include <map>
#include <vector>

class vtkPolyData;

namespace seg::viewers {

struct LabelSurface {
    int label = 0;
    vtkSmartPointer<vtkPolyData> mesh; ///< world coordinates, LPS mm, with point normals
};

/// Smallest box around each label that occurs; background is left out.
[[nodiscard]] std::map<int, Box> labelBoxes(const LabelMap& labels);

/// Makes one smoothed closed surface per label. Pure: may run on any thread.
/// \throws seg::Error  Cancelled.
/// \par Cost  the labels' boxes are walked once each; about 0.5 s for a brain tumour of 150 ml on one core.
[[nodiscard]] std::vector<LabelSurface> buildSurfaces(const LabelMap& labels, const TaskContext& context);

} // namespace seg::viewers
