// SPDX-License-Identifier: Apache-2.0
#include "core/planning/PatchSize.h"

#include "core/base/Error.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace seg::planning {

namespace {

constexpr double kMinimumEdge = 4.0;   // voxels at the bottleneck
constexpr double kAnisotropyLimit = 2; // an axis coarser by this factor neither pools nor convolves yet

void checkLengths(std::size_t a, std::size_t b)
{
    if (a != b || (a != 2 && a != 3)) {
        throw Error(ErrorCode::InvalidArgument, "cannot plan a patch from " + std::to_string(a) + " and " +
                                                    std::to_string(b) + " axes: 2 or 3 of each are needed");
    }
}

/// The loop's state: spacing and size of the feature map after the poolings so far.
struct PoolingState {
    std::vector<double> spacing;
    std::vector<double> size;
    std::vector<int> poolings;
    std::vector<int> kernel;

    /// Axes to pool next; empty when pooling ends.
    [[nodiscard]] std::vector<std::size_t> poolableAxes() const
    {
        std::vector<std::size_t> longEnough;
        double finest = std::numeric_limits<double>::infinity();
        for (std::size_t axis = 0; axis < size.size(); ++axis) {
            if (size[axis] >= 2 * kMinimumEdge) {
                longEnough.push_back(axis);
                finest = std::min(finest, spacing[axis]);
            }
        }
        std::vector<std::size_t> axes;
        for (const std::size_t axis : longEnough) {
            if (spacing[axis] / finest < kAnisotropyLimit) {
                axes.push_back(axis);
            }
        }
        if (axes.size() == 1 && size[axes[0]] < 3 * kMinimumEdge) {
            axes.clear();
        }
        return axes;
    }

    void growKernels()
    {
        const double finest = *std::min_element(spacing.begin(), spacing.end());
        for (std::size_t axis = 0; axis < kernel.size(); ++axis) {
            if (spacing[axis] / finest < kAnisotropyLimit) {
                kernel[axis] = 3;
            }
        }
    }

    /// \return  the row of strides.
    std::vector<int> pool(const std::vector<std::size_t>& axes)
    {
        std::vector<int> strides(size.size(), 1);
        for (const std::size_t axis : axes) {
            strides[axis] = 2;
            ++poolings[axis];
            spacing[axis] *= 2.0;
            size[axis] = std::ceil(size[axis] / 2.0);
        }
        return strides;
    }
};

} // namespace

PoolingTopology poolingTopology(std::span<const double> spacing, std::span<const double> size)
{
    checkLengths(spacing.size(), size.size());
    const std::size_t dimensions = spacing.size();
    PoolingState state{{spacing.begin(), spacing.end()},
                       {size.begin(), size.end()},
                       std::vector<int>(dimensions, 0),
                       std::vector<int>(dimensions, 1)};
    PoolingTopology topology;
    topology.strides.emplace_back(dimensions, 1);
    for (auto axes = state.poolableAxes(); !axes.empty(); axes = state.poolableAxes()) {
        state.growKernels();
        topology.strides.push_back(state.pool(axes));
        topology.kernelSizes.push_back(state.kernel);
    }
    topology.kernelSizes.emplace_back(dimensions, 3);
    for (std::size_t axis = 0; axis < dimensions; ++axis) {
        const std::int64_t divisor = std::int64_t{1} << state.poolings[axis];
        const double blocks = std::ceil(size[axis] / static_cast<double>(divisor));
        topology.divisor.push_back(divisor);
        topology.patchSize.push_back(static_cast<std::int64_t>(blocks) * divisor);
    }
    return topology;
}

std::vector<double> initialPatchSize(std::span<const double> spacing, std::span<const double> medianExtent)
{
    checkLengths(spacing.size(), medianExtent.size());
    const double voxels = spacing.size() == 3 ? 256.0 * 256.0 * 256.0 : 2048.0 * 2048.0;
    double product = 1.0;
    for (const double mm : spacing) {
        product *= 1.0 / mm;
    }
    const double scale = std::pow(voxels / product, 1.0 / static_cast<double>(spacing.size()));
    std::vector<double> patch(spacing.size());
    for (std::size_t axis = 0; axis < patch.size(); ++axis) {
        patch[axis] = std::min(std::nearbyint(1.0 / spacing[axis] * scale), medianExtent[axis]);
    }
    return patch;
}

std::size_t axisToShrink(std::span<const std::int64_t> patchSize, std::span<const double> medianExtent)
{
    checkLengths(patchSize.size(), medianExtent.size());
    std::size_t best = 0;
    for (std::size_t axis = 1; axis < patchSize.size(); ++axis) {
        const auto share = [&](std::size_t i) { return static_cast<double>(patchSize[i]) / medianExtent[i]; };
        if (share(axis) >= share(best)) {
            best = axis;
        }
    }
    return best;
}

} // namespace seg::planning
