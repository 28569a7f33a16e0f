// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/ScratchFolder.h"
#include "tests/support/Failure.h"
#include "tests/support/TempFolder.h"

#include <QTest>

#include <optional>

using namespace seg;
using test::TempFolder;
namespace fs = std::filesystem;

class TestScratchFolder final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void itIsEmpty_andGoesWithWhatIsInIt();
    void foldersThatItMadeAboveIt_goWithIt();
    void foldersThatWereThere_stay();
    void foldersThatHoldMoreByNow_stay();
    void whereNoFolderCanBe_isSaid();
};

void TestScratchFolder::itIsEmpty_andGoesWithWhatIsInIt()
{
    const TempFolder temp;
    createFolders(temp / "work" / "of a killed process");
    {
        const ScratchFolder scratch(temp / "work");
        QVERIFY(fs::is_empty(scratch.path()));
        createFolders(scratch.path() / "deeper");
        writeText(scratch.path() / "deeper" / "a.txt", "a");
    }
    QCOMPARE(test::entriesOf(temp.path()), std::vector<std::string>());
}

void TestScratchFolder::foldersThatItMadeAboveIt_goWithIt()
{
    const TempFolder temp;
    {
        const ScratchFolder scratch(temp / "kept" / "Liver" / "work");
        QVERIFY(fs::is_directory(temp / "kept" / "Liver" / "work"));
    }
    QCOMPARE(test::entriesOf(temp.path()), std::vector<std::string>());
}

void TestScratchFolder::foldersThatWereThere_stay()
{
    const TempFolder temp;
    createFolders(temp / "kept" / "Liver");
    std::optional<ScratchFolder> scratch(std::in_place, temp / "kept" / "Liver" / "work");
    scratch.reset();
    QVERIFY(fs::is_empty(temp / "kept" / "Liver"));
}

void TestScratchFolder::foldersThatHoldMoreByNow_stay()
{
    const TempFolder temp;
    std::optional<ScratchFolder> scratch(std::in_place, temp / "kept" / "Liver" / "work");
    writeText(temp / "kept" / "Liver" / "result.txt", "kept");
    scratch.reset();
    QCOMPARE(test::entriesOf(temp / "kept" / "Liver"), std::vector<std::string>{"result.txt"});
}

void TestScratchFolder::whereNoFolderCanBe_isSaid()
{
    const TempFolder temp;
    writeText(temp / "a file", "x");
    const auto failure = test::failureOf([&] { const ScratchFolder scratch(temp / "a file" / "work"); });
    QVERIFY(failure.first != ErrorCode::Internal);
    QVERIFY2(failure.second.find("a file/work") != std::string::npos, failure.second.c_str());
}

QTEST_APPLESS_MAIN(TestScratchFolder)
#include "tst_ScratchFolder.moc"
