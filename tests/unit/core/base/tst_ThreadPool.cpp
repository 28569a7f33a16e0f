// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/ThreadPool.h"

#include <QTest>

#include <atomic>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

class TestThreadPool final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyIndexIsDoneOnce_withAnyNumberOfThreads_data();
    void everyIndexIsDoneOnce_withAnyNumberOfThreads();
    void theFailureWithTheLowestIndexIsRethrown();
    void aStopEndsEarly_asCancelled();
    void nestedLoopsFinish();
};

void TestThreadPool::everyIndexIsDoneOnce_withAnyNumberOfThreads_data()
{
    QTest::addColumn<int>("threads");
    for (const int threads : {1, 2, 7}) {
        QTest::addRow("%d threads", threads) << threads;
    }
}

void TestThreadPool::everyIndexIsDoneOnce_withAnyNumberOfThreads()
{
    QFETCH(const int, threads);
    std::vector<std::atomic<int>> counts(1000);
    seg::parallelFor(
        counts.size(), [&](std::size_t i) { ++counts[i]; }, {}, static_cast<std::size_t>(threads));
    for (const auto& count : counts) {
        QCOMPARE(count.load(), 1);
    }
}

void TestThreadPool::theFailureWithTheLowestIndexIsRethrown()
{
    const auto work = [](std::size_t i) {
        if (i == 3 || i == 4) {
            std::this_thread::sleep_for(std::chrono::milliseconds(i == 3 ? 20 : 1));
            throw seg::Error(seg::ErrorCode::BadInput, "case " + std::to_string(i));
        }
    };
    try {
        seg::parallelFor(100, work, {}, 5);
        QFAIL("lost the exception");
    } catch (const seg::Error& error) {
        QCOMPARE(std::string(error.what()), std::string("case 3"));
    }
}

void TestThreadPool::aStopEndsEarly_asCancelled()
{
    std::stop_source source;
    std::atomic<int> done{0};
    const auto work = [&](std::size_t) {
        if (++done == 10) {
            source.request_stop();
        }
    };
    try {
        seg::parallelFor(100'000, work, seg::TaskContext(source.get_token()), 2);
        QFAIL("did not report the stop");
    } catch (const seg::Error& error) {
        QVERIFY(error.code() == seg::ErrorCode::Cancelled);
    }
    QVERIFY(done < 100'000);
}

void TestThreadPool::nestedLoopsFinish()
{
    std::atomic<int> sum{0};
    seg::parallelFor(4, [&](std::size_t) { seg::parallelFor(5, [&](std::size_t) { ++sum; }); });
    QCOMPARE(sum.load(), 20);
}

QTEST_APPLESS_MAIN(TestThreadPool)
#include "tst_ThreadPool.moc"
