// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/GridText.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace seg::dataset {

namespace {

constexpr double kPlaceTolerance = 0.1; // of the smallest spacing, at any corner of the grid

} // namespace

std::string sizeText(const Extent& extent)
{
    return fmt::format("{} × {} × {}", extent.voxels[2], extent.voxels[1], extent.voxels[0]);
}

std::string spacingText(const Spacing& spacing)
{
    return fmt::format("{:.4g} × {:.4g} × {:.4g} mm", spacing.mm[2], spacing.mm[1], spacing.mm[0]);
}

std::string voxelsText(std::int64_t count)
{
    return fmt::format("{} voxel{}", count, count == 1 ? "" : "s");
}

bool closeSpacing(const Spacing& a, const Spacing& b)
{
    for (std::size_t axis = 0; axis < 3; ++axis) {
        if (std::abs(a.mm[axis] - b.mm[axis]) > 1e-8 + 1e-5 * std::abs(b.mm[axis])) {
            return false;
        }
    }
    return true;
}

double cornerDistance(const Geometry& a, const Geometry& b)
{
    double largest = 0.0;
    for (unsigned corner = 0; corner < 8; ++corner) {
        std::array<double, 3> zyx{};
        for (std::size_t axis = 0; axis < 3; ++axis) {
            zyx[axis] = ((corner >> axis) & 1U) != 0 ? static_cast<double>(a.extent.voxels[axis] - 1) : 0.0;
        }
        const Point p = a.worldFromVoxel(zyx);
        const Point q = b.worldFromVoxel(zyx);
        largest = std::max(largest, std::hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]));
    }
    return largest;
}

bool samePlace(const Geometry& a, const Geometry& b)
{
    return cornerDistance(a, b) <=
           kPlaceTolerance * *std::min_element(a.spacing.mm.begin(), a.spacing.mm.end());
}

bool hasSkewedAxes(const imaging::ImageInfo& info)
{
    return info.note.find("skewed") != std::string::npos;
}

std::vector<int> declaredLabels(const LabelScheme& labels)
{
    std::vector<int> declared = labels.allLabels();
    if (const auto ignore = labels.ignoreLabel()) {
        declared.push_back(*ignore);
    }
    return declared;
}

} // namespace seg::dataset
