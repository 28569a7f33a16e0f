// SPDX-License-Identifier: Apache-2.0
#include "core/base/Task.h"

#include "core/base/Error.h"

#include <algorithm>

namespace seg {

void TaskContext::throwIfStopped() const
{
    if (stopRequested()) {
        throw Error(ErrorCode::Cancelled, "stopped at your request; run it again to continue");
    }
}

void TaskContext::report(double fraction, const std::string& what) const
{
    if (m_sink != nullptr) {
        m_sink->progress(m_from + std::clamp(fraction, 0.0, 1.0) * (m_to - m_from), what);
    }
}

TaskContext TaskContext::part(double from, double to) const
{
    TaskContext stage = *this;
    stage.m_from = m_from + from * (m_to - m_from);
    stage.m_to = m_from + to * (m_to - m_from);
    return stage;
}

} // namespace seg
