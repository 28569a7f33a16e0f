// SPDX-License-Identifier: Apache-2.0
#include "core/training/TrainingObserver.h"

#include "core/base/Error.h"

#include <algorithm>
#include <array>
#include <utility>

namespace seg::training {

namespace {

constexpr std::array<std::pair<RunState, std::string_view>, 10> kNames{{
    {RunState::Queued, "queued"},
    {RunState::Preparing, "preparing"},
    {RunState::Running, "running"},
    {RunState::Pausing, "pausing"},
    {RunState::Paused, "paused"},
    {RunState::Stopping, "stopping"},
    {RunState::Stopped, "stopped"},
    {RunState::Finished, "finished"},
    {RunState::Failed, "failed"},
    {RunState::Lost, "lost"},
}};

} // namespace

std::string_view runStateName(RunState state) noexcept
{
    return kNames.at(static_cast<std::size_t>(state)).second;
}

RunState runStateFromName(std::string_view name)
{
    const auto* found =
        std::find_if(kNames.begin(), kNames.end(), [&](const auto& entry) { return entry.second == name; });
    if (found == kNames.end()) {
        throw Error(ErrorCode::BadInput, "unknown run state '" + std::string(name) +
                                             "': the project was written by a newer version of this program");
    }
    return found->first;
}

bool isActive(RunState state) noexcept
{
    return state == RunState::Preparing || state == RunState::Running || state == RunState::Pausing ||
           state == RunState::Paused || state == RunState::Stopping;
}

} // namespace seg::training
