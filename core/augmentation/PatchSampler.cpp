// SPDX-License-Identifier: Apache-2.0
#include "core/augmentation/PatchSampler.h"

#include <algorithm>
#include <cmath>

namespace seg::augmentation {

namespace {

using preprocessing::ClassLocations;

std::int64_t floorHalf(std::int64_t value)
{
    return value >= 0 ? value / 2 : -((1 - value) / 2);
}

// The annotated area of a dataset with an ignore label: its key begins with -1.
bool isAnnotatedArea(const ClassLocations& locations)
{
    return !locations.labels.empty() && locations.labels.front() == -1;
}

// The class to centre on, or null when the case shows none.
const ClassLocations* drawClass(const std::vector<ClassLocations>& all, RandomStream& random)
{
    std::vector<const ClassLocations*> eligible;
    for (const ClassLocations& locations : all) {
        if (!locations.voxels.empty()) {
            eligible.push_back(&locations);
        }
    }
    if (eligible.size() > 1) {
        std::erase_if(eligible, [](const ClassLocations* locations) { return isAnnotatedArea(*locations); });
    }
    return eligible.empty() ? nullptr : eligible[random.below(eligible.size())];
}

const ClassLocations* annotatedArea(const std::vector<ClassLocations>& all)
{
    const auto found = std::ranges::find_if(all, isAnnotatedArea);
    return found == all.end() || found->voxels.empty() ? nullptr : &*found;
}

} // namespace

PositionRange positionRange(const Extent& extent, const Extent& window, const Extent& patch)
{
    PositionRange range;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const std::int64_t pad =
            std::max(window.voxels[axis] - patch.voxels[axis], window.voxels[axis] - extent.voxels[axis]);
        range.low[axis] = floorHalf(-pad);
        range.high[axis] = extent.voxels[axis] + pad / 2 + pad % 2 - window.voxels[axis];
    }
    return range;
}

bool isForegroundForced(int index, int batchSize, double fraction)
{
    return static_cast<double>(index) >= std::nearbyint(static_cast<double>(batchSize) * (1.0 - fraction));
}

std::array<std::int64_t, 3> drawPosition(const preprocessing::CaseProperties& properties,
                                         const Extent& window, const Extent& patch, bool forced,
                                         bool hasIgnore, RandomStream& random)
{
    const PositionRange range = positionRange(properties.extentAfterResampling, window, patch);
    const ClassLocations* locations = nullptr;
    if (forced) {
        locations = drawClass(properties.classLocations, random);
    } else if (hasIgnore) {
        locations = annotatedArea(properties.classLocations);
    }
    std::array<std::int64_t, 3> position{};
    if (locations != nullptr) {
        const auto& voxel = locations->voxels[random.below(locations->voxels.size())];
        for (std::size_t axis = 0; axis < 3;
             ++axis) { // no upper bound: the window may hang over the far border
            position[axis] = std::max(range.low[axis], voxel[axis] - window.voxels[axis] / 2);
        }
        return position;
    }
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const auto choices = static_cast<std::uint64_t>(range.high[axis] - range.low[axis] + 1);
        position[axis] = range.low[axis] + static_cast<std::int64_t>(random.below(choices));
    }
    return position;
}

} // namespace seg::augmentation
