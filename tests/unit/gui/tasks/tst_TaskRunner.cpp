// SPDX-License-Identifier: Apache-2.0
#include "gui/tasks/TaskRunner.h"

#include <QSignalSpy>
#include <QTest>

#include <atomic>
#include <chrono>
#include <latch>
#include <memory>
#include <stdexcept>
#include <thread>

using namespace seg;
using gui::TaskRunner;

class TestTaskRunner final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void publishesOnItsOwnThread_beforeSucceeded();
    void workRunsOnAnotherThread();
    void endsExactlyOnce_afterTheLastProgress();
    void progressIsLatestWins();
    void anErrorBecomesFailed_withItsCodeAndSentence();
    void anyOtherExceptionBecomesInternal();
    void cancelEndsWithCancelled_soon();
    void canStartAgainFromItsEnd();
    void destructionStopsTheWork_andDeliversNothing();
};

void TestTaskRunner::publishesOnItsOwnThread_beforeSucceeded()
{
    TaskRunner runner;
    QStringList order;
    const QThread* own = QThread::currentThread();
    connect(&runner, &TaskRunner::succeeded, this, [&order] { order << "succeeded"; });
    runner.start([&order, own](const TaskContext&) {
        return TaskRunner::Publish([&order, own] {
            order << (QThread::currentThread() == own ? "published here" : "published elsewhere");
        });
    });
    QVERIFY(runner.isRunning());
    QTRY_COMPARE(order, QStringList({"published here", "succeeded"}));
    QVERIFY(!runner.isRunning());
}

void TestTaskRunner::workRunsOnAnotherThread()
{
    TaskRunner runner;
    const auto other = std::make_shared<std::atomic<bool>>(false);
    const auto own = std::this_thread::get_id();
    QSignalSpy done(&runner, &TaskRunner::succeeded);
    runner.start([other, own](const TaskContext&) {
        *other = std::this_thread::get_id() != own;
        return TaskRunner::Publish{};
    });
    QVERIFY(done.wait());
    QVERIFY(*other);
}

void TestTaskRunner::endsExactlyOnce_afterTheLastProgress()
{
    TaskRunner runner;
    QStringList signalsSeen;
    connect(&runner, &TaskRunner::progressed, this,
            [&](double, const QString&) { signalsSeen << "progressed"; });
    connect(&runner, &TaskRunner::succeeded, this, [&] { signalsSeen << "succeeded"; });
    connect(&runner, &TaskRunner::failed, this, [&] { signalsSeen << "failed"; });
    connect(&runner, &TaskRunner::cancelled, this, [&] { signalsSeen << "cancelled"; });
    runner.start([](const TaskContext& context) {
        for (int i = 0; i <= 100; ++i) {
            context.report(i / 100.0, "working");
        }
        return TaskRunner::Publish{};
    });
    QTRY_VERIFY(!runner.isRunning());
    QCoreApplication::processEvents();
    QCOMPARE(signalsSeen.count("succeeded"), 1);
    QCOMPARE(signalsSeen.last(), QStringLiteral("succeeded"));
    QVERIFY(signalsSeen.contains("progressed"));
    QVERIFY(!signalsSeen.contains("failed") && !signalsSeen.contains("cancelled"));
}

void TestTaskRunner::progressIsLatestWins()
{
    TaskRunner runner;
    QSignalSpy progressed(&runner, &TaskRunner::progressed);
    QSignalSpy done(&runner, &TaskRunner::succeeded);
    auto reported = std::make_shared<std::latch>(1);
    runner.start([reported](const TaskContext& context) {
        for (int i = 1; i <= 1000; ++i) {
            context.report(i / 1000.0, "step " + std::to_string(i));
        }
        reported->count_down();
        return TaskRunner::Publish{};
    });
    reported->wait(); // no event was delivered meanwhile: this thread was here
    QVERIFY(done.wait());
    QCOMPARE(progressed.size(), 1);
    QCOMPARE(progressed.first().at(0).toDouble(), 1.0);
    QCOMPARE(progressed.first().at(1).toString(), QStringLiteral("step 1000"));
}

void TestTaskRunner::anErrorBecomesFailed_withItsCodeAndSentence()
{
    TaskRunner runner;
    QSignalSpy failed(&runner, &TaskRunner::failed);
    runner.start([](const TaskContext&) -> TaskRunner::Publish {
        throw Error(ErrorCode::NoSpace, "cannot write x: the disk is full.");
    });
    QVERIFY(failed.wait());
    QCOMPARE(failed.first().at(0).value<ErrorCode>(), ErrorCode::NoSpace);
    QCOMPARE(failed.first().at(1).toString(), QStringLiteral("cannot write x: the disk is full."));
}

void TestTaskRunner::anyOtherExceptionBecomesInternal()
{
    TaskRunner runner;
    QSignalSpy failed(&runner, &TaskRunner::failed);
    runner.start([](const TaskContext&) -> TaskRunner::Publish { throw std::runtime_error("odd"); });
    QVERIFY(failed.wait());
    QCOMPARE(failed.first().at(0).value<ErrorCode>(), ErrorCode::Internal);
}

void TestTaskRunner::cancelEndsWithCancelled_soon()
{
    TaskRunner runner;
    QSignalSpy cancelled(&runner, &TaskRunner::cancelled);
    runner.start([](const TaskContext& context) -> TaskRunner::Publish {
        while (true) {
            context.throwIfStopped();
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    });
    runner.cancel();
    QVERIFY(cancelled.wait(1000));
}

void TestTaskRunner::canStartAgainFromItsEnd()
{
    TaskRunner runner;
    int ends = 0;
    const auto work = [](const TaskContext&) { return TaskRunner::Publish{}; };
    connect(&runner, &TaskRunner::succeeded, this, [&] {
        if (++ends == 1) {
            runner.start(work);
        }
    });
    runner.start(work);
    QTRY_COMPARE(ends, 2);
}

void TestTaskRunner::destructionStopsTheWork_andDeliversNothing()
{
    bool published = false;
    {
        TaskRunner runner;
        runner.start([&published](const TaskContext& context) {
            while (!context.stopRequested()) {
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            }
            return TaskRunner::Publish([&published] { published = true; });
        });
    }
    QCoreApplication::processEvents();
    QVERIFY(!published);
}

QTEST_GUILESS_MAIN(TestTaskRunner)
#include "tst_TaskRunner.moc"
