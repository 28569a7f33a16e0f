// SPDX-License-Identifier: Apache-2.0
#include "core/planning/EditReasons.h"

#include "core/planning/CommonReasons.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace seg::planning {

namespace {

constexpr std::string_view kByHand = "chosen by hand (planned: ";
constexpr const char* kOrigin = "edited_from";

std::string byHand(std::string_view planned)
{
    return fmt::format("{}{})", kByHand, planned);
}

/// What a planner had planned, through all copies by hand.
std::string plannedValue(const Reason& before)
{
    return before.because.starts_with(kByHand)
               ? before.because.substr(kByHand.size(), before.because.size() - kByHand.size() - 1)
               : before.value;
}

std::string spacingText(const Configuration& configuration)
{
    return timesText(configuration.spacing, 3) + " mm";
}

std::string normalizationOf(const Configuration& configuration)
{
    std::vector<std::string> texts;
    for (std::size_t channel = 0; channel < configuration.normalization.size(); ++channel) {
        std::string text =
            schemeText(configuration.normalization[channel], configuration.useMaskForNormalization[channel]);
        if (std::ranges::find(texts, text) == texts.end()) {
            texts.push_back(std::move(text));
        }
    }
    return fmt::format("{}", fmt::join(texts, "; "));
}

std::string bottleneckText(const Configuration& configuration)
{
    std::vector<double> size(configuration.patchSize.begin(), configuration.patchSize.end());
    for (const std::vector<int>& stride : configuration.architecture.strides) {
        for (std::size_t axis = 0; axis < size.size(); ++axis) {
            size[axis] /= stride[axis];
        }
    }
    return timesText(size, 0);
}

/// The reasons of one configuration, rewritten where the copy differs from the source.
class ConfigurationReasons {
public:
    ConfigurationReasons(const Plan& plan, const Plan& source, const Configuration& after,
                         const EditFacts& facts)
        : m_plan(plan), m_source(source), m_before(source.configuration(after.name)), m_after(after)
    {
        for (const Reason& reason : source.reasons) {
            if (reason.configuration == after.name) {
                m_reasons.push_back(reason);
            }
        }
        m_sizeFacts.caseCount = facts.caseCount;
    }

    [[nodiscard]] std::vector<Reason> run()
    {
        tellChoices();
        tellWhatWasPlannedForOthers();
        tellNetwork();
        tellArrays();
        return std::move(m_reasons);
    }

private:
    [[nodiscard]] bool isOtherPatch() const { return m_before.patchSize != m_after.patchSize; }
    [[nodiscard]] bool isOtherSpacing() const { return m_before.spacing != m_after.spacing; }

    /// A field without a reason so far (a plan of others) gets one.
    void set(const std::string& field, const std::string& value, std::string because)
    {
        const auto found = std::ranges::find(m_reasons, field, &Reason::field);
        if (found == m_reasons.end()) {
            m_reasons.push_back({m_after.name, field, value, std::move(because)});
            return;
        }
        found->value = value;
        found->because = std::move(because);
    }

    void chosen(const std::string& field, const std::string& before, const std::string& after)
    {
        if (before == after) {
            return;
        }
        const auto found = std::ranges::find(m_reasons, field, &Reason::field);
        set(field, after, byHand(found == m_reasons.end() ? before : plannedValue(*found)));
    }

    void tellChoices()
    {
        chosen("spacing", spacingText(m_before), spacingText(m_after));
        chosen("patch_size", timesText(m_before.patchSize), timesText(m_after.patchSize));
        chosen("batch_size", std::to_string(m_before.batchSize), std::to_string(m_after.batchSize));
        chosen("normalization", normalizationOf(m_before), normalizationOf(m_after));
    }

    /// A patch or batch that stayed was planned for numbers that did not.
    void tellWhatWasPlannedForOthers()
    {
        const auto stayed = [&](const std::string& field, const std::string& value, const std::string& made) {
            const auto found = std::ranges::find(m_reasons, field, &Reason::field);
            if (found != m_reasons.end() && !found->because.starts_with(kByHand)) {
                set(field, value,
                    fmt::format("as in {}, where it was planned for {}", m_source.plansName, made));
            }
        };
        const std::string spacing = "a spacing of " + spacingText(m_before);
        if (isOtherSpacing() && !isOtherPatch()) {
            stayed("patch_size", timesText(m_after.patchSize), spacing);
        }
        if (m_before.batchSize == m_after.batchSize && (isOtherPatch() || isOtherSpacing())) {
            stayed("batch_size", std::to_string(m_after.batchSize),
                   isOtherPatch() ? "a patch of " + timesText(m_before.patchSize) : spacing);
        }
    }

    void tellNetwork()
    {
        const int stages = m_after.architecture.stageCount();
        const int before = m_before.architecture.stageCount();
        if (isOtherPatch() || m_before.architecture != m_after.architecture) {
            const std::string instead =
                stages == before ? std::string() : fmt::format(" (planned: {})", before);
            set("stages", std::to_string(stages),
                fmt::format("follows from the patch and spacing chosen by hand{}; the patch ends as {}",
                            instead, bottleneckText(m_after)));
        }
        if (m_before.architecture != m_after.architecture) {
            for (const Reason& reason : networkReasons(m_after)) {
                set(reason.field, reason.value, reason.because);
            }
        }
    }

    void tellArrays()
    {
        if (isOtherSpacing()) {
            const Reason size = sizeReason(m_plan, m_after, m_sizeFacts);
            set(size.field, size.value, size.because);
            set("median_image_size_in_voxels", timesText(m_after.medianExtent, 1),
                "the median of the cropped cases, scaled from " + timesText(m_before.medianExtent, 1) +
                    " at the planned spacing");
        }
        const bool isShared = m_after.dataIdentifier == m_before.dataIdentifier;
        set("data_identifier", m_after.dataIdentifier,
            isShared ? fmt::format("the cases prepared for {} serve: spacing and normalization are the same",
                                   m_source.plansName)
                     : "cases of its own, since spacing or normalization were chosen by hand");
    }

    const Plan& m_plan; // these four outlive it
    const Plan& m_source;
    const Configuration& m_before;
    const Configuration& m_after;
    ReasonFacts m_sizeFacts;
    std::vector<Reason> m_reasons;
};

} // namespace

const Reason* editedFrom(const Plan& plan) noexcept
{
    const auto found = std::ranges::find(plan.reasons, kOrigin, &Reason::field);
    return found == plan.reasons.end() ? nullptr : &*found;
}

std::vector<Reason> editedReasons(const Plan& plan, const Plan& source, const EditFacts& facts)
{
    std::vector<Reason> reasons;
    for (const Reason& reason : source.reasons) {
        if (reason.configuration.empty() && reason.field != kOrigin) {
            reasons.push_back(reason);
        }
    }
    reasons.push_back(
        {{}, kOrigin, source.plansName, "a copy of it, in which numbers may have been chosen by hand"});
    for (const Configuration& configuration : plan.configurations) {
        for (Reason& reason : ConfigurationReasons(plan, source, configuration, facts).run()) {
            reasons.push_back(std::move(reason));
        }
    }
    return reasons;
}

} // namespace seg::planning
