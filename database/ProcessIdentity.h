// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace seg::database {

/// Which process works on a run: enough to see later, also from another machine, that it is gone.
struct ProcessIdentity {
    std::int64_t id = 0;
    std::int64_t started =
        0; ///< the system's start time of the process; tells it from a later one with the same number
    std::string host;
    bool operator==(const ProcessIdentity&) const = default;
};

[[nodiscard]] ProcessIdentity thisProcess();

/// Whether the process still lives. For a process of another host `heartbeatAge` decides: alive below 10 s.
[[nodiscard]] bool isAlive(const ProcessIdentity& process, std::int64_t heartbeatAgeSeconds);

} // namespace seg::database
