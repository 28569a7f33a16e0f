// SPDX-License-Identifier: Apache-2.0
#include "core/base/Files.h"
#include "core/base/Log.h"

#include <QTemporaryDir>
#include <QTest>

#include <vector>

class TestLog final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aSinkReceivesMessages_onlyWhileItLives();
    void messagesBelowTheLevelAreDropped();
    void theFileReceiverWritesOneLineAMessage();
    void timesAreUtcWithMilliseconds();
};

void TestLog::aSinkReceivesMessages_onlyWhileItLives()
{
    std::vector<std::string> texts;
    {
        const seg::log::Sink sink([&](const seg::log::Message& message) { texts.push_back(message.text); });
        seg::log::info("test", "heard");
    }
    seg::log::info("test", "not heard");
    QCOMPARE(texts, std::vector<std::string>{"heard"});
}

void TestLog::messagesBelowTheLevelAreDropped()
{
    int count = 0;
    const seg::log::Sink sink([&](const seg::log::Message&) { ++count; });
    seg::log::debug("test", "too fine by default");
    seg::log::setLevel(seg::log::Level::Debug);
    seg::log::debug("test", "asked for");
    seg::log::setLevel(seg::log::Level::Info);
    QCOMPARE(count, 1);
}

void TestLog::theFileReceiverWritesOneLineAMessage()
{
    const QTemporaryDir dir;
    const auto file = std::filesystem::path(dir.path().toStdString()) / "log.txt";
    const seg::log::Sink sink(seg::log::fileReceiver(file));
    seg::log::warning("training", "the disk is nearly full");
    const std::string text = seg::readText(file);
    QVERIFY(text.ends_with("Z warning training: the disk is nearly full\n"));
}

void TestLog::timesAreUtcWithMilliseconds()
{
    const std::chrono::system_clock::time_point time{std::chrono::milliseconds{1'700'000'000'123}};
    QCOMPARE(seg::log::utcText(time), std::string("2023-11-14T22:13:20.123Z"));
}

QTEST_APPLESS_MAIN(TestLog)
#include "tst_Log.moc"
