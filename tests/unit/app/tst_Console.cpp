// SPDX-License-Identifier: Apache-2.0
#include "app/Console.h"
#include "app/ExitCode.h"

#include <QTest>

using namespace seg;

class TestConsole final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void durationsReadAsAClock_data();
    void durationsReadAsAClock();
    void everyErrorHasItsExitCode();
};

void TestConsole::durationsReadAsAClock_data()
{
    QTest::addColumn<double>("seconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("seconds") << 38.4 << "0:38";
    QTest::newRow("rounds up to a minute") << 59.6 << "1:00";
    QTest::newRow("minutes") << 725.0 << "12:05";
    QTest::newRow("hours") << 3723.0 << "1:02:03";
    QTest::newRow("never negative") << -5.0 << "0:00";
}

void TestConsole::durationsReadAsAClock()
{
    QFETCH(const double, seconds);
    QFETCH(const QString, text);
    QCOMPARE(QString::fromStdString(app::durationText(seconds)), text);
}

void TestConsole::everyErrorHasItsExitCode()
{
    QCOMPARE(static_cast<int>(app::exitCodeOf(ErrorCode::InvalidArgument)), 2);
    QCOMPARE(static_cast<int>(app::exitCodeOf(ErrorCode::BadInput)), 3);
    QCOMPARE(static_cast<int>(app::exitCodeOf(ErrorCode::NotFound)), 3);
    QCOMPARE(static_cast<int>(app::exitCodeOf(ErrorCode::NoSpace)), 4);
    QCOMPARE(static_cast<int>(app::exitCodeOf(ErrorCode::NoPermission)), 4);
    QCOMPARE(static_cast<int>(app::exitCodeOf(ErrorCode::Cancelled)), 130);
    QCOMPARE(static_cast<int>(app::exitCodeOf(ErrorCode::OutOfMemory)), 1);
    QCOMPARE(static_cast<int>(app::exitCodeOf(ErrorCode::Database)), 1);
}

QTEST_APPLESS_MAIN(TestConsole)
#include "tst_Console.moc"
