// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Sha256.h"
#include "core/dataset/Download.h"
#include "core/dataset/Md5.h"
#include "tests/support/Failure.h"
#include "tests/support/FullDisk.h"
#include "tests/support/HttpServer.h"
#include "tests/support/TempFolder.h"

#include <QCryptographicHash>
#include <QTest>

#include <dlfcn.h>

namespace fs = std::filesystem;
using namespace seg::dataset;
using namespace seg::test;
using seg::ErrorCode;

Q_DECLARE_METATYPE(seg::dataset::ChecksumKind)

class TestDownload final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void md5_isThatOfTheStandard_data();
    void md5_isThatOfTheStandard();
    void sha256_isThatOfTheStandard_data();
    void sha256_isThatOfTheStandard();
    void everyLength_isPaddedAsTheStandardSays();
    void whatIsNoChecksum_isRefused_data();
    void whatIsNoChecksum_isRefused();
    void aFileArrives_andIsChecked_data();
    void aFileArrives_andIsChecked();
    void aBrokenTransfer_goesOnWhereItStopped();
    void aServerWithoutRanges_sendsEverythingAnew();
    void aWholePart_isOnlyChecked();
    void aWrongChecksum_leavesNothing_data();
    void aWrongChecksum_leavesNothing();
    void failures_areSentences_data();
    void failures_areSentences();
    void cancelling_keepsThePart();
    void aFullDisk_isSaid();
    void theTenTasksAreKnown();

private:
    static Checksum md5Of(const std::string& text)
    {
        Md5 hash;
        hash.add(std::as_bytes(std::span(text)));
        return {ChecksumKind::Md5, hash.text()};
    }
    static Checksum sha256Of(const std::string& text) { return {ChecksumKind::Sha256, seg::sha256(text)}; }
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
    QCOMPARE(QString::fromStdString(md5Of(text.toStdString()).digits), md5);
    const TempFolder folder;
    seg::writeText(folder / "file", text.toStdString());
    QVERIFY(checksumOfFile(folder / "file", ChecksumKind::Md5) == md5Of(text.toStdString()));
}

void TestDownload::sha256_isThatOfTheStandard_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("sha256");
    QTest::newRow("empty") << ""
                           << "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    QTest::newRow("a block") // these three: NIST's examples of FIPS 180-4
        << "abc"
        << "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    QTest::newRow("two blocks") << "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
                                << "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1";
    QTest::newRow("a million") << QString(1'000'000, u'a')
                               << "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";
}

void TestDownload::sha256_isThatOfTheStandard()
{
    QFETCH(const QString, text);
    QFETCH(const QString, sha256);
    QCOMPARE(QString::fromStdString(sha256Of(text.toStdString()).digits), sha256);
    const TempFolder folder;
    seg::writeText(folder / "file", text.toStdString());
    QVERIFY(checksumOfFile(folder / "file", ChecksumKind::Sha256) == sha256Of(text.toStdString()));
}

void TestDownload::everyLength_isPaddedAsTheStandardSays()
{
    for (int length = 0; length <= 130; ++length) { // Qt's own hashes judge
        const QByteArray bytes(length, 'x');
        const auto expected = [&](QCryptographicHash::Algorithm algorithm) {
            return QCryptographicHash::hash(bytes, algorithm).toHex().toStdString();
        };
        QCOMPARE(md5Of(bytes.toStdString()).digits, expected(QCryptographicHash::Md5));
        QCOMPARE(sha256Of(bytes.toStdString()).digits, expected(QCryptographicHash::Sha256));
    }
}

void TestDownload::whatIsNoChecksum_isRefused_data()
{
    QTest::addColumn<ChecksumKind>("kind");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("sentence"); // empty: it is one
    const QString md5(32, 'A');
    const QString sha256(64, '7');
    QTest::newRow("MD5") << ChecksumKind::Md5 << md5 << "";
    QTest::newRow("SHA-256") << ChecksumKind::Sha256 << sha256 << "";
    QTest::newRow("too short") << ChecksumKind::Sha256 << "12ab"
                               << "'12ab' is no SHA-256, which has 64 hexadecimal digits";
    QTest::newRow("the other kind") << ChecksumKind::Md5 << sha256
                                    << "'" + sha256 + "' is no MD5, which has 32 hexadecimal digits";
    QTest::newRow("a letter") << ChecksumKind::Md5 << QString(32, u'g')
                              << "'" + QString(32, u'g') + "' is no MD5, which has 32 hexadecimal digits";
}

void TestDownload::whatIsNoChecksum_isRefused()
{
    QFETCH(const ChecksumKind, kind);
    QFETCH(const QString, text);
    QFETCH(const QString, sentence);
    if (sentence.isEmpty()) {
        QCOMPARE(QString::fromStdString(checksumFromText(kind, text.toStdString()).digits), text.toLower());
        return;
    }
    const auto failure = failureOf([&] { static_cast<void>(checksumFromText(kind, text.toStdString())); });
    QVERIFY(failure.first == ErrorCode::InvalidArgument);
    QCOMPARE(QString::fromStdString(failure.second), sentence);
}

void TestDownload::aFileArrives_andIsChecked_data()
{
    QTest::addColumn<bool>("bySha256");
    QTest::newRow("MD5") << false;
    QTest::newRow("SHA-256") << true;
}

void TestDownload::aFileArrives_andIsChecked()
{
    QFETCH(const bool, bySha256);
    const HttpServer server(m_content);
    const TempFolder folder;
    downloadFile(server.url("/a.tar"), folder / "neu/a.tar",
                 bySha256 ? sha256Of(m_content) : md5Of(m_content), {});
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

void TestDownload::aWrongChecksum_leavesNothing_data()
{
    aFileArrives_andIsChecked_data();
}

void TestDownload::aWrongChecksum_leavesNothing()
{
    QFETCH(const bool, bySha256);
    const auto sumOf = [bySha256](const std::string& text) {
        return bySha256 ? sha256Of(text) : md5Of(text);
    };
    const HttpServer server(m_content);
    const TempFolder folder;
    const auto failure =
        failureOf([&] { downloadFile(server.url("/a.tar"), folder / "a.tar", sumOf("other"), {}); });
    QVERIFY(failure.first == ErrorCode::BadInput);
    QCOMPARE(failure.second, "cannot use what was downloaded from " + server.url("/a.tar") +
                                 ": its checksum (" + (bySha256 ? "SHA-256" : "MD5") + ") is " +
                                 sumOf(m_content).digits + " but should be " + sumOf("other").digits +
                                 ", so it is damaged or another file; try again");
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
