// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/MemoryBudget.h"
#include "core/base/ThreadPool.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <future>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

using seg::MemoryGate;

class TestMemoryBudget final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isWhatWasSet_elseHalfOfWhatThereIs();
    void insideTheGateTheBudgetIsNeverExceeded();
    void whatIsLargerThanAllOfItRunsAlone();
    void aStopEndsTheWait();
    void roomIsGivenBack_alsoAfterAMove();
};

void TestMemoryBudget::isWhatWasSet_elseHalfOfWhatThereIs()
{
    seg::setMemoryBudget(123);
    QCOMPARE(seg::memoryBudget(), std::uint64_t{123});
    seg::setMemoryBudget(0);
    QVERIFY(seg::memoryBudget() > 1U << 20U);
}

void TestMemoryBudget::insideTheGateTheBudgetIsNeverExceeded()
{
    MemoryGate gate(100);
    std::atomic<int> taken{0};
    std::atomic<int> most{0};
    seg::parallelFor(
        200,
        [&](std::size_t index) {
            const auto bytes = static_cast<int>(index % 61);
            const MemoryGate::Room room = gate.enter(static_cast<std::uint64_t>(bytes), {});
            const int now = taken += bytes;
            for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
            }
            std::this_thread::yield();
            taken -= bytes;
        },
        {}, 8);
    QVERIFY2(most <= 100, qPrintable(QString::number(most)));
    QCOMPARE(gate.insideCount(), std::size_t{0});
}

void TestMemoryBudget::whatIsLargerThanAllOfItRunsAlone()
{
    MemoryGate gate(100);
    std::atomic<int> inside{0};
    std::atomic<bool> metOthers{false};
    seg::parallelFor(
        60,
        [&](std::size_t index) {
            const bool isLarge = index % 5 == 0;
            const MemoryGate::Room room = gate.enter(isLarge ? 1000 : 30, {});
            const int now = ++inside;
            metOthers = metOthers || (isLarge && now > 1) || gate.insideCount() < 1;
            std::this_thread::yield();
            metOthers = metOthers || (isLarge && inside > 1);
            --inside;
        },
        {}, 6);
    QVERIFY(!metOthers);
}

void TestMemoryBudget::aStopEndsTheWait()
{
    MemoryGate gate(100);
    const MemoryGate::Room all = gate.enter(100, {});
    std::stop_source source;
    auto waiting = std::async(std::launch::async, [&] {
        try {
            static_cast<void>(gate.enter(1, seg::TaskContext(source.get_token())));
        } catch (const seg::Error& error) {
            return error.code() == seg::ErrorCode::Cancelled;
        }
        return false;
    });
    source.request_stop();
    QVERIFY(waiting.get());
    QCOMPARE(gate.insideCount(), std::size_t{1});
}

void TestMemoryBudget::roomIsGivenBack_alsoAfterAMove()
{
    MemoryGate gate(100);
    {
        std::vector<MemoryGate::Room> rooms;
        rooms.push_back(gate.enter(40, {}));
        rooms.push_back(gate.enter(60, {}));
        QCOMPARE(gate.insideCount(), std::size_t{2});
    }
    QCOMPARE(gate.insideCount(), std::size_t{0});
    const MemoryGate::Room again = gate.enter(100, {});
    QCOMPARE(gate.insideCount(), std::size_t{1});
}

QTEST_APPLESS_MAIN(TestMemoryBudget)
#include "tst_MemoryBudget.moc"
