// SPDX-License-Identifier: Apache-2.0
#include "app/Detach.h"

#include "core/base/Error.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

namespace seg::app {

namespace {

constexpr const char* kThisProgram = "/proc/self/exe";

/// posix_spawn's two settings objects with their clean-up.
struct SpawnSettings {
    SpawnSettings()
    {
        posix_spawn_file_actions_init(&actions);
        posix_spawnattr_init(&attributes);
    }
    ~SpawnSettings()
    {
        posix_spawn_file_actions_destroy(&actions);
        posix_spawnattr_destroy(&attributes);
    }
    SpawnSettings(const SpawnSettings&) = delete;
    SpawnSettings& operator=(const SpawnSettings&) = delete;
    posix_spawn_file_actions_t actions{};
    posix_spawnattr_t attributes{};
};

} // namespace

std::int64_t startDetached(const std::vector<std::string>& arguments, const std::filesystem::path& output)
{
    SpawnSettings settings;
    posix_spawn_file_actions_addopen(&settings.actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&settings.actions, STDOUT_FILENO, output.c_str(),
                                     O_WRONLY | O_CREAT | O_APPEND, 0666);
    posix_spawn_file_actions_adddup2(&settings.actions, STDOUT_FILENO, STDERR_FILENO);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&settings.attributes, &none);
    posix_spawnattr_setflags(&settings.attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK);

    const std::string program = std::filesystem::read_symlink(kThisProgram).string();
    std::vector<char*> argv{const_cast<char*>(program.c_str())};
    for (const std::string& argument : arguments) {
        argv.push_back(const_cast<char*>(argument.c_str())); // posix_spawn does not write to them
    }
    argv.push_back(nullptr);
    pid_t process = 0;
    const int problem =
        posix_spawn(&process, program.c_str(), &settings.actions, &settings.attributes, argv.data(), environ);
    if (problem != 0) {
        throw ioError("start", program, problem);
    }
    return process;
}

} // namespace seg::app
