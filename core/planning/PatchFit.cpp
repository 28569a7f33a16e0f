// SPDX-License-Identifier: Apache-2.0
#include "core/planning/PatchFit.h"

#include "core/planning/ConfigurationPlanner.h"
#include "core/planning/PatchSize.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>

namespace seg::planning {

namespace {

constexpr std::int64_t kLeastEdge = 4; // voxels of a patch at the network's bottleneck

using Patch = std::vector<std::int64_t>;

/// What a patch must be a multiple of, and the network that follows from it.
class Rule {
public:
    Rule(const Configuration& planned, std::span<const double> spacing, std::span<const double> medianExtent)
        : m_planned(planned), m_spacing(spacing), m_medianExtent(medianExtent),
          m_rules(rulesOf(planned.architecture.residualEncoder ? PlannerKind::ResEnc : PlannerKind::Default))
    {
        const PoolingTopology own = poolingTopology(
            planned.spacing, std::vector<double>(planned.patchSize.begin(), planned.patchSize.end()));
        m_isPlanner =
            own.patchSize == planned.patchSize && architectureOf(m_rules, own) == planned.architecture;
    }

    [[nodiscard]] bool plansNetworks() const noexcept { return m_isPlanner; }

    [[nodiscard]] Patch divisorOf(const Patch& patch) const
    {
        if (m_isPlanner) {
            return topologyOf(patch).divisor;
        }
        Patch divisor(patch.size(), 1);
        for (const std::vector<int>& stride : m_planned.architecture.strides) {
            for (std::size_t axis = 0; axis < divisor.size(); ++axis) {
                divisor[axis] *= stride[axis];
            }
        }
        return divisor;
    }

    [[nodiscard]] ArchitectureSpec architectureFor(const Patch& patch) const
    {
        return m_isPlanner ? architectureOf(m_rules, topologyOf(patch)) : m_planned.architecture;
    }

    /// What an axis must keep at the bottleneck: 4 voxels, unless this network was planned with fewer or the
    /// cases have no more. nnU-Net's planner, too, shortens an axis below 4 that is never halved.
    [[nodiscard]] std::int64_t leastEdge(std::size_t axis, std::int64_t divisor) const
    {
        const bool isFour = m_isPlanner && divisor > 1;
        std::int64_t least = isFour ? kLeastEdge : m_planned.patchSize[axis] / divisor;
        if (divisor == 1 && m_medianExtent[axis] < static_cast<double>(kLeastEdge)) {
            least = std::min(least, static_cast<std::int64_t>(m_medianExtent[axis]));
        }
        return std::clamp<std::int64_t>(least, 1, kLeastEdge);
    }

private:
    [[nodiscard]] PoolingTopology topologyOf(const Patch& patch) const
    {
        return poolingTopology(m_spacing, std::vector<double>(patch.begin(), patch.end()));
    }

    const Configuration& m_planned; // outlives the call
    std::span<const double> m_spacing;
    std::span<const double> m_medianExtent;
    PlannerRules m_rules;
    bool m_isPlanner = false;
};

/// The nearest edges below and above that can be halved as often as the network will, the other axes as they
/// are.
struct Neighbors {
    std::optional<std::int64_t> below;
    std::optional<std::int64_t> above;
};

bool fitsAlong(const Rule& rule, Patch patch, std::size_t axis, std::int64_t edge)
{
    patch[axis] = edge;
    const std::int64_t divisor = rule.divisorOf(patch)[axis];
    return edge % divisor == 0 && edge / divisor >= rule.leastEdge(axis, divisor);
}

Neighbors neighborsOf(const Rule& rule, const Patch& patch, std::size_t axis)
{
    Neighbors found;
    for (std::int64_t edge = patch[axis] - 1; edge >= rule.leastEdge(axis, 1) && !found.below; --edge) {
        if (fitsAlong(rule, patch, axis, edge)) {
            found.below = edge;
        }
    }
    const std::int64_t most = 2 * patch[axis] + 4 * rule.divisorOf(patch)[axis];
    for (std::int64_t edge = patch[axis] + 1; edge <= most && !found.above; ++edge) {
        if (fitsAlong(rule, patch, axis, edge)) {
            found.above = edge;
        }
    }
    return found;
}

std::string nearestText(const Neighbors& neighbors)
{
    if (neighbors.below && neighbors.above) {
        return fmt::format("the nearest that are: {} and {}", *neighbors.below, *neighbors.above);
    }
    const std::optional<std::int64_t> only = neighbors.below ? neighbors.below : neighbors.above;
    return only ? fmt::format("the nearest that is: {}", *only) : std::string("choose another value");
}

std::int64_t nearer(const Neighbors& neighbors, std::int64_t edge)
{
    if (!neighbors.below || !neighbors.above) {
        return neighbors.below.value_or(neighbors.above.value_or(edge));
    }
    return edge - *neighbors.below < *neighbors.above - edge ? *neighbors.below : *neighbors.above;
}

int poolings(std::int64_t divisor)
{
    int count = 0;
    for (; divisor > 1; divisor /= 2) {
        ++count;
    }
    return count;
}

/// Goes on from axis to axis, since one edge can change how often another is halved.
Patch nearestPatch(const Rule& rule, const Patch& wanted)
{
    constexpr int kRounds = 4;
    Patch patch = wanted;
    for (std::size_t axis = 0; axis < patch.size(); ++axis) {
        patch[axis] = std::max(patch[axis], rule.leastEdge(axis, 1));
    }
    for (int round = 0; round < kRounds; ++round) {
        const Patch before = patch;
        for (std::size_t axis = 0; axis < patch.size(); ++axis) {
            if (!fitsAlong(rule, patch, axis, patch[axis])) {
                patch[axis] = nearer(neighborsOf(rule, patch, axis), patch[axis]);
            }
        }
        if (patch == before) {
            break;
        }
    }
    return patch;
}

std::string edgeProblem(const Rule& rule, const Patch& patch, std::size_t axis, std::int64_t divisor)
{
    const std::string_view name = axisName(axis, patch.size());
    const std::string nearest = nearestText(neighborsOf(rule, patch, axis));
    if (patch[axis] % divisor != 0) {
        return fmt::format("Along {} the network halves the patch {} time{}, so it must be a multiple of {}, "
                           "which {} is not; {}.",
                           name, poolings(divisor), poolings(divisor) == 1 ? "" : "s", divisor, patch[axis],
                           nearest);
    }
    return fmt::format("Along {} the network's lowest stage must keep {} voxels, so the patch needs at least "
                       "{} instead of {}; {}.",
                       name, rule.leastEdge(axis, divisor), rule.leastEdge(axis, divisor) * divisor,
                       patch[axis], nearest);
}

} // namespace

std::string_view axisName(std::size_t axis, std::size_t axes) noexcept
{
    constexpr std::array<std::string_view, 3> kNames{"z", "y", "x"};
    return kNames[std::min<std::size_t>(axis + (axes == 2 ? 1 : 0), 2)];
}

PatchFit fitPatch(const Configuration& planned, std::span<const double> spacing,
                  std::span<const double> medianExtent, std::span<const std::int64_t> wanted)
{
    const Patch patch(wanted.begin(), wanted.end());
    PatchFit fit{{}, planned.architecture, Patch(patch.size(), 1), patch};
    for (std::size_t axis = 0; axis < patch.size(); ++axis) {
        if (patch[axis] < 1) {
            fit.problems.push_back(
                fmt::format("Along {} the patch must have at least 1 voxel.", axisName(axis, patch.size())));
        }
    }
    const Rule rule(planned, spacing, medianExtent);
    if (!fit.problems.empty()) {
        fit.nearest = nearestPatch(rule, patch);
        return fit;
    }
    fit.divisor = rule.divisorOf(patch);
    for (std::size_t axis = 0; axis < patch.size(); ++axis) {
        if (!fitsAlong(rule, patch, axis, patch[axis])) {
            fit.problems.push_back(edgeProblem(rule, patch, axis, fit.divisor[axis]));
        }
    }
    if (rule.plansNetworks() && fit.problems.empty() &&
        std::ranges::all_of(fit.divisor, [](std::int64_t divisor) { return divisor == 1; })) {
        fit.problems.emplace_back("The patch is too small to be halved even once, so that there would be no "
                                  "U-Net: an axis needs at least 12 voxels, or two of them 8.");
    }
    if (!fit.problems.empty()) {
        fit.nearest = nearestPatch(rule, patch);
        return fit;
    }
    fit.architecture = rule.architectureFor(patch);
    return fit;
}

} // namespace seg::planning
