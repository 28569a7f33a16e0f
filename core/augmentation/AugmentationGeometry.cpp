// SPDX-License-Identifier: Apache-2.0
#include "core/augmentation/AugmentationGeometry.h"

#include "core/augmentation/SpatialTransform.h"
#include "core/base/Error.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace seg::augmentation {

namespace {

constexpr double kAnisotropy = 3.0;  // a patch axis this much shorter than another is augmented in-plane only
constexpr double kElongated2d = 1.5; // a longer slice is turned by small angles only
constexpr double kScaleMargin = 0.85; // the reference leaves room for this much shrinking
constexpr double kQuarterTurn = std::numbers::pi / 2.0;

double radians(double degrees)
{
    return degrees / 180.0 * std::numbers::pi;
}

using Size3 = std::array<double, 3>;

// |size · rotation| per axis: how far the turned box reaches.
Size3 reach(const Size3& size, const Matrix3& rotation)
{
    Size3 result{};
    for (std::size_t column = 0; column < 3; ++column) {
        double sum = 0.0;
        for (std::size_t row = 0; row < 3; ++row) {
            sum += size[row] * rotation[row][column];
        }
        result[column] = std::abs(sum);
    }
    return result;
}

Extent initialExtent(const AugmentationGeometry& geometry)
{
    const double angle = std::min(geometry.maximumAngle, kQuarterTurn);
    const Size3 size{static_cast<double>(geometry.patch.voxels[0]),
                     static_cast<double>(geometry.patch.voxels[1]),
                     static_cast<double>(geometry.patch.voxels[2])};
    std::vector<Matrix3> turns;
    if (geometry.isSlice) {
        turns.push_back(inPlaneMatrix(angle, 1.0));
    } else {
        turns = {volumeMatrix({angle, 0.0, 0.0}, 1.0), volumeMatrix({0.0, angle, 0.0}, 1.0),
                 volumeMatrix({0.0, 0.0, angle}, 1.0)};
    }
    Size3 needed = size;
    for (const Matrix3& turn : turns) {
        const Size3 turned = reach(size, turn);
        for (std::size_t axis = 0; axis < 3; ++axis) {
            needed[axis] = std::max(needed[axis], turned[axis]);
        }
    }
    Extent extent;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        extent.voxels[axis] = static_cast<std::int64_t>(needed[axis] / kScaleMargin);
    }
    if (geometry.inPlaneOnly) {
        extent.voxels[0] = geometry.patch.voxels[0];
    }
    return extent;
}

} // namespace

AugmentationGeometry augmentationGeometry(const std::vector<std::int64_t>& patchSize)
{
    if ((patchSize.size() != 2 && patchSize.size() != 3) ||
        std::ranges::any_of(patchSize, [](auto n) { return n < 1; })) {
        throw Error(
            ErrorCode::InvalidArgument,
            "cannot augment: a patch needs 2 or 3 sizes of at least one voxel; check the plan's patch_size");
    }
    const auto [smallest, largest] = std::ranges::minmax(patchSize);
    AugmentationGeometry geometry;
    geometry.isSlice = patchSize.size() == 2;
    if (geometry.isSlice) {
        geometry.patch = {{1, patchSize[0], patchSize[1]}};
        geometry.inPlaneOnly = true;
        const bool isElongated = static_cast<double>(largest) / static_cast<double>(smallest) > kElongated2d;
        geometry.maximumAngle = radians(isElongated ? 15.0 : 180.0);
        geometry.mirrorAxes = {1, 2};
    } else {
        geometry.patch = {{patchSize[0], patchSize[1], patchSize[2]}};
        geometry.inPlaneOnly = static_cast<double>(largest) / static_cast<double>(patchSize[0]) > kAnisotropy;
        geometry.maximumAngle = radians(geometry.inPlaneOnly ? 180.0 : 30.0);
        geometry.mirrorAxes = {0, 1, 2};
    }
    geometry.initialPatch = initialExtent(geometry);
    return geometry;
}

} // namespace seg::augmentation
