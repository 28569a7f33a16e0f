// SPDX-License-Identifier: Apache-2.0
#include "app/commands/SegmentCases.h"
#include "core/base/Error.h"
#include "core/base/Files.h"

#include <QTemporaryDir>
#include <QTest>

using namespace seg;
namespace fs = std::filesystem;

class TestSegmentCases final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void filesWithChannelNumbers_areOneScan();
    void aFileWithoutNumber_isAScanOfItsOwn();
    void hiddenAndOtherFiles_areLeftOut();
    void recursive_keepsTheFoldersOfTheInput();
    void oneScan_mayNameItsMask();
    void severalScans_needAFolder();
    void nothingToSegment_isNotFound();

private:
    void touch(const fs::path& relative) const
    {
        createFolders((m_root / relative).parent_path());
        writeText(m_root / relative, "x");
    }
    QTemporaryDir m_dir;
    fs::path m_root;
};

static ErrorCode codeOf(const std::function<void()>& call)
{
    try {
        call();
    } catch (const Error& error) {
        return error.code();
    }
    return ErrorCode::Internal;
}

void TestSegmentCases::init()
{
    m_root = fs::path(m_dir.path().toStdString()) / QTest::currentTestFunction();
    createFolders(m_root);
}

void TestSegmentCases::filesWithChannelNumbers_areOneScan()
{
    touch("b_0001.nii.gz");
    touch("b_0000.nii.gz");
    touch("a_0000.nii.gz");
    const auto jobs = app::findScans({m_root.string()}, false, "/out");
    QCOMPARE(jobs.size(), std::size_t{2});
    QCOMPARE(jobs[0].name, std::string("a"));
    QCOMPARE(jobs[1].mask, fs::path("/out/b.nii.gz"));
    QCOMPARE(jobs[1].channels, (std::vector<fs::path>{m_root / "b_0000.nii.gz", m_root / "b_0001.nii.gz"}));
}

void TestSegmentCases::aFileWithoutNumber_isAScanOfItsOwn()
{
    touch("hippocampus_123.nii.gz"); // three digits are no channel
    touch("x_12345.nii");
    const auto jobs = app::findScans({m_root.string()}, false, "/out");
    QCOMPARE(jobs[0].name, std::string("hippocampus_123"));
    QCOMPARE(jobs[1].name, std::string("x_12345"));
}

void TestSegmentCases::hiddenAndOtherFiles_areLeftOut()
{
    touch("._a.nii.gz");
    touch("notes.txt");
    touch("a.nii.gz");
    QCOMPARE(app::findScans({m_root.string()}, false, "/out").size(), std::size_t{1});
}

void TestSegmentCases::recursive_keepsTheFoldersOfTheInput()
{
    touch("one/scan.nii.gz");
    touch("two/scan.nii.gz");
    const auto jobs = app::findScans({m_root.string()}, true, "/out");
    QCOMPARE(jobs.size(), std::size_t{2});
    QCOMPARE(jobs[0].mask, fs::path("/out/one/scan.nii.gz"));
    QCOMPARE(jobs[1].mask, fs::path("/out/two/scan.nii.gz"));
}

void TestSegmentCases::oneScan_mayNameItsMask()
{
    touch("a b_0000.nii.gz");
    const auto jobs = app::findScans({(m_root / "a b_0000.nii.gz").string()}, false, "/out/mask.nii.gz");
    QCOMPARE(jobs[0].name, std::string("a b"));
    QCOMPARE(jobs[0].mask, fs::path("/out/mask.nii.gz"));
}

void TestSegmentCases::severalScans_needAFolder()
{
    touch("a.nii.gz");
    touch("b.nii.gz");
    QVERIFY(codeOf([this] {
                static_cast<void>(app::findScans({m_root.string()}, false, "/out/mask.nii.gz"));
            }) == ErrorCode::InvalidArgument);
}

void TestSegmentCases::nothingToSegment_isNotFound()
{
    QVERIFY(codeOf([this] { static_cast<void>(app::findScans({m_root.string()}, false, "/out")); }) ==
            ErrorCode::NotFound);
    QVERIFY(codeOf([this] {
                static_cast<void>(app::findScans({(m_root / "no").string()}, false, "/out"));
            }) == ErrorCode::NotFound);
}

QTEST_APPLESS_MAIN(TestSegmentCases)
#include "tst_SegmentCases.moc"
