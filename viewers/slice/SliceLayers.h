// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "viewers/ScanScene.h"
#include "viewers/overlay/LabelOverlay.h"
#include "viewers/slice/SliceFrame.h"

#include <cstdint>
#include <memory>

class vtkRenderer;

namespace seg::viewers {

/// The VTK side of one slice pane: image, prediction fill and outline, truth outline (filled where it stands
/// alone), one texture per layer.
/// Pane coordinates in mm (SliceFrame). Nothing is recomputed that was not asked for.
class SliceLayers {
public:
    explicit SliceLayers(vtkRenderer* renderer); ///< not owned; outlives this object
    ~SliceLayers();
    SliceLayers(const SliceLayers&) = delete;
    SliceLayers& operator=(const SliceLayers&) = delete;

    void setLineWidth(double pixels); ///< device pixels of the prediction's outline; the truth has half of it
    void clear();                     ///< shows nothing

    void updateImage(const ScanScene& scene, const SliceFrame& frame, std::int64_t slice);
    void updatePrediction(const ScanScene& scene, const SliceFrame& frame, std::int64_t slice);
    void updateTruth(const ScanScene& scene, const SliceFrame& frame, std::int64_t slice);

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace seg::viewers
