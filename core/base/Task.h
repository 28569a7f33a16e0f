// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stop_token>
#include <string>
#include <utility>

namespace seg {

/// Receives the progress of one task. Called on the thread that works; must return at once.
class ProgressSink {
public:
    virtual ~ProgressSink() = default;

    /// \param fraction  0..1 of the whole task, never smaller than before.
    /// \param what      what is being done now, e.g. "preprocess case 12 of 41".
    virtual void progress(double fraction, const std::string& what) = 0;
};

/// What every long core function takes last: the wish to stop, and where progress goes.
/// Core functions look at the stop token at least every 100 ms of work.
class TaskContext {
public:
    TaskContext() = default;
    explicit TaskContext(std::stop_token stop, ProgressSink* sink = nullptr)
        : m_stop(std::move(stop)), m_sink(sink)
    {
    }

    [[nodiscard]] bool stopRequested() const noexcept { return m_stop.stop_requested(); }
    [[nodiscard]] const std::stop_token& stopToken() const noexcept { return m_stop; }

    /// \throws seg::Error  Cancelled when the user asked to stop.
    void throwIfStopped() const;

    /// Reports a fraction of this context's share (see part()).
    void report(double fraction, const std::string& what) const;

    /// A context for one stage of the work: its 0..1 maps onto [from, to] of this one.
    [[nodiscard]] TaskContext part(double from, double to) const;

private:
    std::stop_token m_stop;
    ProgressSink* m_sink = nullptr; // not owned; outlives the task
    double m_from = 0.0;
    double m_to = 1.0;
};

} // namespace seg
