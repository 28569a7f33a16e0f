// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "viewers/ScanScene.h"

#include <span>
#include <string>
#include <vector>

namespace seg::viewers {

struct WindowPreset {
    std::string name; ///< "Soft tissue"
    Window window;
};

/// A window that shows most of what is not background: for CT the soft tissue window, else from the 0.5th to
/// the 99.5th percentile of the voxels that differ from the lowest value. Looks at a regular sample of large
/// scans.
[[nodiscard]] Window automaticWindow(std::span<const float> intensities);

/// The presets that fit a scan, the automatic one first.
[[nodiscard]] std::vector<WindowPreset> windowPresets(std::span<const float> intensities);

/// Whether the values can be Hounsfield units: air far below zero, nothing below what a scanner writes.
[[nodiscard]] bool looksLikeCt(std::span<const float> intensities);

} // namespace seg::viewers
