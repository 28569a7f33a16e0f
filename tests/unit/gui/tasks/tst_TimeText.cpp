// SPDX-License-Identifier: Apache-2.0
#include "gui/tasks/TimeText.h"

#include <QDateTime>
#include <QTest>

using namespace seg::gui;

class TestTimeText final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void durationsReadAsAPersonSaysThem_data();
    void durationsReadAsAPersonSaysThem();
    void momentsAreRelativeToNow();
    void bytesUseBinaryUnits_data();
    void bytesUseBinaryUnits();
};

void TestTimeText::durationsReadAsAPersonSaysThem_data()
{
    QTest::addColumn<double>("seconds");
    QTest::addColumn<QString>("expected");
    QTest::newRow("seconds") << 8.4 << "8 s";
    QTest::newRow("below zero counts as none") << -3.0 << "0 s";
    QTest::newRow("rounded minutes") << 170.0 << "3 min";
    QTest::newRow("hours and minutes") << 4320.0 << "1 h 12 min";
    QTest::newRow("days and hours") << 187200.0 << "2 d 4 h";
}

void TestTimeText::durationsReadAsAPersonSaysThem()
{
    QFETCH(const double, seconds);
    QFETCH(const QString, expected);
    QCOMPARE(durationText(seconds), expected);
}

void TestTimeText::momentsAreRelativeToNow()
{
    const QDateTime now(QDate(2026, 3, 20), QTime(15, 0));
    const auto text = [&now](const QDateTime& then) {
        return whenText(then.toSecsSinceEpoch(), now.toSecsSinceEpoch());
    };
    QCOMPARE(text(QDateTime(QDate(2026, 3, 20), QTime(10, 12))), QStringLiteral("today, 10:12"));
    QCOMPARE(text(QDateTime(QDate(2026, 3, 19), QTime(23, 59))), QStringLiteral("yesterday"));
    QCOMPARE(text(QDateTime(QDate(2026, 3, 17), QTime(1, 0))), QStringLiteral("3 days ago"));
    QCOMPARE(text(QDateTime(QDate(2026, 2, 27), QTime(1, 0))), QStringLiteral("3 weeks ago"));
    QCOMPARE(whenText(0, now.toSecsSinceEpoch()), QString());
}

void TestTimeText::bytesUseBinaryUnits_data()
{
    QTest::addColumn<double>("bytes");
    QTest::addColumn<QString>("expected");
    QTest::newRow("bytes") << 512.0 << "512 B";
    QTest::newRow("mebibytes whole") << 38.0 * 1024 * 1024 << "38 MiB";
    QTest::newRow("gibibytes with one digit") << 18.4 * 1024 * 1024 * 1024 << "18.4 GiB";
    QTest::newRow("many gibibytes whole") << 412.0 * 1024 * 1024 * 1024 << "412 GiB";
}

void TestTimeText::bytesUseBinaryUnits()
{
    QFETCH(const double, bytes);
    QFETCH(const QString, expected);
    QCOMPARE(bytesText(bytes), expected);
}

QTEST_APPLESS_MAIN(TestTimeText)
#include "tst_TimeText.moc"
