// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stop_token>

namespace seg::kernels {

/// While it lives, the layers that this thread computes on the CPU look at a stop token, forward and
/// backward: one pass through a network takes seconds there, and a person who asks to stop should not wait
/// for its end. The pass then leaves with seg::Error Cancelled; nothing but the gradients of the pass is
/// lost. Scopes may be nested; the innermost counts.
class StopScope {
public:
    explicit StopScope(std::stop_token stop) noexcept;
    ~StopScope();
    StopScope(const StopScope&) = delete;
    StopScope& operator=(const StopScope&) = delete;

private:
    std::stop_token m_stop;
    const std::stop_token* m_outer;
};

/// \throws seg::Error  Cancelled when this thread is in a StopScope whose token was asked to stop.
void throwIfStopRequested();

} // namespace seg::kernels
