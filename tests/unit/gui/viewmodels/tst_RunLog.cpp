// SPDX-License-Identifier: Apache-2.0
#include "gui/viewmodels/RunLog.h"
#include "tests/support/TempFolder.h"

#include <QDateTime>
#include <QFile>
#include <QTest>

using namespace seg;
using namespace seg::gui;

class TestRunLog final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void givesEachLineOnce();
    void waitsForTheEndOfALine();
    void startsAnewWhenTheFileDoes();
    void takesOnlyTheEndOfALongFile();
    void isPatientWithAMissingFile();
    void showsLocalTimeAndTheWordsAlone();
    void namesTheLevelOfAWarning_andLeavesOtherLinesAlone();

private:
    test::TempFolder m_folder;
    [[nodiscard]] QString file() const { return QString::fromStdString((m_folder / "log.txt").string()); }
    void append(const QByteArray& text, QIODevice::OpenMode mode = QIODevice::Append) const
    {
        QFile log(file());
        QVERIFY(log.open(mode | QIODevice::WriteOnly));
        log.write(text);
    }
};

void TestRunLog::givesEachLineOnce()
{
    append("one\ntwo\n", QIODevice::Truncate);
    RunLog log;
    log.follow(file());
    QCOMPARE(log.takeNewLines(), (QStringList{QStringLiteral("one"), QStringLiteral("two")}));
    QVERIFY(log.takeNewLines().isEmpty());
    append("three µ\n");
    QCOMPARE(log.takeNewLines(), QStringList{QStringLiteral("three µ")});
}

void TestRunLog::waitsForTheEndOfALine()
{
    append("beg", QIODevice::Truncate);
    RunLog log;
    log.follow(file());
    QVERIFY(log.takeNewLines().isEmpty());
    append("in\nrest");
    QCOMPARE(log.takeNewLines(), QStringList{QStringLiteral("begin")});
}

void TestRunLog::startsAnewWhenTheFileDoes()
{
    append("a long first line\n", QIODevice::Truncate);
    RunLog log;
    log.follow(file());
    static_cast<void>(log.takeNewLines());
    append("new\n", QIODevice::Truncate);
    QCOMPARE(log.takeNewLines(), QStringList{QStringLiteral("new")});
}

void TestRunLog::takesOnlyTheEndOfALongFile()
{
    QByteArray text;
    int count = 0;
    while (text.size() < RunLog::kMostAtOnce * 2) {
        text += "line number " + QByteArray::number(count++) + "\n";
    }
    append(text, QIODevice::Truncate);
    RunLog log;
    log.follow(file());
    const QStringList lines = log.takeNewLines();
    QVERIFY(log.wasCut());
    QCOMPARE(lines.last(), QStringLiteral("line number %1").arg(count - 1));
    QVERIFY(lines.first().startsWith(QLatin1String("line number ")));
    QVERIFY(lines.size() < count);
}

void TestRunLog::isPatientWithAMissingFile()
{
    RunLog log;
    log.follow(QStringLiteral("/no/such/log.txt"));
    QVERIFY(log.takeNewLines().isEmpty());
    QVERIFY(!log.wasCut());
}

void TestRunLog::showsLocalTimeAndTheWordsAlone()
{
    const QDateTime when(QDate(2026, 11, 21), QTime(15, 47, 54), Qt::UTC);
    QCOMPARE(shownLogLine(QStringLiteral("2026-11-21T15:47:54.718Z info training: epoch 2 of 6: Dice 0.5")),
             when.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")) +
                 QStringLiteral("  epoch 2 of 6: Dice 0.5"));
}

void TestRunLog::namesTheLevelOfAWarning_andLeavesOtherLinesAlone()
{
    QVERIFY(shownLogLine(QStringLiteral("2026-11-21T15:47:54.718Z warning training: no disk"))
                .endsWith(QStringLiteral("  warning: no disk")));
    QCOMPARE(shownLogLine(QStringLiteral("terminate called")), QStringLiteral("terminate called"));
}

QTEST_APPLESS_MAIN(TestRunLog)
#include "tst_RunLog.moc"
