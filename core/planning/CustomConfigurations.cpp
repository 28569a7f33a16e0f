// SPDX-License-Identifier: Apache-2.0
#include "core/planning/CustomConfigurations.h"

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Log.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace seg::planning {

namespace {

constexpr std::array<std::string_view, 4> kPlanned{"2d", "3d_lowres", "3d_fullres", "3d_cascade_fullres"};

bool has(const Plan& plan, const std::string& name)
{
    return std::ranges::any_of(plan.configurations,
                               [&](const Configuration& item) { return item.name == name; });
}

/// The configuration as the old file has it, on top of the new plan's where it inherits from one of those.
Configuration renewed(const Plan& plan, const Json& oldConfigurations, Configuration old,
                      const std::string& source)
{
    if (!old.inheritsFrom || !has(plan, *old.inheritsFrom)) {
        old.inheritsFrom.reset(); // its parent is gone or not yet there: it stands for itself
        return old;
    }
    Json merged = planToJson(plan);
    merged["configurations"][old.name] = oldConfigurations.at(old.name);
    return planFromJson(merged, source).configuration(old.name);
}

} // namespace

void keepCustomConfigurations(Plan& plan, const std::filesystem::path& file)
{
    if (!std::filesystem::exists(file)) {
        return;
    }
    const std::string source = pathText(file);
    try {
        const Json json = readJson(file);
        const Plan old = planFromJson(json, source);
        for (const Configuration& configuration : old.configurations) {
            const bool isPlanned = std::ranges::find(kPlanned, configuration.name) != kPlanned.end();
            if (!isPlanned && !has(plan, configuration.name)) {
                plan.configurations.push_back(
                    renewed(plan, json.at("configurations"), configuration, source));
            }
        }
    } catch (const Error& error) {
        if (error.code() != ErrorCode::BadInput) {
            throw;
        }
        log::warning("planning",
                     std::string("configurations added to the older plan are not kept: ") + error.what());
    }
}

} // namespace seg::planning
