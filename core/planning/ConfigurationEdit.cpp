// SPDX-License-Identifier: Apache-2.0
#include "core/planning/ConfigurationEdit.h"

#include "core/base/Error.h"
#include "core/planning/CommonReasons.h"
#include "core/planning/ConfigurationPlanner.h"
#include "core/planning/PatchFit.h"
#include "core/planning/Product.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

namespace seg::planning {

namespace {

using dataset::Severity;

constexpr double kFewVoxels = 0.5;       // of a median case along an axis: rounded to none
constexpr double kMostPatchVoxels = 1e9; // 1000 x 1000 x 1000
constexpr int kMostBatch = 100'000;
constexpr double kLargestRgb = 255.0;

void requireLength(const char* what, std::size_t given, std::size_t wanted)
{
    if (given != wanted) {
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("cannot edit a configuration: {} values for its {}, where {} are needed",
                                given, what, wanted));
    }
}

std::string signedTimes(double factor)
{
    return factor >= 1.0 ? fmt::format("{} times as many", numberText(factor, 1))
                         : fmt::format("{} of them", percentText(factor));
}

/// One configuration on its way from the planned to the edited one; used once.
class Editing {
public:
    Editing(const Plan& plan, const ConfigurationEdit& edit, const EditFacts& facts)
        : m_plan(plan), m_planned(plan.configuration(edit.configuration)), m_edit(edit),
          m_facts(facts), m_result{m_planned, {}, m_planned.patchSize}
    {
    }

    [[nodiscard]] EditedConfiguration run()
    {
        takeSpacing();
        takePatch();
        takeBatch();
        takeNormalization();
        judgeMemory();
        return std::move(m_result);
    }

private:
    [[nodiscard]] Configuration& edited() { return m_result.configuration; }

    void find(EditField field, Severity severity, std::string_view text)
    {
        EditFinding& finding = m_result.findings.emplace_back();
        finding.field = field;
        finding.severity = severity;
        finding.text = text;
    }

    void takeSpacing()
    {
        if (!m_edit.spacing || *m_edit.spacing == m_planned.spacing) {
            return;
        }
        const std::vector<double>& wanted = *m_edit.spacing;
        requireLength("spacing", wanted.size(), m_planned.spacing.size());
        bool isUsable = true;
        std::vector<double> median = m_planned.medianExtent;
        for (std::size_t axis = 0; axis < wanted.size(); ++axis) {
            const std::string_view name = axisName(axis, wanted.size());
            if (!(wanted[axis] > 0.0) || !std::isfinite(wanted[axis])) {
                find(EditField::Spacing, Severity::Error,
                     fmt::format("The spacing along {} must be above 0 mm.", name));
                isUsable = false;
                continue;
            }
            median[axis] = std::nearbyint(median[axis] * m_planned.spacing[axis] / wanted[axis]);
            if (median[axis] < kFewVoxels) {
                find(EditField::Spacing, Severity::Error,
                     fmt::format("At {} mm no voxel of a median case is left along {}.",
                                 numberText(wanted[axis], 3), name));
                isUsable = false;
            }
        }
        if (isUsable) {
            edited().spacing = wanted;
            edited().medianExtent = median;
            find(EditField::Spacing, Severity::Note,
                 fmt::format("Cases are prepared anew for it: a median one has {} voxels, {} as planned.",
                             timesText(median, 0),
                             signedTimes(product(median) / product(m_planned.medianExtent))));
            if (m_planned.recipe == PreprocessingRecipe::Nvidia && m_planned.dimensions() == 2) {
                find(EditField::Spacing, Severity::Warning,
                     "This plan's recipe leaves slices on their own grid, so it changes the network alone.");
            }
        }
    }

    void takePatch()
    {
        const bool isOtherPatch = m_edit.patchSize && *m_edit.patchSize != m_planned.patchSize;
        if (!isOtherPatch && edited().spacing == m_planned.spacing) {
            return;
        }
        const std::vector<std::int64_t>& wanted = isOtherPatch ? *m_edit.patchSize : m_planned.patchSize;
        requireLength("patch", wanted.size(), m_planned.patchSize.size());
        PatchFit fit = fitPatch(m_planned, edited().spacing, edited().medianExtent, wanted);
        m_result.nearestPatch = fit.nearest;
        if (product(wanted) > kMostPatchVoxels) {
            fit.problems.emplace_back("A patch of more than 1000 million voxels cannot be trained with.");
        }
        for (const std::string& problem : fit.problems) {
            find(EditField::Patch, Severity::Error, problem);
        }
        if (!fit.problems.empty()) {
            return;
        }
        edited().patchSize = wanted;
        edited().architecture = fit.architecture;
        tellPadding(fit.divisor);
        tellNetwork();
    }

    /// A planned patch is at most a median case, rounded up; more is padding.
    void tellPadding(const std::vector<std::int64_t>& divisor)
    {
        for (std::size_t axis = 0; axis < divisor.size(); ++axis) {
            const auto voxels = static_cast<double>(edited().patchSize[axis] - divisor[axis]);
            if (edited().patchSize != m_planned.patchSize && voxels >= edited().medianExtent[axis]) {
                find(EditField::Patch, Severity::Note,
                     fmt::format("Along {} the patch reaches beyond a median case ({}); the rest is padding.",
                                 axisName(axis, divisor.size()), timesText(edited().medianExtent, 0)));
            }
        }
    }

    void tellNetwork()
    {
        const ArchitectureSpec& before = m_planned.architecture;
        const ArchitectureSpec& after = edited().architecture;
        if (after == before) {
            return;
        }
        const std::string stages =
            after.stageCount() == before.stageCount()
                ? fmt::format("{} stages as before, with other strides or kernels", after.stageCount())
                : fmt::format("{} stages instead of {}", after.stageCount(), before.stageCount());
        find(EditField::Network, Severity::Note,
             fmt::format("The network is planned anew for this patch: {} (features {}).", stages,
                         listText(after.features)));
    }

    void takeBatch()
    {
        const int wanted = m_edit.batchSize.value_or(m_planned.batchSize);
        if (wanted == m_planned.batchSize) {
            return;
        }
        if (wanted < 1 || wanted > kMostBatch) {
            find(EditField::Batch, Severity::Error,
                 fmt::format("A batch holds at least 1 patch and at most {}.", kMostBatch));
            return;
        }
        edited().batchSize = wanted;
        if (wanted == 1) {
            find(EditField::Batch, Severity::Warning,
                 "With 1 patch in a batch gradients are noisy; nnU-Net never plans fewer than 2.");
        }
    }

    void takeNormalization()
    {
        if (!m_edit.normalization) {
            return;
        }
        const std::vector<ChannelNormalization>& wanted = *m_edit.normalization;
        requireLength("normalization", wanted.size(), m_planned.normalization.size());
        for (std::size_t channel = 0; channel < wanted.size(); ++channel) {
            const bool isMasked =
                wanted[channel].insideMask && wanted[channel].scheme == NormalizationScheme::ZScore;
            edited().normalization[channel] = wanted[channel].scheme;
            edited().useMaskForNormalization[channel] = isMasked;
            if (wanted[channel].scheme != m_planned.normalization[channel]) {
                tellIntensities(channel);
            }
        }
        if (edited().normalization != m_planned.normalization ||
            edited().useMaskForNormalization != m_planned.useMaskForNormalization) {
            find(EditField::Normalization, Severity::Note, "Cases are prepared anew for it.");
        }
    }

    /// A scheme that the labeled voxels' intensities speak against.
    void tellIntensities(std::size_t channel)
    {
        if (channel >= m_plan.intensities.size()) {
            return;
        }
        const IntensityStatistics& seen = m_plan.intensities[channel];
        const std::string name = channel < m_facts.channelNames.size() ? m_facts.channelNames[channel]
                                                                       : std::string("the channel");
        const NormalizationScheme scheme = edited().normalization[channel];
        if (scheme == NormalizationScheme::RgbTo01 && (seen.minimum < 0.0 || seen.maximum > kLargestRgb)) {
            find(EditField::Normalization, Severity::Warning,
                 fmt::format("Labeled voxels of {} run from {} to {}: divided by 255 they leave 0..1.", name,
                             numberText(seen.minimum, 1), numberText(seen.maximum, 1)));
        }
        if (scheme == NormalizationScheme::Ct && !(seen.deviation > 0.0)) {
            find(EditField::Normalization, Severity::Warning,
                 fmt::format("Labeled voxels of {} are all alike: the CT window of the dataset has no width.",
                             name));
        }
    }

    void judgeMemory()
    {
        const auto needed =
            static_cast<double>(estimateTrainingBytes(edited(), edited().inputChannels(), m_facts.heads));
        if (m_facts.availableBytes > 0.0 && needed > m_facts.availableBytes) {
            find(EditField::Memory, Severity::Warning,
                 fmt::format("Training needs about {}, but there are {} {}: take a smaller patch or batch, "
                             "or train where there is more.",
                             bytesText(needed), bytesText(m_facts.availableBytes), m_facts.memoryPlace));
        }
    }

    const Plan& m_plan; // these four outlive it
    const Configuration& m_planned;
    const ConfigurationEdit& m_edit;
    const EditFacts& m_facts;
    EditedConfiguration m_result;
};

} // namespace

bool EditedConfiguration::isValid() const noexcept
{
    return std::ranges::none_of(
        findings, [](const EditFinding& finding) { return finding.severity == Severity::Error; });
}

EditedConfiguration editConfiguration(const Plan& plan, const ConfigurationEdit& edit, const EditFacts& facts)
{
    return Editing(plan, edit, facts).run();
}

bool prepareAlike(const Configuration& a, const Configuration& b) noexcept
{
    const bool usesPatch =
        a.recipe == PreprocessingRecipe::Nvidia || a.extras != PreprocessingExtras{}; // padded or cut to it
    return a.spacing == b.spacing && a.normalization == b.normalization &&
           a.useMaskForNormalization == b.useMaskForNormalization && a.recipe == b.recipe &&
           a.extras == b.extras && a.dataResampling == b.dataResampling &&
           a.labelResampling == b.labelResampling && (!usesPatch || a.patchSize == b.patchSize);
}

} // namespace seg::planning
