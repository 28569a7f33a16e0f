// SPDX-License-Identifier: Apache-2.0
#include "core/planning/PlanRepetition.h"

#include "core/base/Error.h"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace seg::planning {

namespace {

const PlannerDescription* plannerOf(const Plan& plan)
{
    const auto planners = plannerDescriptions();
    const auto found = std::ranges::find(planners, plan.planner, &PlannerDescription::className);
    return found == planners.end() ? nullptr : &*found;
}

} // namespace

std::optional<double> memoryInName(const std::string& name)
{
    const std::size_t unit = name.rfind("GiB");
    const std::size_t mark = unit == std::string::npos ? unit : name.rfind('_', unit);
    if (mark == std::string::npos || (unit + 3 < name.size() && name[unit + 3] != '_')) {
        return std::nullopt;
    }
    double value = 0.0;
    const char* end = name.data() + unit;
    const auto [stop, problem] = std::from_chars(name.data() + mark + 1, end, value);
    return problem == std::errc() && stop == end ? std::optional(value) : std::nullopt;
}

std::optional<PlannerOptions> optionsOf(const Plan& plan, const Fingerprint& madeFrom,
                                        const dataset::DatasetManifest& manifest)
{
    const PlannerDescription* planner = plannerOf(plan);
    if (planner == nullptr) {
        return std::nullopt;
    }
    PlannerOptions options;
    options.planner = planner->kind;
    options.plansName = plan.plansName;
    options.gpuMemoryGiB = memoryInName(plan.plansName);
    dataset::DatasetManifest then = manifest;
    then.trainingCount = static_cast<std::int64_t>(madeFrom.spacings.size()); // cases may have come since
    try {
        return repeats(planExperiment(madeFrom, then, plan.datasetName, options), plan)
                   ? std::optional(options)
                   : std::nullopt;
    } catch (const Error& error) {
        if (error.code() == ErrorCode::InvalidArgument) {
            return std::nullopt; // no planner makes it so: a memory for a table, other channels than then
        }
        throw;
    }
}

bool repeats(const Plan& made, const Plan& plan)
{
    Plan planned = plan;
    planned.reasons.clear();
    std::erase_if(planned.configurations, [&](const Configuration& configuration) {
        return std::ranges::find(made.configurations, configuration.name, &Configuration::name) ==
               made.configurations.end();
    });
    Plan again = made;
    again.reasons.clear();
    return planToJson(again) == planToJson(planned);
}

} // namespace seg::planning
