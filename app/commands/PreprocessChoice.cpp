// SPDX-License-Identifier: Apache-2.0
#include "app/commands/PreprocessChoice.h"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace seg::app {

void declarePreprocessOptions(CLI::App& verb, PreprocessChoice& choice)
{
    const auto names = planning::foregroundChannelNames();
    verb.add_option("--foreground-channel", choice.foregroundChannel,
                    "NVIDIA's plans (its --ohe): a further channel of 0 and 1; kept in the plan. nonzero: "
                    "where the scan is not 0; above-mean: as published; none: without it")
        ->type_name("NAME")
        ->check(CLI::IsMember(std::vector<std::string>(names.begin(), names.end())));
    const auto addFlag = [&verb](const std::string& flags, std::optional<bool>& value,
                                 const std::string& text) {
        verb.add_flag_function(
            flags, [&value](std::int64_t count) { value = count > 0; }, text);
    };
    addFlag("--close-labels,!--no-close-labels", choice.closesLabels,
            "NVIDIA's plans (its --dilation): close small gaps of the training labels; kept in the plan");
    addFlag("--cut-slices,!--no-cut-slices", choice.cutsSlices,
            "NVIDIA's plans, 2d: keep of training cases only the middle of each slice, as large as the "
            "patch; kept in the plan");
}

planning::Plan withExtras(const PreprocessChoice& choice, const planning::Plan& plan,
                          const std::vector<std::string>& configurations, database::Project& project,
                          database::DatasetId dataset)
{
    planning::Plan changed = plan;
    const auto isFlat = [&](const std::string& name) { return plan.configuration(name).dimensions() == 2; };
    const bool anyIsFlat = std::ranges::any_of(configurations, isFlat);
    bool isChanged = false;
    for (const std::string& name : configurations) {
        const planning::PreprocessingExtras before = plan.configuration(name).extras;
        planning::PreprocessingExtras extras = before;
        if (!choice.foregroundChannel.empty()) {
            extras.foregroundChannel = planning::foregroundChannelFromName(choice.foregroundChannel);
        }
        extras.closesLabels = choice.closesLabels.value_or(before.closesLabels);
        if (isFlat(name) || !anyIsFlat) {
            extras.cutsSlices = choice.cutsSlices.value_or(before.cutsSlices);
        }
        if (extras != before) {
            planning::setPreprocessingExtras(changed, name, extras);
            isChanged = true;
        }
    }
    return isChanged ? project.keepPlan(dataset, changed) : plan;
}

} // namespace seg::app
