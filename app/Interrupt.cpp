// SPDX-License-Identifier: Apache-2.0
#include "app/Interrupt.h"

#include "app/ExitCode.h"

#include <signal.h>
#include <unistd.h>

#include <ctime>

namespace seg::app {

namespace {

sigset_t interruptSignals()
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

} // namespace

Interrupt::Interrupt()
{
    const sigset_t set = interruptSignals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    signal(SIGPIPE, SIG_IGN); // a reader that went away must not end a training
    signal(SIGXFSZ, SIG_IGN); // a file at its limit is an error with a sentence, not a death
    m_thread = std::jthread([source = m_source, set](const std::stop_token& end) mutable {
        const timespec pause{0, 100'000'000};
        while (!end.stop_requested()) {
            if (sigtimedwait(&set, nullptr, &pause) < 0) {
                continue;
            }
            if (source.stop_requested()) {
                _exit(kCancelled);
            }
            constexpr char text[] = "\nstopping; press Ctrl-C again to end at once\n";
            static_cast<void>(!write(STDERR_FILENO, text, sizeof text - 1));
            source.request_stop();
        }
    });
}

} // namespace seg::app
