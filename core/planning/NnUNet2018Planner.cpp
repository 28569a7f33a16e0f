// SPDX-License-Identifier: Apache-2.0
#include "core/planning/NnUNet2018Planner.h"

#include "core/base/Error.h"
#include "core/planning/CommonReasons.h"
#include "core/planning/ConfigurationPlanner.h"
#include "core/planning/Product.h"
#include "core/planning/TargetSpacing.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace seg::planning {

namespace {

constexpr double kMinimumEdge = 4.0; // voxels at the bottleneck
constexpr int kMostPoolings3d = 5;
constexpr int kMostPoolings2d = 6;
constexpr int kBaseFeatures = 30;
constexpr int kMaximumFeatures3d = 320;
constexpr int kMaximumFeatures2d = 480;
constexpr double kMemoryGiB = 12.0; // for which the following voxels hold
constexpr double kPatchVoxels = 128.0 * 128.0 * 128.0;
constexpr int kBatch3d = 2;
constexpr double kBatchPixels = 42.0 * 256.0 * 256.0;
constexpr double kDatasetShare = 0.05; // of all voxels in one batch
constexpr int kMinimumBatch = 2;
constexpr double kPatchesPerCase = 4.0;  // a case of more gets a low-resolution stage
constexpr double kLowresStep = 1.01;     // by which its spacing grows at a time
constexpr double kWorthwhileRatio = 1.5; // it must be this much smaller than full resolution

int poolingsOf(double edge, int most)
{
    int poolings = 0;
    while (edge >= 2.0 * kMinimumEdge && poolings < most) {
        edge /= 2.0;
        ++poolings;
    }
    return poolings;
}

bool nameContainsCt(std::string name)
{
    std::ranges::transform(name, name.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return name.find("ct") != std::string::npos;
}

/// Plans all configurations of one dataset; used once.
class Plans2018 {
public:
    explicit Plans2018(const PlanningInput& input)
        : m_input(input), m_scale(gpuMemoryOf(input.options) / kMemoryGiB)
    {
        const Fingerprint& facts = input.fingerprint;
        const Spacing target = input.options.targetSpacing.value_or(medianSpacing(facts));
        m_forward = input.options.keepAxisOrder ? AxisOrder{0, 1, 2} : coarsestAxisFirst(target);
        const auto extent = medianResampledExtent(facts.spacings, facts.extentsAfterCrop, target);
        for (const int axis : m_forward) {
            m_spacing.push_back(target.mm[static_cast<std::size_t>(axis)]);
            m_extent.push_back(extent[static_cast<std::size_t>(axis)]);
        }
    }

    [[nodiscard]] Plan plan() const
    {
        Plan plan = planHead(m_input, m_forward);
        ReasonFacts facts = factsOf(m_input, plan);
        facts.maximumDatasetShare = kDatasetShare;
        facts.minimumBatch = kMinimumBatch;
        plan.reasons.push_back(axesReason(plan, facts));
        add(plan, planned2d(), facts);
        if (m_extent[0] == 1.0) {
            return plan; // single slices
        }
        PlannedConfiguration full = planned3d("3d_fullres", m_spacing, m_extent);
        std::optional<PlannedConfiguration> low = lowResolution();
        plan.reasons.push_back(lowResolutionReason(low.has_value()));
        if (low) {
            low->configuration.nextStages = {"3d_cascade_fullres"};
            full.configuration.batchDice = true;
            add(plan, std::move(*low), facts);
        }
        add(plan, std::move(full), facts);
        if (low) {
            addCascade(plan);
        }
        return plan;
    }

private:
    [[nodiscard]] double patchVoxels() const { return kPatchVoxels * m_scale; }

    [[nodiscard]] PlannedConfiguration planned2d() const
    {
        const std::span<const double> extent = std::span<const double>(m_extent).subspan(1);
        PlannedConfiguration result =
            finished("2d", topologyOf2018(extent), std::span<const double>(m_spacing).subspan(1), extent,
                     product(m_extent), kBatchPixels * m_scale);
        result.configuration.batchDice = true;
        return result;
    }

    [[nodiscard]] PlannedConfiguration planned3d(const std::string& name, std::span<const double> spacing,
                                                 std::span<const double> extent) const
    {
        int shrinkSteps = 0;
        const PoolingTopology topology = patchOf2018(extent, patchVoxels(), &shrinkSteps);
        PlannedConfiguration result =
            finished(name, topology, spacing, extent, product(extent), kBatch3d * patchVoxels());
        result.trace.shrinkSteps = shrinkSteps;
        return result;
    }

    /// \param batchVoxels  of all patches of a batch together.
    [[nodiscard]] PlannedConfiguration finished(const std::string& name, const PoolingTopology& topology,
                                                std::span<const double> spacing,
                                                std::span<const double> extent, double caseVoxels,
                                                double batchVoxels) const
    {
        PlannedConfiguration result;
        PlanningTrace& trace = result.trace;
        trace.configuration = name;
        trace.medianExtent.assign(extent.begin(), extent.end());
        const double voxels = product(topology.patchSize);
        const double datasetVoxels = caseVoxels * static_cast<double>(m_input.manifest.trainingCount);
        trace.batchByMemory = static_cast<std::int64_t>(std::floor(batchVoxels / voxels));
        trace.batchByDataset =
            static_cast<std::int64_t>(std::nearbyint(datasetVoxels * kDatasetShare / voxels));
        result.configuration =
            plainConfiguration(name, topology, spacing, extent, kBaseFeatures,
                               extent.size() == 2 ? kMaximumFeatures2d : kMaximumFeatures3d);
        Configuration& configuration = result.configuration;
        configuration.batchSize =
            static_cast<int>(std::clamp<std::int64_t>(std::min(trace.batchByMemory, trace.batchByDataset),
                                                      kMinimumBatch, std::numeric_limits<int>::max()));
        configuration.dataIdentifier = plansNameOf(m_input.options) + "_" + name;
        configuration.recipe = PreprocessingRecipe::NnUNet2018;
        const bool croppedMuch = m_input.fingerprint.medianRelativeSizeAfterCropping < 0.75;
        for (const std::string& channel : m_input.manifest.channelNames) {
            const bool isCt = nameContainsCt(channel);
            configuration.normalization.push_back(isCt ? NormalizationScheme::Ct
                                                       : NormalizationScheme::ZScore);
            configuration.useMaskForNormalization.push_back(!isCt && croppedMuch);
        }
        return result;
    }

    [[nodiscard]] std::optional<PlannedConfiguration> lowResolution() const
    {
        std::vector<double> spacing = m_spacing;
        std::vector<double> extent = m_extent;
        while (product(extent) > kPatchesPerCase * patchVoxels()) {
            const double coarsest = *std::ranges::max_element(spacing);
            const bool isUneven =
                std::ranges::any_of(spacing, [&](double mm) { return coarsest / mm > 2.0; });
            for (std::size_t axis = 0; axis < 3; ++axis) {
                if (!isUneven || coarsest / spacing[axis] > 2.0) {
                    spacing[axis] *= kLowresStep;
                }
                extent[axis] = m_spacing[axis] / spacing[axis] * m_extent[axis];
            }
        }
        if (kWorthwhileRatio * product(extent) >= product(m_extent)) {
            return std::nullopt;
        }
        for (double& voxels : extent) {
            voxels = std::nearbyint(voxels);
        }
        return planned3d("3d_lowres", spacing, extent);
    }

    static void addCascade(Plan& plan)
    {
        Configuration cascade = plan.configuration("3d_fullres");
        cascade.name = "3d_cascade_fullres";
        cascade.inheritsFrom = "3d_fullres";
        cascade.previousStage = "3d_lowres";
        plan.configurations.push_back(std::move(cascade));
        const std::vector<Reason> reasons = cascadeReasons(plan);
        plan.reasons.insert(plan.reasons.end(), reasons.begin(), reasons.end());
    }

    [[nodiscard]] Reason lowResolutionReason(bool isPlanned) const
    {
        const std::string patches = numberText(product(m_extent) / patchVoxels(), 2);
        return {{},
                "3d_lowres",
                isPlanned ? "planned" : "not planned",
                isPlanned
                    ? fmt::format("a median case holds {} patches, more than 4", patches)
                    : fmt::format("a median case holds {} patches; a coarser stage begins above 4 and must "
                                  "be less than two thirds as large",
                                  patches)};
    }

    [[nodiscard]] Reason spacingReason(const Configuration& configuration) const
    {
        Reason reason{configuration.name, "spacing", timesText(configuration.spacing, 3) + " mm", {}};
        if (configuration.name == "3d_lowres") {
            reason.because =
                "coarsened by 1 % steps, the finer axes first, until a median case holds 4 patches";
        } else if (m_input.options.targetSpacing) {
            reason.because = "as asked for, instead of the median of all cases";
        } else {
            reason.because = configuration.dimensions() == 2
                                 ? "the in-plane median of all cases; the distance of slices is left as it is"
                                 : "the median of all cases along each axis";
        }
        return reason;
    }

    [[nodiscard]] Reason patchReason(const PlannedConfiguration& planned) const
    {
        const auto& patch = planned.configuration.patchSize;
        const std::string median = timesText(planned.trace.medianExtent, 1);
        Reason reason{planned.configuration.name, "patch_size", timesText(patch), {}};
        if (patch.size() == 2) {
            reason.because = fmt::format("the median slice ({}), padded so that it can be halved", median);
        } else if (product(planned.trace.medianExtent) <= patchVoxels() && planned.trace.shrinkSteps == 0) {
            reason.because = fmt::format("the median case ({}), padded so that it can be halved", median);
        } else {
            reason.because = fmt::format(
                "the proportions of the median case ({}) in at most {} million voxels, "
                "which {} GiB hold twice",
                median, numberText(patchVoxels() / 1e6, 2), numberText(gpuMemoryOf(m_input.options), 1));
        }
        return reason;
    }

    [[nodiscard]] Reason channelReason(const Configuration& configuration) const
    {
        Reason reason{configuration.name, "normalization", {}, {}};
        for (std::size_t c = 0; c < configuration.normalization.size(); ++c) {
            const bool isCt = configuration.normalization[c] == NormalizationScheme::Ct;
            const char* separator = c == 0 ? "" : "; ";
            reason.value += separator;
            reason.value +=
                isCt ? "CT window of the dataset"
                     : (configuration.useMaskForNormalization[c] ? "z-score inside the mask" : "z-score");
            reason.because += separator;
            reason.because += m_input.manifest.channelNames[c] +
                              (isCt ? ": its name contains 'ct', so it is in Hounsfield units"
                                    : ": its name does not contain 'ct', so it has no absolute scale");
        }
        return reason;
    }

    [[nodiscard]] static std::vector<Reason> networkAndDice(const Configuration& configuration)
    {
        std::vector<double> bottleneck(configuration.patchSize.begin(), configuration.patchSize.end());
        for (const auto& stride : configuration.architecture.strides) {
            for (std::size_t axis = 0; axis < bottleneck.size(); ++axis) {
                bottleneck[axis] /= stride[axis];
            }
        }
        const int most = configuration.dimensions() == 2 ? kMostPoolings2d : kMostPoolings3d;
        return {
            {configuration.name, "stages", std::to_string(configuration.architecture.stageCount()),
             fmt::format(
                 "each axis is halved until it is shorter than 8, at most {} times; the patch ends as "
                 "{}",
                 most, timesText(bottleneck, 0))},
            {configuration.name, "network", "plain U-Net",
             "the first nnU-Net's stages and features, pooled by strides; unlike there, upsampling and the "
             "last layer have biases"},
            batchDiceReason(configuration)};
    }

    void add(Plan& plan, PlannedConfiguration planned, const ReasonFacts& facts) const
    {
        const Configuration& configuration = planned.configuration;
        const std::vector<Reason> decisions{spacingReason(configuration), patchReason(planned),
                                            batchReason(configuration, planned.trace, facts),
                                            channelReason(configuration)};
        const std::vector<Reason> network = networkAndDice(configuration);
        addExplained(plan, std::move(planned.configuration), decisions, network, facts);
    }

    const PlanningInput& m_input; // outlives the planner
    double m_scale;               // of all voxel budgets, for the memory
    AxisOrder m_forward{0, 1, 2};
    std::vector<double> m_spacing; // target of full resolution, transposed
    std::vector<double> m_extent;  // of the median case at it, transposed
};

} // namespace

PoolingTopology topologyOf2018(std::span<const double> edges)
{
    const std::size_t dimensions = edges.size();
    if (dimensions != 2 && dimensions != 3) {
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("cannot plan a patch with {} edges: 2 or 3 are needed", dimensions));
    }
    std::vector<int> poolings;
    for (const double edge : edges) {
        poolings.push_back(poolingsOf(edge, dimensions == 2 ? kMostPoolings2d : kMostPoolings3d));
    }
    const int steps = *std::ranges::max_element(poolings);
    PoolingTopology topology;
    topology.strides.emplace_back(dimensions, 1);
    for (int step = 0; step < steps; ++step) {
        std::vector<int> strides(dimensions, 1);
        for (std::size_t axis = 0; axis < dimensions; ++axis) {
            strides[axis] = poolings[axis] + step >= steps ? 2 : 1;
        }
        topology.strides.push_back(std::move(strides));
    }
    topology.kernelSizes.assign(topology.strides.size(), std::vector<int>(dimensions, 3));
    for (std::size_t axis = 0; axis < dimensions; ++axis) {
        const std::int64_t divisor = std::int64_t{1} << poolings[axis];
        topology.divisor.push_back(divisor);
        const double blocks = std::ceil(edges[axis] / static_cast<double>(divisor));
        topology.patchSize.push_back(std::max<std::int64_t>(static_cast<std::int64_t>(blocks), 1) * divisor);
    }
    return topology;
}

PoolingTopology patchOf2018(std::span<const double> medianExtent, double mostVoxels, int* shrinkSteps)
{
    std::vector<double> edges(medianExtent.begin(), medianExtent.end());
    const double voxels = product(edges);
    if (voxels > mostVoxels) {
        const double scale = std::cbrt(mostVoxels / voxels);
        for (double& edge : edges) {
            edge = std::max(1.0, std::nearbyint(edge * scale));
        }
    }
    PoolingTopology topology = topologyOf2018(edges);
    int steps = 0;
    while (product(topology.patchSize) > mostVoxels) {
        const std::size_t axis = axisToShrink(topology.patchSize, medianExtent);
        const std::int64_t divisor = topology.divisor[axis];
        const bool isShort = topology.patchSize[axis] <= divisor * static_cast<std::int64_t>(kMinimumEdge);
        const std::int64_t step = std::max<std::int64_t>(isShort ? divisor / 2 : divisor, 1);
        edges.assign(topology.patchSize.begin(), topology.patchSize.end());
        edges[axis] -= static_cast<double>(step);
        if (edges[axis] < 1.0) {
            throw Error(ErrorCode::InvalidArgument,
                        "cannot plan a network: not even the smallest patch fits the "
                        "memory budget; allow more GPU memory");
        }
        topology = topologyOf2018(edges);
        ++steps;
    }
    if (shrinkSteps != nullptr) {
        *shrinkSteps = steps;
    }
    return topology;
}

Plan planAsIn2018(const PlanningInput& input)
{
    return Plans2018(input).plan();
}

} // namespace seg::planning
