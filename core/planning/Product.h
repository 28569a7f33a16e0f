// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace seg::planning {

/// All values multiplied from the first to the last in double, as numpy.prod does.
template <class Range> [[nodiscard]] double product(const Range& values)
{
    double result = 1.0;
    for (const auto value : values) {
        result *= static_cast<double>(value);
    }
    return result;
}

} // namespace seg::planning
