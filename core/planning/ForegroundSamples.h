// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Random.h"
#include "core/planning/Fingerprint.h"

#include <cstdint>
#include <span>
#include <vector>

namespace seg::planning {

/// Intensities drawn with replacement from one case's foreground, as sorted values with how often each was
/// drawn: a case of few distinct intensities takes little memory, however many draws there are.
struct ForegroundSamples {
    std::vector<float> values;            ///< ascending, distinct
    std::vector<std::uint64_t> drawnUpTo; ///< number of draws <= values[i]

    [[nodiscard]] std::uint64_t count() const noexcept { return drawnUpTo.empty() ? 0 : drawnUpTo.back(); }
};

/// Draws `draws` entries of `foreground` as numpy's `RandomState.choice(foreground, draws, replace=True)`.
/// \param foreground  empty gives no samples and uses no random number.
[[nodiscard]] ForegroundSamples drawSamples(std::span<const float> foreground, std::uint64_t draws,
                                            NumpyRandom& random);

/// Statistics over the draws of all cases, as numpy computes them; sums in double.
/// \param cases  one entry per case; cases without samples count nothing but turn the result into double
/// precision, as
///   their empty list does in the reference.
/// \return  all zero when there is no sample at all.
[[nodiscard]] IntensityStatistics intensityStatistics(std::span<const ForegroundSamples> cases);

} // namespace seg::planning
