// SPDX-License-Identifier: Apache-2.0
#include "core/planning/PlanTransfer.h"

#include "core/base/Error.h"
#include "core/planning/PlanningInput.h"

#include <fmt/format.h>

#include <algorithm>

namespace seg::planning {

namespace {

void checkChannels(const Plan& source, const dataset::DatasetManifest& target, const std::string& targetName)
{
    for (const Configuration& configuration : source.configurations) {
        const std::size_t planned = configuration.normalization.size();
        if (planned != target.channelNames.size()) {
            throw Error(
                ErrorCode::InvalidArgument,
                fmt::format("cannot use the plan {} of {} for {}: it is for {} channel{}, the dataset "
                            "has {}; plan this dataset on its own",
                            source.plansName, source.datasetName, targetName, planned,
                            planned == 1 ? "" : "s", target.channelNames.size()));
        }
    }
}

std::string renamed(const std::string& identifier, const std::string& from, const std::string& to)
{
    return identifier.starts_with(from) ? to + identifier.substr(from.size()) : to + "_" + identifier;
}

std::vector<Reason> transferredReasons(const Plan& source)
{
    const std::string origin = source.plansName + " of " + source.datasetName;
    std::vector<Reason> reasons{
        {{}, "transfer", origin, "taken over as a whole, so that a network trained there can go on here"}};
    for (Reason reason : source.reasons) {
        if (reason.field == "data_identifier" || reason.field == "transfer") {
            continue; // of this dataset, respectively of an earlier transfer
        }
        reason.because = fmt::format("taken over from {}; there: {}", origin, reason.because);
        reasons.push_back(std::move(reason));
    }
    return reasons;
}

} // namespace

Plan transferPlan(const Plan& source, const dataset::DatasetManifest& target, const std::string& targetName,
                  const std::string& plansName)
{
    checkChannels(source, target, targetName);
    Plan plan = source;
    plan.datasetName = targetName;
    plan.plansName = plansName.empty() ? source.plansName : plansName;
    const bool areSingleSlices = source.originalMedianExtent.voxels[0] == 1;
    plan.imageReaderWriter = imageReaderWriterOf(target, areSingleSlices);
    if (plan.plansName != source.plansName) {
        for (Configuration& configuration : plan.configurations) {
            configuration.dataIdentifier =
                renamed(configuration.dataIdentifier, source.plansName, plan.plansName);
        }
    }
    plan.reasons = transferredReasons(source);
    return plan;
}

} // namespace seg::planning
