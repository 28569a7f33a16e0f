// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/planning/ExperimentPlanner.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace seg::test {

/// A fingerprint of cases that are all alike.
inline planning::Fingerprint uniformFingerprint(std::size_t cases, Extent extent, Spacing spacing,
                                                std::size_t channels = 1, double relativeSize = 1.0)
{
    planning::Fingerprint result;
    result.extentsAfterCrop.assign(cases, extent);
    result.spacings.assign(cases, spacing);
    result.intensities.resize(channels);
    result.medianRelativeSizeAfterCropping = relativeSize;
    return result;
}

/// background and labels 1, 2, …
inline dataset::DatasetManifest plainManifest(std::vector<std::string> channels, int labels,
                                              std::int64_t cases)
{
    std::vector<dataset::LabelEntry> entries{{"background", {0}}};
    for (int label = 1; label < labels; ++label) {
        entries.push_back({"label " + std::to_string(label), {label}});
    }
    dataset::DatasetManifest result;
    result.channelNames = std::move(channels);
    result.labels = dataset::LabelScheme(std::move(entries));
    result.trainingCount = cases;
    return result;
}

/// One dataset of nnunet-v2 §3.10 and the like, planned.
struct DatasetFacts {
    planning::Fingerprint fingerprint;
    dataset::DatasetManifest manifest;
    std::string name = "Dataset001_Test";

    [[nodiscard]] planning::Plan planned(const planning::PlannerOptions& options = {}) const
    {
        return planning::planExperiment(fingerprint, manifest, name, options);
    }
    [[nodiscard]] planning::Plan plannedBy(planning::PlannerKind planner) const
    {
        planning::PlannerOptions options;
        options.planner = planner;
        return planned(options);
    }
};

inline DatasetFacts datasetFacts(std::size_t cases, Extent extent, Spacing spacing,
                                 std::vector<std::string> channels, int labels, double relativeSize = 1.0)
{
    DatasetFacts facts;
    facts.fingerprint = uniformFingerprint(cases, extent, spacing, channels.size(), relativeSize);
    facts.manifest = plainManifest(std::move(channels), labels, static_cast<std::int64_t>(cases));
    return facts;
}

inline bool hasConfiguration(const planning::Plan& plan, const std::string& name)
{
    return std::ranges::any_of(plan.configurations, [&](const auto& item) { return item.name == name; });
}

/// The sentence beside one planned number; empty when there is none.
inline std::string becauseOf(const planning::Plan& plan, const std::string& configuration,
                             const std::string& field)
{
    for (const planning::Reason& reason : plan.reasons) {
        if (reason.configuration == configuration && reason.field == field) {
            return reason.because;
        }
    }
    return {};
}

} // namespace seg::test
