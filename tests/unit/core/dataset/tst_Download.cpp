// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/dataset/Download.h"
#include "core/dataset/Md5.h"
#include "tests/support/Failure.h"
#include "tests/support/FullDisk.h"
#include "tests/support/HttpServer.h"
#include "tests/support/TempFolder.h"

#include <QTest>

#include <dlfcn.h>

namespace fs = std::filesystem;
using namespace seg::dataset;
using namespace seg::test;
using seg::ErrorCode;

class TestDownload final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void md5_isThatOfTheStandard_data();
    void md5_isThatOfTheStandard();
    void aFileArrives_andIsChecked();
    void aBrokenTransfer_goesOnWhereItStopped();
    void aServerWithoutRanges_sendsEverythingAnew();
    void aWholePart_isOnlyChecked();
    void aWrongChecksum_leavesNothing();
    void failures_areSentences_data();
    void failures_areSentences();
    void cancelling_keepsThePart();
    void aFullDisk_isSaid();
    void theTenTasksAreKnown();

private:
    static std::string md5Of(const std::string& text)
    {
        Md5 hash;
        hash.add(std::as_bytes(std::span(text)));
        return hash.text();
    }
    std::string m_content;
};

void TestDownload::initTestCase()
{
    for (int i = 0; i < 300'000; ++i) {
        m_content += static_cast<char>(i * 7 % 251);
    }
    if (::dlopen("libcurl.so.4", RTLD_LAZY) == nullptr &&
        ::dlopen("libcurl-gnutls.so.4", RTLD_LAZY) == nullptr) {
        QSKIP("libcurl is not on this computer");
    }
}

void TestDownload::md5_isThatOfTheStandard_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("md5");
    QTest::newRow("empty") << ""
                           << "d41d8cd98f00b204e9800998ecf8427e"; // RFC 1321, A.5
    QTest::newRow("abc") << "abc"
                         << "900150983cd24fb0d6963f7d28e17f72";
    QTest::newRow("alphabets") << "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                               << "d174ab98d277d9f5a5611c2c9f419d9f";
    QTest::newRow("more than a block")
        << "12345678901234567890123456789012345678901234567890123456789012345678901234567890"
        << "57edf4a22be3c955ac49da2e2107b67a";
}

void TestDownload::md5_isThatOfTheStandard()
{
    QFETCH(const QString, text);
    QFETCH(const QString, md5);
    QCOMPARE(QString::fromStdString(md5Of(text.toStdString())), md5);
    const TempFolder folder;
    seg::writeText(folder / "file", text.toStdString());
    QCOMPARE(QString::fromStdString(md5OfFile(folder / "file")), md5);
}

void TestDownload::aFileArrives_andIsChecked()
{
    const HttpServer server(m_content);
    const TempFolder folder;
    downloadFile(server.url("/a.tar"), folder / "neu/a.tar", md5Of(m_content), {});
    QCOMPARE(seg::readText(folder / "neu/a.tar"), m_content);
    QCOMPARE(entriesOf(folder / "neu"), std::vector<std::string>{"a.tar"});
}

void TestDownload::aBrokenTransfer_goesOnWhereItStopped()
{
    HttpServer server(m_content);
    server.breakAfter = 100'000;
    const TempFolder folder;
    const auto failure =
        failureOf([&] { downloadFile(server.url("/a.tar"), folder / "a.tar", md5Of(m_content), {}); });
    QVERIFY(failure.first == ErrorCode::Io);
    QVERIFY2(failure.second.starts_with("cannot download " + server.url("/a.tar") + ": ") &&
                 failure.second.ends_with("check the connection and try again, it goes on from 0.1 MiB"),
             failure.second.c_str());
    QCOMPARE(entriesOf(folder.path()), std::vector<std::string>{"a.tar.part"});
    server.breakAfter = 0;
    downloadFile(server.url("/a.tar"), folder / "a.tar", md5Of(m_content), {});
    QCOMPARE(server.requests(), (std::vector<std::string>{"", "100000-"}));
    QCOMPARE(seg::readText(folder / "a.tar"), m_content);
}

void TestDownload::aServerWithoutRanges_sendsEverythingAnew()
{
    HttpServer server(m_content);
    server.ranges = false;
    const TempFolder folder;
    seg::writeText(folder / "a.tar.part", m_content.substr(0, 5000));
    downloadFile(server.url("/a.tar"), folder / "a.tar", md5Of(m_content), {});
    QCOMPARE(seg::readText(folder / "a.tar"), m_content);
}

void TestDownload::aWholePart_isOnlyChecked()
{
    const HttpServer server(m_content);
    const TempFolder folder;
    seg::writeText(folder / "a.tar.part", m_content);
    downloadFile(server.url("/a.tar"), folder / "a.tar", md5Of(m_content), {});
    QCOMPARE(seg::readText(folder / "a.tar"), m_content);
}

void TestDownload::aWrongChecksum_leavesNothing()
{
    const HttpServer server(m_content);
    const TempFolder folder;
    const auto failure =
        failureOf([&] { downloadFile(server.url("/a.tar"), folder / "a.tar", md5Of("other"), {}); });
    QVERIFY(failure.first == ErrorCode::BadInput);
    QCOMPARE(failure.second, "cannot use what was downloaded from " + server.url("/a.tar") +
                                 ": its checksum (MD5) is " + md5Of(m_content) + " but should be " +
                                 md5Of("other") + ", so it is damaged or another file; try again");
    QVERIFY(entriesOf(folder.path()).empty());
}

void TestDownload::failures_areSentences_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("no such file") << "/missing"
                                  << "the server answered 404; check the address or try again later";
    QTest::newRow("no server") << ""
                               << "check the connection and try again";
}

void TestDownload::failures_areSentences()
{
    QFETCH(const QString, path);
    QFETCH(const QString, sentence);
    const HttpServer server(m_content);
    const TempFolder folder;
    const std::string url = path.isEmpty() ? "http://127.0.0.1:1/a.tar" : server.url(path.toStdString());
    const auto failure = failureOf([&] { downloadFile(url, folder / "a.tar", md5Of(m_content), {}); });
    QVERIFY(failure.first == ErrorCode::Io);
    QVERIFY2(failure.second.starts_with("cannot download " + url) &&
                 failure.second.find(sentence.toStdString()) != std::string::npos,
             failure.second.c_str());
    QVERIFY(!fs::exists(folder / "a.tar"));
}

void TestDownload::cancelling_keepsThePart()
{
    const HttpServer server(m_content);
    const TempFolder folder;
    seg::writeText(folder / "a.tar.part", m_content.substr(0, 7000));
    std::stop_source stop;
    stop.request_stop();
    const auto failure = failureOf([&] {
        downloadFile(server.url("/a.tar"), folder / "a.tar", md5Of(m_content),
                     seg::TaskContext(stop.get_token()));
    });
    QVERIFY(failure.first == ErrorCode::Cancelled);
    QVERIFY(!fs::exists(folder / "a.tar"));
    downloadFile(server.url("/a.tar"), folder / "a.tar", md5Of(m_content), {});
    QCOMPARE(seg::readText(folder / "a.tar"), m_content);
}

void TestDownload::aFullDisk_isSaid()
{
    const TempFolder folder;
    const FullDisk disk(folder / "disk", 64);
    if (!disk.isMounted()) {
        QSKIP("mounting a small file system needs more rights than this test has");
    }
    const HttpServer server(m_content);
    const auto failure =
        failureOf([&] { downloadFile(server.url("/a.tar"), disk.path() / "a.tar", md5Of(m_content), {}); });
    QVERIFY(failure.first == ErrorCode::NoSpace);
    QVERIFY2(failure.second.find("the disk is full; free some space") != std::string::npos,
             failure.second.c_str());
    QVERIFY(disk.resize(4000));
    downloadFile(server.url("/a.tar"), disk.path() / "a.tar", md5Of(m_content), {});
    QCOMPARE(seg::readText(disk.path() / "a.tar"), m_content);
}

void TestDownload::theTenTasksAreKnown()
{
    QCOMPARE(msdArchives().size(), std::size_t{10});
    for (const MsdArchive& archive : msdArchives()) {
        QVERIFY(archive.name.starts_with("Task"));
        QCOMPARE(archive.md5.size(), std::size_t{32});
    }
    QVERIFY(msdLicense().find("CC BY-SA 4.0") != std::string_view::npos);
}

QTEST_APPLESS_MAIN(TestDownload)
#include "tst_Download.moc"
