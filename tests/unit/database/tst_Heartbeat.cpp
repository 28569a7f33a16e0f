// SPDX-License-Identifier: Apache-2.0
#include "database/Heartbeat.h"
#include "tests/support/ProjectRows.h"

#include <QTest>

#include <atomic>

using namespace seg;
using database::Heartbeat;
using database::StopRequest;

class TestHeartbeat final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void beatsAtOnce_andAgainWithinThreeSeconds();
    void aRequestOfAnotherConnection_arrivesWithinASecond_oncePerKind();
    void endsAtOnce_whenItsObjectGoes();
};

void TestHeartbeat::beatsAtOnce_andAgainWithinThreeSeconds()
{
    test::ProjectRows rows;
    const auto run = rows.addRun(rows.addDataset());
    const database::RunRepository runs(rows.database, rows.folder());
    const Heartbeat heartbeat(rows.file(), rows.folder(), run, [](StopRequest) {});
    QTRY_VERIFY_WITH_TIMEOUT(runs.find(run)->heartbeatAt > 0, 1000);
    rows.database.execute("UPDATE run SET heartbeat_at = 0");
    QTRY_VERIFY_WITH_TIMEOUT(runs.find(run)->heartbeatAt > 0, 3500);
}

void TestHeartbeat::aRequestOfAnotherConnection_arrivesWithinASecond_oncePerKind()
{
    test::ProjectRows rows;
    const auto run = rows.addRun(rows.addDataset());
    database::RunRepository runs(rows.database, rows.folder());
    std::atomic<int> afterEpoch = 0;
    std::atomic<int> now = 0;
    const Heartbeat heartbeat(rows.file(), rows.folder(), run, [&](StopRequest request) {
        ++(request == StopRequest::Now ? now : afterEpoch);
    });
    runs.requestStop(run, StopRequest::AfterEpoch);
    QTRY_COMPARE_WITH_TIMEOUT(afterEpoch.load(), 1, 1500);
    QCOMPARE(now.load(), 0);
    runs.requestStop(run, StopRequest::Now);
    QTRY_COMPARE_WITH_TIMEOUT(now.load(), 1, 1500);
    QCOMPARE(afterEpoch.load(), 1);
}

void TestHeartbeat::endsAtOnce_whenItsObjectGoes()
{
    test::ProjectRows rows;
    const auto run = rows.addRun(rows.addDataset());
    QElapsedTimer timer;
    timer.start();
    {
        const Heartbeat heartbeat(rows.file(), rows.folder(), run, [](StopRequest) {});
    }
    QVERIFY2(timer.elapsed() < 400, std::to_string(timer.elapsed()).c_str());
}

QTEST_GUILESS_MAIN(TestHeartbeat)
#include "tst_Heartbeat.moc"
