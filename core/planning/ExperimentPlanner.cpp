// SPDX-License-Identifier: Apache-2.0
#include "core/planning/ExperimentPlanner.h"

#include "core/base/Error.h"
#include "core/planning/AxisOrder.h"
#include "core/planning/MemoryEstimate.h"
#include "core/planning/PatchSize.h"
#include "core/planning/Percentile.h"
#include "core/planning/PlanReasons.h"
#include "core/planning/TargetSpacing.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <string>

namespace seg::planning {

namespace {

/// What distinguishes nnU-Net's planners (nnunet-v2 §3.1).
struct PlannerRules {
    const char* name = "ExperimentPlanner";
    const char* plansName = "nnUNetPlans";
    double memoryGiB = 8.0; ///< for which the reference values hold
    double referenceValues3d = 560'000'000.0;
    double referenceValues2d = 85'000'000.0;
    int referenceBatch3d = 2;
    int referenceBatch2d = 12;
    double maximumDatasetShare = 0.05; ///< of all voxels in one batch
    int minimumBatch = 2;
    int baseFeatures = 32;
    int maximumFeatures3d = 320;
    int maximumFeatures2d = 512;
    int convolutionsPerStage = 2;
    double lowresThreshold = 0.25; ///< share of a median case that a patch should cover
    double lowresStep = 1.03;      ///< by which low resolution is coarsened at a time
};

struct Planned {
    Configuration configuration;
    PlanningTrace trace;
};

double product(std::span<const double> values)
{
    double result = 1.0;
    for (const double value : values) {
        result *= value;
    }
    return result;
}

double product(std::span<const std::int64_t> values)
{
    double result = 1.0;
    for (const std::int64_t value : values) {
        result *= static_cast<double>(value);
    }
    return result;
}

NormalizationScheme schemeOfChannel(std::string name)
{
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (name == "ct") {
        return NormalizationScheme::Ct;
    }
    if (name == "nonorm") {
        return NormalizationScheme::NoNormalization;
    }
    if (name == "rescale_to_0_1") {
        return NormalizationScheme::RescaleTo01;
    }
    if (name == "rgb_to_0_1") {
        return NormalizationScheme::RgbTo01;
    }
    return NormalizationScheme::ZScore;
}

/// Plans all configurations of one dataset; used once.
class Planner {
public:
    Planner(const Fingerprint& fingerprint, const dataset::DatasetManifest& manifest,
            const PlannerOptions& options)
        : m_fingerprint(fingerprint), m_manifest(manifest), m_options(options)
    {
        const Spacing target = chooseTargetSpacing(fingerprint.spacings, fingerprint.extentsAfterCrop);
        m_forward = coarsestAxisFirst(target);
        const auto median = medianResampledExtent(fingerprint.spacings, fingerprint.extentsAfterCrop, target);
        for (const int axis : m_forward) {
            m_spacing.push_back(target.mm[static_cast<std::size_t>(axis)]);
            m_medianExtent.push_back(median[static_cast<std::size_t>(axis)]);
        }
    }

    [[nodiscard]] Plan plan(const std::string& datasetName) const
    {
        Plan plan;
        plan.datasetName = datasetName;
        plan.plansName = plansName();
        plan.planner = m_rules.name;
        plan.transposeForward = m_forward;
        plan.transposeBackward = inverse(m_forward);
        plan.intensities = m_fingerprint.intensities;
        setOriginalMedians(plan);
        const std::vector<Planned> planned = configurations();
        std::vector<PlanningTrace> traces;
        for (const Planned& item : planned) {
            plan.configurations.push_back(item.configuration);
            traces.push_back(item.trace);
        }
        plan.reasons = explainPlan(plan, traces, facts(plan));
        if (hasCascade(planned)) {
            Configuration cascade = plan.configuration("3d_fullres");
            cascade.name = "3d_cascade_fullres";
            cascade.previousStage = "3d_lowres";
            plan.configurations.push_back(std::move(cascade));
        }
        return plan;
    }

private:
    [[nodiscard]] std::string plansName() const
    {
        return m_options.plansName.empty() ? m_rules.plansName : m_options.plansName;
    }

    [[nodiscard]] static bool hasCascade(const std::vector<Planned>& planned)
    {
        return std::any_of(planned.begin(), planned.end(),
                           [](const Planned& item) { return item.configuration.nextStage.has_value(); });
    }

    void setOriginalMedians(Plan& plan) const
    {
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const auto original = static_cast<std::size_t>(m_forward[axis]);
            std::vector<double> mm;
            std::vector<double> voxels;
            for (std::size_t i = 0; i < m_fingerprint.spacings.size(); ++i) {
                mm.push_back(m_fingerprint.spacings[i].mm[original]);
                voxels.push_back(static_cast<double>(m_fingerprint.extentsAfterCrop[i].voxels[original]));
            }
            plan.originalMedianSpacing.mm[axis] = median(std::move(mm));
            plan.originalMedianExtent.voxels[axis] =
                static_cast<std::int64_t>(std::nearbyint(median(std::move(voxels))));
        }
    }

    /// In file order: 2d, 3d_lowres, 3d_fullres.
    [[nodiscard]] std::vector<Planned> configurations() const
    {
        const double cases = static_cast<double>(m_manifest.trainingCount);
        const double voxels = product(m_medianExtent) * cases;
        const std::span<const double> spacing(m_spacing);
        const std::span<const double> extent(m_medianExtent);
        std::vector<Planned> result;
        result.push_back(planOne("2d", spacing.subspan(1), extent.subspan(1), voxels));
        result.back().configuration.batchDice = true;
        if (m_medianExtent[0] == 1.0) {
            return result; // single slices
        }
        Planned full = planOne("3d_fullres", spacing, extent, voxels);
        if (std::optional<Planned> low = planLowResolution(full.configuration)) {
            low->configuration.nextStage = "3d_cascade_fullres";
            full.configuration.batchDice = true;
            result.push_back(std::move(*low));
        }
        result.push_back(std::move(full));
        return result;
    }

    [[nodiscard]] std::optional<Planned> planLowResolution(const Configuration& full) const
    {
        std::vector<double> current = m_spacing;
        double medianVoxels = product(m_medianExtent);
        double share = product(full.patchSize) / medianVoxels;
        std::optional<Planned> low;
        while (share < m_rules.lowresThreshold) {
            coarsen(current);
            std::vector<double> extent(3);
            medianVoxels = 1.0;
            for (std::size_t axis = 0; axis < 3; ++axis) {
                const double voxels = m_spacing[axis] / current[axis] * m_medianExtent[axis];
                medianVoxels *= voxels;
                extent[axis] = std::nearbyint(voxels);
            }
            low = planOne("3d_lowres", current, extent,
                          medianVoxels * static_cast<double>(m_manifest.trainingCount));
            share = product(low->configuration.patchSize) / medianVoxels;
        }
        if (product(m_medianExtent) / medianVoxels < 2.0) {
            return std::nullopt;
        }
        return low;
    }

    /// First the axes that are finer than half the coarsest, then all of them.
    void coarsen(std::vector<double>& spacing) const
    {
        const double coarsest = *std::max_element(spacing.begin(), spacing.end());
        const bool isUneven =
            std::any_of(spacing.begin(), spacing.end(), [&](double mm) { return coarsest / mm > 2.0; });
        for (double& mm : spacing) {
            if (!isUneven || coarsest / mm > 2.0) {
                mm *= m_rules.lowresStep;
            }
        }
    }

    [[nodiscard]] ArchitectureSpec architecture(const PoolingTopology& topology) const
    {
        ArchitectureSpec spec;
        spec.strides = topology.strides;
        spec.kernelSizes = topology.kernelSizes;
        const std::size_t stages = topology.strides.size();
        const int most =
            topology.patchSize.size() == 2 ? m_rules.maximumFeatures2d : m_rules.maximumFeatures3d;
        int features = m_rules.baseFeatures;
        for (std::size_t stage = 0; stage < stages; ++stage) {
            spec.features.push_back(std::min(features, most));
            features = std::min(2 * features, most);
        }
        spec.blocksPerStage.assign(stages, m_rules.convolutionsPerStage);
        spec.decoderConvolutions.assign(stages - 1, m_rules.convolutionsPerStage);
        return spec;
    }

    [[nodiscard]] std::int64_t estimate(const PoolingTopology& topology) const
    {
        const auto names = static_cast<int>(m_manifest.labels.entries().size());
        return featureMapValues(architecture(topology), topology.patchSize, names, false);
    }

    /// nnunet-v2 §3.5. \param datasetVoxels  of all cases at this spacing, in 3d also for 2d.
    [[nodiscard]] Planned planOne(const std::string& name, std::span<const double> spacing,
                                  std::span<const double> medianExtent, double datasetVoxels) const
    {
        const bool is2d = spacing.size() == 2;
        const double referenceBatch = is2d ? m_rules.referenceBatch2d : m_rules.referenceBatch3d;
        const double reference = (is2d ? m_rules.referenceValues2d : m_rules.referenceValues3d) *
                                 m_options.gpuMemoryGiB / m_rules.memoryGiB;
        PlanningTrace trace;
        trace.configuration = name;
        trace.medianExtent.assign(medianExtent.begin(), medianExtent.end());
        trace.referenceValues = reference;
        PoolingTopology topology = poolingTopology(spacing, initialPatchSize(spacing, medianExtent));
        trace.estimate = estimate(topology);
        while (static_cast<double>(trace.estimate) / referenceBatch * 2.0 > reference) {
            topology = shrunk(topology, spacing, medianExtent);
            trace.estimate = estimate(topology);
            ++trace.shrinkSteps;
        }
        trace.batchByMemory = static_cast<std::int64_t>(
            std::nearbyint(reference / static_cast<double>(trace.estimate) * referenceBatch));
        trace.batchByDataset = static_cast<std::int64_t>(
            std::nearbyint(datasetVoxels * m_rules.maximumDatasetShare / product(topology.patchSize)));
        return {configuration(trace, topology, spacing), trace};
    }

    /// One step smaller along the axis that covers most; the step is the divisor that the smaller patch would
    /// have.
    [[nodiscard]] static PoolingTopology shrunk(const PoolingTopology& topology,
                                                std::span<const double> spacing,
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

    [[nodiscard]] Configuration configuration(const PlanningTrace& trace, const PoolingTopology& topology,
                                              std::span<const double> spacing) const
    {
        Configuration result;
        result.name = trace.configuration;
        result.dataIdentifier = plansName() + "_" + trace.configuration;
        result.batchSize = static_cast<int>(std::max<std::int64_t>(
            std::min(trace.batchByMemory, trace.batchByDataset), m_rules.minimumBatch));
        result.patchSize = topology.patchSize;
        result.medianExtent = trace.medianExtent;
        result.spacing.assign(spacing.begin(), spacing.end());
        const bool croppedMuch = m_fingerprint.medianRelativeSizeAfterCropping < 0.75;
        for (const std::string& channel : m_manifest.channelNames) {
            const NormalizationScheme scheme = schemeOfChannel(channel);
            result.normalization.push_back(scheme);
            result.useMaskForNormalization.push_back(croppedMuch && scheme == NormalizationScheme::ZScore);
        }
        result.architecture = architecture(topology);
        return result;
    }

    [[nodiscard]] ReasonFacts facts(const Plan& plan) const
    {
        ReasonFacts facts;
        facts.gpuMemoryGiB = m_options.gpuMemoryGiB;
        facts.maximumDatasetShare = m_rules.maximumDatasetShare;
        facts.minimumBatch = m_rules.minimumBatch;
        facts.caseCount = m_manifest.trainingCount;
        facts.medianSpacing = plan.originalMedianSpacing;
        facts.medianRelativeSizeAfterCropping = m_fingerprint.medianRelativeSizeAfterCropping;
        facts.channelNames = m_manifest.channelNames;
        return facts;
    }

    const Fingerprint& m_fingerprint;           // outlives the planner
    const dataset::DatasetManifest& m_manifest; // outlives the planner
    const PlannerOptions& m_options;            // outlives the planner
    PlannerRules m_rules;
    AxisOrder m_forward{0, 1, 2};
    std::vector<double> m_spacing;      // target of full resolution, transposed
    std::vector<double> m_medianExtent; // after resampling to it, transposed
};

} // namespace

void PlannerOptions::validate() const
{
    if (!(gpuMemoryGiB >= 0.5) || gpuMemoryGiB > 1024.0) {
        throw Error(ErrorCode::InvalidArgument, "cannot plan for " + std::to_string(gpuMemoryGiB) +
                                                    " GiB of GPU memory: choose a value from 0.5 to 1024");
    }
}

Plan planExperiment(const Fingerprint& fingerprint, const dataset::DatasetManifest& manifest,
                    const std::string& datasetName, const PlannerOptions& options)
{
    options.validate();
    if (fingerprint.spacings.empty()) {
        throw Error(ErrorCode::InvalidArgument,
                    "cannot plan " + datasetName + ": its fingerprint holds no training case");
    }
    if (manifest.channelNames.empty() || manifest.channelNames.size() != fingerprint.intensities.size()) {
        throw Error(ErrorCode::InvalidArgument, "cannot plan " + datasetName + ": dataset.json names " +
                                                    std::to_string(manifest.channelNames.size()) +
                                                    " channels but the fingerprint holds " +
                                                    std::to_string(fingerprint.intensities.size()) +
                                                    "; extract the fingerprint again");
    }
    return Planner(fingerprint, manifest, options).plan(datasetName);
}

} // namespace seg::planning
