// SPDX-License-Identifier: Apache-2.0
#include "core/evaluation/DistanceTransform.h"
#include "core/evaluation/Membership.h"
#include "core/evaluation/Summary.h"

#include <algorithm>
#include <cmath>
#include <limits>

// The surface of a mask is the set of its voxels with a face neighbour outside it (beyond the scan counts as
// outside, except along an axis of one voxel); distances are taken between voxel centres, in mm. HD95 is the
// larger of the two directed 95th percentiles, NSD the share of both surfaces within the tolerance.

namespace seg::evaluation {

namespace {

constexpr double kPercentile = 95.0;

struct Mask {
    Extent extent;
    std::vector<std::uint8_t> inside;
};

/// Smallest box around both masks; empty extent when one of them has no voxel.
Box commonBox(const LabelMap& prediction, const LabelMap& truth, const Membership& belongs)
{
    const auto& n = truth.geometry.extent.voxels;
    Box box{{n[0], n[1], n[2]}, {0, 0, 0}};
    bool anyPredicted = false;
    bool anyTrue = false;
    std::size_t index = 0;
    for (std::int64_t z = 0; z < n[0]; ++z) {
        for (std::int64_t y = 0; y < n[1]; ++y) {
            for (std::int64_t x = 0; x < n[2]; ++x, ++index) {
                const bool predicted = belongs.contains(prediction.values[index]);
                const bool real = belongs.contains(truth.values[index]);
                if (!predicted && !real) {
                    continue;
                }
                anyPredicted = anyPredicted || predicted;
                anyTrue = anyTrue || real;
                const std::array<std::int64_t, 3> at{z, y, x};
                for (std::size_t axis = 0; axis < 3; ++axis) {
                    box.low[axis] = std::min(box.low[axis], at[axis]);
                    box.high[axis] = std::max(box.high[axis], at[axis] + 1);
                }
            }
        }
    }
    return anyPredicted && anyTrue ? box : Box{};
}

Mask cropped(const LabelMap& labels, const Membership& belongs, const Box& box)
{
    Mask mask{box.extent(), {}};
    mask.inside.reserve(static_cast<std::size_t>(mask.extent.count()));
    for (std::int64_t z = box.low[0]; z < box.high[0]; ++z) {
        for (std::int64_t y = box.low[1]; y < box.high[1]; ++y) {
            for (std::int64_t x = box.low[2]; x < box.high[2]; ++x) {
                const auto index = static_cast<std::size_t>(labels.geometry.extent.index(z, y, x));
                mask.inside.push_back(belongs.contains(labels.values[index]) ? 1 : 0);
            }
        }
    }
    return mask;
}

/// \param flat  axes along which the whole scan has one voxel: they have no surface.
std::vector<std::uint8_t> surfaceOf(const Mask& mask, const std::array<bool, 3>& flat)
{
    const auto& n = mask.extent.voxels;
    const std::array<std::int64_t, 3> stride{n[1] * n[2], n[2], 1};
    std::vector<std::uint8_t> surface(mask.inside.size(), 0);
    for (std::int64_t index = 0; index < mask.extent.count(); ++index) {
        if (mask.inside[static_cast<std::size_t>(index)] == 0) {
            continue;
        }
        bool atSurface = false;
        for (std::size_t axis = 0; axis < 3 && !atSurface; ++axis) {
            const std::int64_t at = index / stride[axis] % n[axis];
            if (flat[axis]) {
                continue;
            }
            atSurface = at == 0 || at == n[axis] - 1 ||
                        mask.inside[static_cast<std::size_t>(index - stride[axis])] == 0 ||
                        mask.inside[static_cast<std::size_t>(index + stride[axis])] == 0;
        }
        surface[static_cast<std::size_t>(index)] = atSurface ? 1 : 0;
    }
    return surface;
}

/// Distances from every voxel of the one surface to the other.
std::vector<double> directedDistances(const std::vector<std::uint8_t>& from,
                                      const std::vector<double>& distances)
{
    std::vector<double> result;
    for (std::size_t i = 0; i < from.size(); ++i) {
        if (from[i] != 0) {
            result.push_back(distances[i]);
        }
    }
    return result;
}

/// With linear interpolation between the two neighbours, as numpy.percentile.
double percentile(std::vector<double> values, double percent)
{
    std::sort(values.begin(), values.end());
    const double position = percent / 100.0 * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(position);
    const std::size_t above = std::min(below + 1, values.size() - 1);
    return values[below] + (values[above] - values[below]) * (position - static_cast<double>(below));
}

double within(const std::vector<double>& distances, double tolerance)
{
    return static_cast<double>(std::count_if(distances.begin(), distances.end(),
                                             [=](double distance) { return distance <= tolerance; }));
}

} // namespace

SurfaceMetrics surfaceDistance(const LabelMap& prediction, const LabelMap& truth,
                               const dataset::LabelEntry& entry, double toleranceMm)
{
    requireEqualExtents(prediction, truth);
    const Membership belongs(entry);
    const Box box = commonBox(prediction, truth, belongs);
    if (box.extent().count() == 0) {
        constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();
        return {kUndefined, kUndefined};
    }
    std::array<bool, 3> flat{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        flat[axis] = truth.geometry.extent.voxels[axis] == 1;
    }
    if (flat[0] && flat[1] && flat[2]) { // a single voxel, set in both
        return {0.0, 1.0};
    }
    const Mask predicted = cropped(prediction, belongs, box);
    const Mask real = cropped(truth, belongs, box);
    const auto predictedSurface = surfaceOf(predicted, flat);
    const auto realSurface = surfaceOf(real, flat);
    const Spacing& spacing = truth.geometry.spacing;
    const auto there = directedDistances(predictedSurface, distanceTo(realSurface, box.extent(), spacing));
    const auto back = directedDistances(realSurface, distanceTo(predictedSurface, box.extent(), spacing));
    SurfaceMetrics result;
    result.hd95 = std::max(percentile(there, kPercentile), percentile(back, kPercentile));
    result.nsd = (within(there, toleranceMm) + within(back, toleranceMm)) /
                 static_cast<double>(there.size() + back.size());
    return result;
}

} // namespace seg::evaluation
