// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/imaging/Geometry.h"
#include "core/planning/Plan.h"

#include <cstdint>

namespace seg::preprocessing {

/// Bytes that preprocessing one training case takes at most, known from its header alone: nothing is cropped
/// away, everything is foreground.
/// \param scan      of one channel, not transposed.
/// \param channels  of the case.
/// \return          reading, cropping, resampling and drawing of class locations, whichever is largest.
[[nodiscard]] std::uint64_t preprocessingMemory(const Geometry& scan, std::int64_t channels,
                                                const planning::Plan& plan,
                                                const planning::Configuration& configuration);

} // namespace seg::preprocessing
