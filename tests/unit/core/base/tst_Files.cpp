// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "tests/support/FileSizeLimit.h"

#include <QTemporaryDir>
#include <QTest>

namespace fs = std::filesystem;
using seg::Error;
using seg::ErrorCode;

class TestFiles final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void writesAndReadsText_inFoldersWithSpacesAndUmlauts();
    void aFailedWrite_leavesTheOldFileAndNothingElse();
    void aTemporaryNameKeepsTheWholeEnding();
    void appendsWholeLines();
    void aLineThatDoesNotFit_isTakenBackWhole();
    void stemDropsBothEndings_data();
    void stemDropsBothEndings();
    void freeSpaceOfAFolderYetToBeMade_isThatOfItsParent();
    void readingAMissingFile_isNotFound();
};

static std::size_t entriesIn(const fs::path& folder)
{
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

void TestFiles::writesAndReadsText_inFoldersWithSpacesAndUmlauts()
{
    const QTemporaryDir dir;
    const fs::path file = fs::path(dir.path().toStdString()) / "Größe 3 (Test)" / "a b.json";
    seg::createFolders(file.parent_path());
    seg::writeText(file, "first");
    seg::writeText(file, "second");
    QCOMPARE(seg::readText(file), std::string("second"));
    QCOMPARE(entriesIn(file.parent_path()), std::size_t{1});
}

void TestFiles::aFailedWrite_leavesTheOldFileAndNothingElse()
{
    const QTemporaryDir dir;
    const fs::path file = fs::path(dir.path().toStdString()) / "plan.json";
    seg::writeText(file, "old");
    const auto failHalfway = [](const fs::path& temporary) {
        seg::appendLine(temporary, "half of the new");
        throw Error(ErrorCode::NoSpace, "full");
    };
    QVERIFY_EXCEPTION_THROWN(seg::writeAtomically(file, failHalfway), Error);
    QCOMPARE(seg::readText(file), std::string("old"));
    QCOMPARE(entriesIn(file.parent_path()), std::size_t{1});
}

void TestFiles::aTemporaryNameKeepsTheWholeEnding()
{
    const QTemporaryDir dir;
    const fs::path file = fs::path(dir.path().toStdString()) / "mask.nii.gz";
    seg::writeAtomically(file, [&](const fs::path& temporary) {
        QVERIFY(temporary.string().ends_with(".nii.gz"));
        QCOMPARE(temporary.parent_path(), file.parent_path());
        seg::appendLine(temporary, "x");
    });
    QVERIFY(fs::exists(file));
}

void TestFiles::appendsWholeLines()
{
    const QTemporaryDir dir;
    const fs::path file = fs::path(dir.path().toStdString()) / "events.jsonl";
    seg::appendLine(file, "one");
    seg::appendLine(file, "two");
    QCOMPARE(seg::readText(file), std::string("one\ntwo\n"));
}

void TestFiles::aLineThatDoesNotFit_isTakenBackWhole()
{
    const QTemporaryDir dir;
    const fs::path file = fs::path(dir.path().toStdString()) / "events.jsonl";
    const std::string first(100, 'a');
    seg::appendLine(file, first);
    try {
        const seg::test::FileSizeLimit limit(150);
        seg::appendLine(file, std::string(100, 'b'));
        QFAIL("appended more than fits");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::NoSpace);
        QVERIFY2(QString(error.what()).startsWith("cannot write " + QString::fromStdString(file.string())),
                 error.what());
    }
    QCOMPARE(seg::readText(file), first + "\n");
    seg::appendLine(file, "c");
    QCOMPARE(seg::readText(file), first + "\nc\n");
}

void TestFiles::stemDropsBothEndings_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("stem");
    QTest::newRow("nii.gz") << "scan.nii.gz"
                            << "scan";
    QTest::newRow("nii") << "scan.nii"
                         << "scan";
    QTest::newRow("dots inside") << "a.b_0000.nii.gz"
                                 << "a.b_0000";
    QTest::newRow("none") << "scan"
                          << "scan";
    QTest::newRow("hidden") << ".hidden"
                            << ".hidden";
}

void TestFiles::stemDropsBothEndings()
{
    QFETCH(const QString, name);
    QFETCH(const QString, stem);
    QCOMPARE(QString::fromStdString(seg::stemOfImage(fs::path("/data") / name.toStdString())), stem);
}

void TestFiles::freeSpaceOfAFolderYetToBeMade_isThatOfItsParent()
{
    const QTemporaryDir dir;
    const fs::path root = dir.path().toStdString();
    const auto there = static_cast<double>(seg::freeSpace(root));
    const auto below = static_cast<double>(seg::freeSpace(root / "not" / "yet"));
    QVERIFY(there > 0.0);
    QVERIFY(std::abs(there - below) < 0.05 * there); // other programs may write meanwhile
}

void TestFiles::readingAMissingFile_isNotFound()
{
    try {
        static_cast<void>(seg::readText("/does/not/exist.json"));
        QFAIL("read a file that does not exist");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::NotFound);
        QVERIFY(std::string(error.what()).find("/does/not/exist.json") != std::string::npos);
    }
}

QTEST_APPLESS_MAIN(TestFiles)
#include "tst_Files.moc"
