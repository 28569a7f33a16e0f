// SPDX-License-Identifier: Apache-2.0
#include "core/planning/ConfigurationPlanner.h"

#include "core/base/Error.h"
#include "core/planning/MemoryEstimate.h"
#include "core/planning/Product.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace seg::planning {

namespace {

/// One step smaller along the axis that covers most; the step is the divisor that the smaller patch would
/// have.
PoolingTopology shrunk(const PoolingTopology& topology, std::span<const double> spacing,
                       std::span<const double> medianExtent)
{
    const std::size_t axis = axisToShrink(topology.patchSize, medianExtent);
    std::vector<double> patch(topology.patchSize.begin(), topology.patchSize.end());
    std::vector<double> attempt = patch;
    attempt[axis] -= static_cast<double>(topology.divisor[axis]);
    patch[axis] -= static_cast<double>(poolingTopology(spacing, attempt).divisor[axis]);
    if (patch[axis] < 1.0) {
        throw Error(ErrorCode::InvalidArgument,
                    "cannot plan a network: not even the smallest patch fits the memory "
                    "budget; allow more GPU memory");
    }
    return poolingTopology(spacing, patch);
}

/// Rounded half to even like Python's round; values beyond every batch stay there.
std::int64_t roundedCount(double value)
{
    constexpr double kMost = 1e15;
    return static_cast<std::int64_t>(std::nearbyint(std::min(value, kMost)));
}

void checkExtent(const std::string& name, std::span<const double> medianExtent)
{
    if (std::ranges::any_of(medianExtent, [](double voxels) { return !(voxels >= 0.5); })) {
        throw Error(
            ErrorCode::InvalidArgument,
            fmt::format("cannot plan {}: the median case has no voxel left along an axis at the target "
                        "spacing; check the spacings that the scans state",
                        name));
    }
}

} // namespace

ArchitectureSpec architectureOf(const PlannerRules& rules, const PoolingTopology& topology)
{
    ArchitectureSpec spec;
    spec.residualEncoder = rules.residualEncoder;
    spec.strides = topology.strides;
    spec.kernelSizes = topology.kernelSizes;
    const std::size_t stages = topology.strides.size();
    const bool is2d = topology.patchSize.size() == 2;
    spec.features = doublingFeatures(stages, rules.baseFeatures,
                                     is2d ? rules.maximumFeatures2d : rules.maximumFeatures3d);
    for (std::size_t stage = 0; stage < stages; ++stage) {
        spec.blocksPerStage.push_back(rules.encoderBlocks[std::min(stage, rules.encoderBlocks.size() - 1)]);
    }
    spec.decoderConvolutions.assign(stages - 1, rules.decoderConvolutions);
    return spec;
}

ConfigurationPlanner::ConfigurationPlanner(const PlanningInput& input, PlannerRules rules)
    : m_input(input), m_rules(std::move(rules))
{
}

PlannedConfiguration ConfigurationPlanner::plan(const std::string& name, std::span<const double> spacing,
                                                std::span<const double> medianExtent,
                                                double datasetVoxels) const
{
    checkExtent(name, medianExtent);
    const bool is2d = spacing.size() == 2;
    const int referenceBatch = is2d ? m_rules.referenceBatch2d : m_rules.referenceBatch3d;
    const double reference = (is2d ? m_rules.referenceValues2d : m_rules.referenceValues3d) *
                             (gpuMemoryOf(m_input.options) / m_rules.memoryGiB);
    PlanningTrace trace;
    trace.configuration = name;
    trace.medianExtent.assign(medianExtent.begin(), medianExtent.end());
    trace.batchToFit = m_rules.shrinksForSmallestBatch ? m_rules.minimumBatch : referenceBatch;
    PoolingTopology topology = poolingTopology(spacing, initialPatchSize(spacing, medianExtent));
    trace.estimate = estimate(topology);
    const auto isTooLarge = [&] {
        const auto values = static_cast<double>(trace.estimate);
        return (m_rules.shrinksForSmallestBatch ? values / referenceBatch * 2.0 : values) > reference;
    };
    while (isTooLarge()) {
        topology = shrunk(topology, spacing, medianExtent);
        trace.estimate = estimate(topology);
        ++trace.shrinkSteps;
    }
    trace.batchByMemory = roundedCount(reference / static_cast<double>(trace.estimate) * referenceBatch);
    trace.batchByDataset =
        roundedCount(datasetVoxels * m_rules.maximumDatasetShare / product(topology.patchSize));
    return {configuration(trace, topology, spacing), trace};
}

std::int64_t ConfigurationPlanner::estimate(const PoolingTopology& topology) const
{
    const auto names = static_cast<int>(m_input.manifest.labels.entries().size());
    return featureMapValues(architectureOf(m_rules, topology), topology.patchSize, names, false);
}

Configuration ConfigurationPlanner::configuration(const PlanningTrace& trace, const PoolingTopology& topology,
                                                  std::span<const double> spacing) const
{
    Configuration result;
    result.name = trace.configuration;
    result.dataIdentifier = dataIdentifier(trace.configuration);
    result.batchSize =
        static_cast<int>(std::clamp<std::int64_t>(std::min(trace.batchByMemory, trace.batchByDataset),
                                                  m_rules.minimumBatch, std::numeric_limits<int>::max()));
    result.patchSize = topology.patchSize;
    result.medianExtent = trace.medianExtent;
    result.spacing.assign(spacing.begin(), spacing.end());
    setNormalization(result, m_input);
    result.architecture = architectureOf(m_rules, topology);
    return result;
}

std::string ConfigurationPlanner::dataIdentifier(const std::string& configuration) const
{
    const bool isShared =
        m_rules.sharesDefaultData && (configuration == "2d" || configuration == "3d_fullres");
    const std::string plans =
        isShared ? std::string(describe(PlannerKind::Default).plansName) : plansNameOf(m_input.options);
    return plans + "_" + configuration;
}

} // namespace seg::planning
