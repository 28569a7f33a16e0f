// SPDX-License-Identifier: Apache-2.0
#include "core/kernels/StopScope.h"

#include "core/base/Task.h"

#include <utility>

namespace seg::kernels {

namespace {

thread_local const std::stop_token* currentStop = nullptr;

} // namespace

StopScope::StopScope(std::stop_token stop) noexcept
    : m_stop(std::move(stop)), m_outer(std::exchange(currentStop, &m_stop))
{
}

StopScope::~StopScope()
{
    currentStop = m_outer;
}

void throwIfStopRequested()
{
    if (currentStop != nullptr) {
        TaskContext(*currentStop).throwIfStopped();
    }
}

} // namespace seg::kernels
