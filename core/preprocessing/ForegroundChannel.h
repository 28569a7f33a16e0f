// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/planning/Plan.h"

#include <cstdint>
#include <span>
#include <vector>

namespace seg::preprocessing {

/// Puts a channel of 0 and 1 behind the channels of a prepared scan.
/// \param image       [C, Z, Y, X]; afterwards [C + 1, Z, Y, X].
/// \param foreground  [Z, Y, X] of 0 and 1.
void appendForeground(std::vector<float>& image, std::span<const std::int16_t> foreground);

/// Where every channel of a normalized scan is above 0. \param image  [C, Z, Y, X]. \return  [Z, Y, X].
[[nodiscard]] std::vector<std::int16_t> voxelsAboveMean(std::span<const float> image, std::int64_t channels);

/// NVIDIA's channel as published (nvidia-unets A.4.9): where every normalized channel is above 0; then the
/// channels are z-scored once more, MRI over the voxels that are not 0, CT over all.
/// \param image  [C, Z, Y, X], normalized and padded; afterwards [C + 1, Z, Y, X].
void appendAboveMean(std::vector<float>& image, const planning::Configuration& configuration);

} // namespace seg::preprocessing
