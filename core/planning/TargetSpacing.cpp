// SPDX-License-Identifier: Apache-2.0
#include "core/planning/TargetSpacing.h"

#include "core/base/Error.h"
#include "core/planning/Percentile.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace seg::planning {

namespace {

constexpr double kFinerThanInPlane = 1e-5; // mm; nnU-Net keeps the coarse axis this much coarser

template <class Get> std::vector<double> collected(std::size_t count, Get get)
{
    std::vector<double> values(count);
    for (std::size_t i = 0; i < count; ++i) {
        values[i] = get(i);
    }
    return values;
}

void checkCases(std::span<const Spacing> spacings, std::span<const Extent> extents)
{
    if (spacings.empty() || spacings.size() != extents.size()) {
        throw Error(ErrorCode::InvalidArgument, "cannot choose a target spacing from " +
                                                    std::to_string(spacings.size()) + " spacings and " +
                                                    std::to_string(extents.size()) +
                                                    " extents: each training case needs one of both");
    }
    for (std::size_t i = 0; i < spacings.size(); ++i) {
        for (const double mm : spacings[i].mm) {
            if (!(mm > 0.0) || !std::isfinite(mm)) {
                throw Error(ErrorCode::InvalidArgument,
                            "cannot choose a target spacing: training case number " + std::to_string(i + 1) +
                                " has a spacing of " + std::to_string(mm) + " mm; repair its header");
            }
        }
    }
}

} // namespace

void TargetSpacingOptions::validate() const
{
    const auto check = [](bool ok, const char* name) {
        if (!ok) {
            throw Error(ErrorCode::InvalidArgument,
                        std::string("target spacing option ") + name + " is out of range");
        }
    };
    check(percentile >= 0.0 && percentile <= 100.0, "percentile");
    check(anisotropyThreshold >= 1.0, "anisotropyThreshold");
    check(anisotropicPercentile >= 0.0 && anisotropicPercentile <= 100.0, "anisotropicPercentile");
}

Spacing chooseTargetSpacing(std::span<const Spacing> spacings, std::span<const Extent> extents,
                            const TargetSpacingOptions& options)
{
    options.validate();
    checkCases(spacings, extents);
    Spacing target;
    std::array<double, 3> size{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        target.mm[axis] =
            percentile(collected(spacings.size(), [&](std::size_t i) { return spacings[i].mm[axis]; }),
                       options.percentile);
        size[axis] =
            percentile(collected(extents.size(),
                                 [&](std::size_t i) { return static_cast<double>(extents[i].voxels[axis]); }),
                       options.percentile);
    }
    const auto coarse =
        static_cast<std::size_t>(std::max_element(target.mm.begin(), target.mm.end()) - target.mm.begin());
    const std::size_t first = coarse == 0 ? 1 : 0;
    const std::size_t second = coarse == 2 ? 1 : 2;
    const double inPlane = std::max(target.mm[first], target.mm[second]);
    const bool isMuchCoarser = target.mm[coarse] > options.anisotropyThreshold * inPlane;
    const bool isMuchShorter =
        size[coarse] * options.anisotropyThreshold < std::min(size[first], size[second]);
    if (isMuchCoarser && isMuchShorter) {
        const double low =
            percentile(collected(spacings.size(), [&](std::size_t i) { return spacings[i].mm[coarse]; }),
                       options.anisotropicPercentile);
        target.mm[coarse] = low < inPlane ? inPlane + kFinerThanInPlane : low;
    }
    return target;
}

std::array<double, 3> medianResampledExtent(std::span<const Spacing> spacings,
                                            std::span<const Extent> extents, const Spacing& target)
{
    checkCases(spacings, extents);
    std::array<double, 3> result{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        result[axis] = median(collected(spacings.size(), [&](std::size_t i) {
            return static_cast<double>(extentAtSpacing(extents[i], spacings[i], target).voxels[axis]);
        }));
    }
    return result;
}

Extent extentAtSpacing(const Extent& extent, const Spacing& current, const Spacing& target) noexcept
{
    Extent result;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const double voxels = current.mm[axis] / target.mm[axis] * static_cast<double>(extent.voxels[axis]);
        result.voxels[axis] = static_cast<std::int64_t>(std::nearbyint(voxels));
    }
    return result;
}

} // namespace seg::planning
