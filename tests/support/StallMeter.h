// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <algorithm>

namespace seg::test {

/// Measures how long the thread it lives on did not turn its event loop: a timer of 16 ms that notes its
/// longest gap.
class StallMeter final : public QObject {
public:
    static constexpr int kIntervalMs = 16;

    StallMeter()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.setInterval(kIntervalMs);
        connect(&m_timer, &QTimer::timeout, this, [this] {
            m_longest = std::max(m_longest, m_clock.restart());
            ++m_ticks;
        });
    }
    void start()
    {
        m_longest = 0;
        m_ticks = 0;
        m_clock.start();
        m_timer.start();
    }
    [[nodiscard]] qint64 longestMs() const noexcept { return m_longest; }
    [[nodiscard]] int ticks() const noexcept { return m_ticks; }

private:
    QTimer m_timer;
    QElapsedTimer m_clock;
    qint64 m_longest = 0;
    int m_ticks = 0;
};

} // namespace seg::test
