// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/imaging/Geometry.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace seg {

/// Intensities of one scan: float32 [C, Z, Y, X] in C order, with where they lie in the patient.
struct Volume {
    Geometry geometry;
    std::int64_t channels = 1;
    std::vector<float> values; ///< channels * geometry.extent.count()

    [[nodiscard]] std::span<const float> channel(std::int64_t index) const noexcept
    {
        const auto count = static_cast<std::size_t>(geometry.extent.count());
        return {values.data() + static_cast<std::size_t>(index) * count, count};
    }
    [[nodiscard]] std::span<float> channel(std::int64_t index) noexcept
    {
        const auto count = static_cast<std::size_t>(geometry.extent.count());
        return {values.data() + static_cast<std::size_t>(index) * count, count};
    }
    bool operator==(const Volume&) const = default;
};

/// Integer labels [Z, Y, X] of one scan, 0 is background; -1 marks voxels outside the non-zero region
/// in preprocessed data only.
struct LabelMap {
    Geometry geometry;
    std::vector<std::int16_t> values; ///< geometry.extent.count()

    bool operator==(const LabelMap&) const = default;
};

} // namespace seg
