// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "database/Records.h"
#include "database/RunRepository.h"

#include <filesystem>
#include <functional>
#include <thread>

namespace seg::database {

/// While it lives, a thread with a connection of its own says every two seconds that the run is alive, and
/// looks twice a second whether another process wants it to stop.
class Heartbeat {
public:
    /// \param onStop  called on the heartbeat's thread, once per kind of request, in rising order of urgency.
    Heartbeat(std::filesystem::path databaseFile, std::filesystem::path projectFolder, RunId run,
              std::function<void(StopRequest)> onStop);

private:
    std::jthread m_thread; // asked to stop and joined by its destructor
};

} // namespace seg::database
