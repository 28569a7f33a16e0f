// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QFile>
#include <QObject>
#include <QTimer>

#include <algorithm>

namespace seg::test {

/// Nanoseconds that a thread (this one when left out) has been ready to run while others had the processors;
/// 0 where the system does not count them. They say how busy the machine is and nothing about the program.
inline qint64 readyNs(const QString& thread = QStringLiteral("/proc/thread-self"))
{
    QFile file(thread + QStringLiteral("/schedstat"));
    if (!file.open(QIODevice::ReadOnly)) {
        return 0;
    }
    const QList<QByteArray> numbers = file.readAll().split(' ');
    return numbers.size() > 1 ? numbers[1].toLongLong() : 0;
}

/// Time that passes for this thread: the clock, less what it stood ready and was not given a processor. Work
/// and waiting (for a lock, a disk, another thread) count.
class ThreadClock {
public:
    void start()
    {
        m_ready = readyNs();
        m_clock.start();
    }
    [[nodiscard]] double elapsedMs() const
    {
        return static_cast<double>(m_clock.nsecsElapsed() - (readyNs() - m_ready)) / 1e6;
    }

private:
    QElapsedTimer m_clock;
    qint64 m_ready = 0;
};

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
            m_longest = std::max(m_longest, static_cast<qint64>(m_own.elapsedMs() - m_discountMs));
            m_longestWall = std::max(m_longestWall, m_wall.restart());
            m_discountMs = 0.0;
            m_own.start();
            ++m_ticks;
        });
    }
    void start()
    {
        m_longest = 0;
        m_longestWall = 0;
        m_ticks = 0;
        m_discountMs = 0.0;
        m_own.start();
        m_wall.start();
        m_timer.start();
    }
    void discount(double ms) { m_discountMs += ms; } ///< from the gap that is going on; not the program's
    [[nodiscard]] qint64 longestMs() const noexcept { return m_longest; }         ///< of ThreadClock
    [[nodiscard]] qint64 longestWallMs() const noexcept { return m_longestWall; } ///< machine's load included
    [[nodiscard]] int ticks() const noexcept { return m_ticks; }

private:
    QTimer m_timer;
    ThreadClock m_own;
    QElapsedTimer m_wall;
    double m_discountMs = 0.0;
    qint64 m_longest = 0;
    qint64 m_longestWall = 0;
    int m_ticks = 0;
};

} // namespace seg::test
