// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stop_token>
#include <thread>

namespace seg::app {

/// Turns Ctrl-C (and a polite kill) into a stop request; a second one ends the program at once. Make it
/// before any other thread exists: they inherit the blocked signals, so that only the thread in here sees
/// them.
class Interrupt {
public:
    Interrupt();

    [[nodiscard]] std::stop_token token() const noexcept { return m_source.get_token(); }
    [[nodiscard]] bool happened() const noexcept { return m_source.stop_requested(); }

private:
    std::stop_source m_source;
    std::jthread m_thread;
};

} // namespace seg::app
