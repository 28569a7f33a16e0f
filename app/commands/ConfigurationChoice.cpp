// SPDX-License-Identifier: Apache-2.0
#include "app/commands/ConfigurationChoice.h"

#include "core/base/Error.h"

#include <algorithm>

namespace seg::app {

planning::Plan requirePlan(const database::Project& project, const database::DatasetRecord& record,
                           const std::string& planName)
{
    if (auto plan = project.storedPlan(record.id, planName)) {
        return *plan;
    }
    throw Error(ErrorCode::NotFound, planName.empty()
                                         ? record.name + " has no plan yet: run 'segwright-cli plan' first"
                                         : record.name + " has no plan named '" + planName +
                                               "': run 'segwright-cli plan --plan " + planName + "' first");
}

std::vector<std::string> preprocessableConfigurations(const planning::Plan& plan)
{
    std::vector<std::string> names;
    for (const planning::Configuration& configuration : plan.configurations) {
        if (!configuration.previousStage && !configuration.patchSize.empty()) {
            names.push_back(configuration.name);
        }
    }
    return names;
}

std::string defaultConfiguration(const planning::Plan& plan)
{
    const bool has3d =
        std::any_of(plan.configurations.begin(), plan.configurations.end(),
                    [](const auto& configuration) { return configuration.name == "3d_fullres"; });
    return has3d ? "3d_fullres" : "2d";
}

} // namespace seg::app
