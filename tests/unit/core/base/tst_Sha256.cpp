// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/Sha256.h"
#include "tests/support/TempFolder.h"

#include <QTest>

using namespace seg;

class TestSha256 final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void givesTheStandardsDigests_data();
    void givesTheStandardsDigests();
    void doesNotDependOnThePieces();
    void hashesAFileLikeItsText();
    void namesAFileThatIsNotThere();
};

void TestSha256::givesTheStandardsDigests_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("digest");
    QTest::newRow("nothing") << std::string()
                             << std::string(
                                    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    QTest::newRow("abc") << std::string("abc")
                         << std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    QTest::newRow("two blocks") << std::string("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
                                << std::string(
                                       "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    QTest::newRow("a million letters")
        << std::string(1000000, 'a')
        << std::string("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

void TestSha256::givesTheStandardsDigests()
{
    QFETCH(std::string, text);
    QFETCH(std::string, digest);
    QCOMPARE(sha256(text), digest);
}

void TestSha256::doesNotDependOnThePieces()
{
    const std::string text(200, 'x');
    for (const std::size_t piece : {1UL, 55UL, 63UL, 64UL, 65UL, 199UL}) {
        Sha256 hash;
        for (std::size_t i = 0; i < text.size(); i += piece) {
            hash.update(std::string_view(text).substr(i, piece));
        }
        QCOMPARE(hash.finish(), sha256(text));
    }
}

void TestSha256::hashesAFileLikeItsText()
{
    const test::TempFolder folder;
    const std::string text(3 * 1024 * 1024 + 7, 'q'); // more than one piece
    writeText(folder / "a.bin", text);
    QCOMPARE(sha256OfFile(folder / "a.bin"), sha256(text));
}

void TestSha256::namesAFileThatIsNotThere()
{
    try {
        static_cast<void>(sha256OfFile("/no/such/file"));
        QFAIL("must throw");
    } catch (const Error& error) {
        QCOMPARE(error.code(), ErrorCode::NotFound);
        QVERIFY(std::string(error.what()).find("/no/such/file") != std::string::npos);
    }
}

QTEST_APPLESS_MAIN(TestSha256)
#include "tst_Sha256.moc"
