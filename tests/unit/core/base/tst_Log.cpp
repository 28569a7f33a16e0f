// SPDX-License-Identifier: Apache-2.0
#include "core/base/Files.h"
#include "core/base/Log.h"
#include "tests/support/FileSizeLimit.h"

#include <QTemporaryDir>
#include <QTest>

#include <vector>

class TestLog final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aSinkReceivesMessages_onlyWhileItLives();
    void messagesBelowTheLevelAreDropped();
    void theFileReceiverWritesOneLineAMessage();
    void aFullDisk_stopsNeitherWorkNorOtherSinks();
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

void TestLog::aFullDisk_stopsNeitherWorkNorOtherSinks()
{
    const QTemporaryDir dir;
    const auto file = std::filesystem::path(dir.path().toStdString()) / "log.txt";
    const seg::log::Sink sink(seg::log::fileReceiver(file));
    int heard = 0;
    const seg::log::Sink other([&](const seg::log::Message&) { ++heard; });
    {
        const seg::test::FileSizeLimit full(10);
        seg::log::error("training", "cannot write latest.pt: the disk is full");
    }
    QCOMPARE(heard, 1);
    QCOMPARE(seg::readText(file), std::string());
    seg::log::info("training", "resumed");
    const std::string text = seg::readText(file);
    QVERIFY2(text.starts_with("messages that could not be written here before this one: 1\n"), text.c_str());
    QVERIFY2(text.ends_with("info training: resumed\n"), text.c_str());
}

void TestLog::timesAreUtcWithMilliseconds()
{
    const std::chrono::system_clock::time_point time{std::chrono::milliseconds{1'700'000'000'123}};
    QCOMPARE(seg::log::utcText(time), std::string("2023-11-14T22:13:20.123Z"));
}

QTEST_APPLESS_MAIN(TestLog)
#include "tst_Log.moc"
