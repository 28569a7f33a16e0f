// SPDX-License-Identifier: Apache-2.0
#include "core/planning/PreprocessingExtras.h"

#include "core/base/Error.h"
#include "core/planning/Plan.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace seg::planning {

namespace {

constexpr std::array<std::string_view, 3> kForegroundChannels{"none", "nonzero", "above-mean"};
constexpr std::array<const char*, 3> kFields{"foreground_channel", "label_closing", "slice_cutting"};

void check(const Plan& plan, const Configuration& configuration, const PreprocessingExtras& extras)
{
    const auto refuse = [&](const char* why) {
        throw Error(ErrorCode::InvalidArgument, fmt::format("cannot change how {} of plan {} is prepared: {}",
                                                            configuration.name, plan.plansName, why));
    };
    if (configuration.recipe != PreprocessingRecipe::Nvidia && extras != PreprocessingExtras{}) {
        refuse("a foreground channel, closed labels and cut slices belong to NVIDIA's recipe; plan with "
               "--planner nvidia first");
    }
    if (configuration.dimensions() != 2 && extras.cutsSlices) {
        refuse("only the slices of a flat configuration are cut to the patch; choose 2d");
    }
}

std::vector<Reason> reasonsOf(const std::string& configuration, const PreprocessingExtras& extras)
{
    std::vector<Reason> reasons;
    if (extras.foregroundChannel != ForegroundChannel::None) {
        const bool isRaw = extras.foregroundChannel == ForegroundChannel::Nonzero;
        reasons.push_back(
            {configuration, kFields[0], std::string(foregroundChannelName(extras.foregroundChannel)),
             isRaw ? "as asked for: a further channel is 1 where any channel of the scan is not 0"
                   : "as asked for: a further channel is 1 where all normalized channels are "
                     "above 0, as NVIDIA published it"});
    }
    if (extras.closesLabels) {
        reasons.push_back({configuration, kFields[1], "3 × 3 in each slice",
                           "as asked for: small gaps of the training labels are closed"});
    }
    if (extras.cutsSlices) {
        reasons.push_back({configuration, kFields[2], "to the patch",
                           "as asked for: training and validation see the middle of each slice alone"});
    }
    return reasons;
}

} // namespace

std::span<const std::string_view> foregroundChannelNames() noexcept
{
    return kForegroundChannels;
}

std::string_view foregroundChannelName(ForegroundChannel channel) noexcept
{
    return kForegroundChannels[static_cast<std::size_t>(channel)];
}

ForegroundChannel foregroundChannelFromName(const std::string& name)
{
    const auto found = std::ranges::find(kForegroundChannels, name);
    if (found == kForegroundChannels.end()) {
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("there is no foreground channel '{}'; there are: {}", name,
                                fmt::join(kForegroundChannels, ", ")));
    }
    return static_cast<ForegroundChannel>(found - kForegroundChannels.begin());
}

void setPreprocessingExtras(Plan& plan, const std::string& configuration, const PreprocessingExtras& extras)
{
    check(plan, plan.configuration(configuration), extras);
    std::ranges::find(plan.configurations, configuration, &Configuration::name)->extras = extras;
    std::erase_if(plan.reasons, [&](const Reason& reason) {
        return reason.configuration == configuration &&
               std::ranges::find(kFields, reason.field) != kFields.end();
    });
    for (Reason& reason : reasonsOf(configuration, extras)) {
        plan.reasons.push_back(std::move(reason));
    }
}

} // namespace seg::planning
