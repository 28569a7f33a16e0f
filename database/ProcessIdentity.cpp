// SPDX-License-Identifier: Apache-2.0
#include "database/ProcessIdentity.h"

#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <sstream>

namespace seg::database {

namespace {

constexpr std::int64_t kHeartbeatLimitSeconds = 10;

std::string hostName()
{
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data())
                                                            : std::string("unknown");
}

/// Field 22 of /proc/<pid>/stat; 0 where there is none. A zombie counts as gone: it works no more.
std::int64_t startTimeOf(std::int64_t process, bool& ended)
{
    std::ifstream file("/proc/" + std::to_string(process) + "/stat");
    std::string text(std::istreambuf_iterator<char>(file), {});
    const std::size_t afterName = text.rfind(')'); // the name may hold spaces and parentheses
    if (afterName == std::string::npos) {
        return 0;
    }
    std::istringstream fields(text.substr(afterName + 1));
    std::string field;
    for (int number = 3; number <= 22 && fields >> field; ++number) {
        ended = ended || (number == 3 && (field == "Z" || field == "X"));
    }
    return fields ? std::stoll(field) : 0;
}

} // namespace

ProcessIdentity thisProcess()
{
    bool ended = false;
    return {::getpid(), startTimeOf(::getpid(), ended), hostName()};
}

bool isAlive(const ProcessIdentity& process, std::int64_t heartbeatAgeSeconds)
{
    if (process.host != hostName()) {
        return heartbeatAgeSeconds < kHeartbeatLimitSeconds;
    }
    if (process.id <= 0 || (::kill(static_cast<pid_t>(process.id), 0) != 0 && errno == ESRCH)) {
        return false;
    }
    bool ended = false;
    const std::int64_t started = startTimeOf(process.id, ended);
    return !ended && (started == 0 || process.started == 0 || started == process.started);
}

} // namespace seg::database
