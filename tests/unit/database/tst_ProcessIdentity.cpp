// SPDX-License-Identifier: Apache-2.0
#include "database/ProcessIdentity.h"

#include <QProcess>
#include <QTest>

using namespace seg;

class TestProcessIdentity final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void thisProcessLives_whateverItsHeartbeat();
    void aProcessThatEnded_isGone();
    void aLaterProcessWithTheSameNumber_isAnotherOne();
    void onAnotherHost_theHeartbeatDecides();
    void anUnsetProcess_isGone();
};

void TestProcessIdentity::thisProcessLives_whateverItsHeartbeat()
{
    const database::ProcessIdentity own = database::thisProcess();
    QVERIFY(own.id > 0);
    QVERIFY(own.started > 0);
    QVERIFY(database::isAlive(own, 0));
    QVERIFY(database::isAlive(own, 100'000)); // a suspended machine is not a dead one
}

void TestProcessIdentity::aProcessThatEnded_isGone()
{
    QProcess process;
    process.start("true", {});
    QVERIFY(process.waitForStarted());
    database::ProcessIdentity other = database::thisProcess();
    other.id = process.processId();
    other.started = 0;
    QVERIFY(process.waitForFinished());
    QVERIFY(!database::isAlive(other, 0));
}

void TestProcessIdentity::aLaterProcessWithTheSameNumber_isAnotherOne()
{
    database::ProcessIdentity other = database::thisProcess();
    other.started -= 1;
    QVERIFY(!database::isAlive(other, 0));
}

void TestProcessIdentity::onAnotherHost_theHeartbeatDecides()
{
    const database::ProcessIdentity other{1, 1, "another-host.invalid"};
    QVERIFY(database::isAlive(other, 0));
    QVERIFY(database::isAlive(other, 9));
    QVERIFY(!database::isAlive(other, 10));
}

void TestProcessIdentity::anUnsetProcess_isGone()
{
    database::ProcessIdentity nobody = database::thisProcess();
    nobody.id = 0;
    QVERIFY(!database::isAlive(nobody, 0));
}

QTEST_GUILESS_MAIN(TestProcessIdentity)
#include "tst_ProcessIdentity.moc"
