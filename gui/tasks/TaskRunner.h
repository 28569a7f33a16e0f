// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Error.h"
#include "core/base/Task.h"

#include <QObject>
#include <QString>

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace seg::gui {

/// Runs one long core call off the GUI thread. Every signal arrives on this object's own thread;
/// exactly one of succeeded, failed and cancelled ends each start(), after the last progressed.
class TaskRunner final : public QObject, private ProgressSink {
    Q_OBJECT

public:
    using Publish = std::function<void()>; ///< own thread, before succeeded(); must not throw
    using Work = std::function<Publish(const TaskContext&)>; ///< worker thread; values in, a value out

    explicit TaskRunner(QObject* parent = nullptr) : QObject(parent) {}
    ~TaskRunner() override; ///< asks the work to stop and waits for it

    void start(Work work); ///< \pre !isRunning()
    void cancel();         ///< returns at once; cancelled() follows unless the work had already ended
    [[nodiscard]] bool isRunning() const noexcept { return m_running; }

Q_SIGNALS:
    void progressed(double fraction, const QString& what);
    void succeeded();
    void failed(seg::ErrorCode code, const QString& message);
    void cancelled();

private:
    void progress(double fraction, const std::string& what) override; // worker thread; latest wins
    void deliverProgress();
    void runOnWorker(const Work& work, std::stop_token stop);
    void postEnd(std::function<void()> announce); // clears m_running, then announces

    std::mutex m_mutex;
    double m_fraction = 0.0;             // guarded by m_mutex
    QString m_what;                      // guarded by m_mutex
    std::atomic<bool> m_delivery{false}; // a progress delivery is already queued
    bool m_running = false;              // own thread only
    std::jthread m_worker;               // last member: stopped and joined before the others go
};

} // namespace seg::gui
