// SPDX-License-Identifier: Apache-2.0
#include "viewers/volume/ShellBuilder.h"

#include "viewers/volume/SurfaceBuilder.h"

#include <vtkPolyData.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <vector>

namespace seg::viewers {

namespace {

constexpr std::int64_t kMostVoxelsPerAxis = 96; // of the thinned copy: the shell is a hint, not a measurement
constexpr double kMostRimFilled = 0.35;         // share of the box's faces that a whole body leaves below
constexpr std::int64_t kEnclosingShare =
    3; // a label hides another that has one part in so many of its surface there

/// The scan with every n-th voxel, 1 where it is above the threshold.
LabelMap thinnedBody(const Volume& scan, std::int64_t channel, double threshold)
{
    const Geometry& full = scan.geometry;
    LabelMap body;
    body.geometry = full;
    std::array<std::int64_t, 3> step{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        step[axis] = std::max<std::int64_t>(1, (full.extent.voxels[axis] + kMostVoxelsPerAxis - 1) /
                                                   kMostVoxelsPerAxis);
        body.geometry.extent.voxels[axis] = (full.extent.voxels[axis] + step[axis] - 1) / step[axis];
        body.geometry.spacing.mm[axis] *= static_cast<double>(step[axis]);
    }
    const auto values = scan.channel(channel);
    const auto& voxels = body.geometry.extent.voxels;
    body.values.reserve(static_cast<std::size_t>(body.geometry.extent.count()));
    for (std::int64_t z = 0; z < voxels[0]; ++z) {
        for (std::int64_t y = 0; y < voxels[1]; ++y) {
            for (std::int64_t x = 0; x < voxels[2]; ++x) {
                const auto place = full.extent.index(z * step[0], y * step[1], x * step[2]);
                body.values.push_back(values[static_cast<std::size_t>(place)] > threshold ? 1 : 0);
            }
        }
    }
    return body;
}

bool isOnRim(const Extent& extent, std::int64_t z, std::int64_t y, std::int64_t x)
{
    return z == 0 || y == 0 || x == 0 || z == extent.voxels[0] - 1 || y == extent.voxels[1] - 1 ||
           x == extent.voxels[2] - 1;
}

double rimFilled(const LabelMap& body)
{
    const Extent& extent = body.geometry.extent;
    double rim = 0.0;
    double filled = 0.0;
    std::size_t position = 0;
    for (std::int64_t z = 0; z < extent.voxels[0]; ++z) {
        for (std::int64_t y = 0; y < extent.voxels[1]; ++y) {
            for (std::int64_t x = 0; x < extent.voxels[2]; ++x, ++position) {
                if (isOnRim(extent, z, y, x)) {
                    rim += 1.0;
                    filled += body.values[position];
                }
            }
        }
    }
    return filled / std::max(rim, 1.0);
}

/// Turns 0 voxels that the outside does not reach into 1.
void fillCavities(LabelMap& body)
{
    constexpr std::int16_t kOutside = 2;
    const Extent& extent = body.geometry.extent;
    std::vector<std::array<std::int64_t, 3>> open;
    const auto visit = [&](std::int64_t z, std::int64_t y, std::int64_t x) {
        if (z < 0 || y < 0 || x < 0 || z >= extent.voxels[0] || y >= extent.voxels[1] ||
            x >= extent.voxels[2]) {
            return;
        }
        auto& value = body.values[static_cast<std::size_t>(extent.index(z, y, x))];
        if (value == 0) {
            value = kOutside;
            open.push_back({z, y, x});
        }
    };
    for (std::int64_t z = 0; z < extent.voxels[0]; ++z) {
        for (std::int64_t y = 0; y < extent.voxels[1]; ++y) {
            for (std::int64_t x = 0; x < extent.voxels[2]; ++x) {
                if (isOnRim(extent, z, y, x)) {
                    visit(z, y, x);
                }
            }
        }
    }
    while (!open.empty()) {
        const auto [z, y, x] = open.back();
        open.pop_back();
        visit(z - 1, y, x);
        visit(z + 1, y, x);
        visit(z, y - 1, x);
        visit(z, y + 1, x);
        visit(z, y, x - 1);
        visit(z, y, x + 1);
    }
    for (auto& value : body.values) {
        value = value == kOutside ? 0 : 1;
    }
}

} // namespace

vtkSmartPointer<vtkPolyData> buildShell(const Volume& scan, std::int64_t channel, double threshold,
                                        const TaskContext& context)
{
    LabelMap body = thinnedBody(scan, channel, threshold);
    context.throwIfStopped();
    if (rimFilled(body) > kMostRimFilled) {
        return nullptr;
    }
    fillCavities(body);
    auto surfaces = buildSurfaces(body, context);
    return surfaces.empty() ? nullptr : surfaces.front().mesh;
}

std::set<int> enclosingLabels(const LabelMap& labels)
{
    const Extent& extent = labels.geometry.extent;
    std::map<int, std::map<int, std::int64_t>>
        contacts; // of a label's surface: with which neighbour, how many faces
    const auto touch = [&contacts](int one, int other) {
        if (one != other) {
            ++contacts[one][other];
            ++contacts[other][one];
        }
    };
    const auto at = [&](std::int64_t z, std::int64_t y, std::int64_t x) -> int {
        return labels.values[static_cast<std::size_t>(extent.index(z, y, x))];
    };
    for (std::int64_t z = 0; z < extent.voxels[0]; ++z) {
        for (std::int64_t y = 0; y < extent.voxels[1]; ++y) {
            for (std::int64_t x = 0; x < extent.voxels[2]; ++x) {
                const int here = at(z, y, x);
                touch(here, x + 1 < extent.voxels[2] ? at(z, y, x + 1) : here);
                touch(here, y + 1 < extent.voxels[1] ? at(z, y + 1, x) : here);
                touch(here, z + 1 < extent.voxels[0] ? at(z + 1, y, x) : here);
            }
        }
    }
    std::set<int> enclosing;
    for (const auto& [label, neighbours] : contacts) {
        std::int64_t faces = 0;
        for (const auto& [other, count] : neighbours) {
            faces += count;
        }
        for (const auto& [other, count] : neighbours) {
            if (label > 0 && other > 0 && kEnclosingShare * count > faces) {
                enclosing.insert(other);
            }
        }
    }
    return enclosing;
}

} // namespace seg::viewers
