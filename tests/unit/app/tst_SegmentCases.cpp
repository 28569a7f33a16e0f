// SPDX-License-Identifier: Apache-2.0
#include "app/commands/SegmentCases.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/imaging/io/ImageFile.h"
#include "tests/support/DicomFolder.h"
#include "tests/support/Failure.h"

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
    void aDicomFolder_isOneScan_ofItsName();
    void ofSeveralSeries_thoseThatAreWanted();
    void slicesGivenOneByOne_areOneScan();
    void seriesThatCannotBeRead_areSaid();

private:
    void touch(const fs::path& relative) const
    {
        createFolders((m_root / relative).parent_path());
        writeText(m_root / relative, "x");
    }
    QTemporaryDir m_dir;
    fs::path m_root;
};

static std::vector<app::SegmentationJob> found(const std::string& input, bool recursive,
                                               const fs::path& output, const fs::path& links = "/nowhere")
{
    return app::findScans({{input}, recursive, {}, links}, output, {});
}

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
    const auto jobs = found(m_root.string(), false, "/out");
    QCOMPARE(jobs.size(), std::size_t{2});
    QCOMPARE(jobs[0].name, std::string("a"));
    QCOMPARE(jobs[1].mask, fs::path("/out/b.nii.gz"));
    QCOMPARE(jobs[1].channels, (std::vector<fs::path>{m_root / "b_0000.nii.gz", m_root / "b_0001.nii.gz"}));
}

void TestSegmentCases::aFileWithoutNumber_isAScanOfItsOwn()
{
    touch("hippocampus_123.nii.gz"); // three digits are no channel
    touch("x_12345.nii");
    const auto jobs = found(m_root.string(), false, "/out");
    QCOMPARE(jobs[0].name, std::string("hippocampus_123"));
    QCOMPARE(jobs[1].name, std::string("x_12345"));
}

void TestSegmentCases::hiddenAndOtherFiles_areLeftOut()
{
    touch("._a.nii.gz");
    touch("notes.txt");
    touch("a.nii.gz");
    QCOMPARE(found(m_root.string(), false, "/out").size(), std::size_t{1});
}

void TestSegmentCases::recursive_keepsTheFoldersOfTheInput()
{
    touch("one/scan.nii.gz");
    touch("two/scan.nii.gz");
    const auto jobs = found(m_root.string(), true, "/out");
    QCOMPARE(jobs.size(), std::size_t{2});
    QCOMPARE(jobs[0].mask, fs::path("/out/one/scan.nii.gz"));
    QCOMPARE(jobs[1].mask, fs::path("/out/two/scan.nii.gz"));
}

void TestSegmentCases::oneScan_mayNameItsMask()
{
    touch("a b_0000.nii.gz");
    const auto jobs = found((m_root / "a b_0000.nii.gz").string(), false, "/out/mask.nii.gz");
    QCOMPARE(jobs[0].name, std::string("a b"));
    QCOMPARE(jobs[0].mask, fs::path("/out/mask.nii.gz"));
}

void TestSegmentCases::severalScans_needAFolder()
{
    touch("a.nii.gz");
    touch("b.nii.gz");
    QVERIFY(codeOf([this] { static_cast<void>(found(m_root.string(), false, "/out/mask.nii.gz")); }) ==
            ErrorCode::InvalidArgument);
}

void TestSegmentCases::nothingToSegment_isNotFound()
{
    QVERIFY(codeOf([this] { static_cast<void>(found(m_root.string(), false, "/out")); }) ==
            ErrorCode::NotFound);
    QVERIFY(codeOf([this] { static_cast<void>(found((m_root / "no").string(), false, "/out")); }) ==
            ErrorCode::NotFound);
}

void TestSegmentCases::aDicomFolder_isOneScan_ofItsName()
{
    test::writeDicomSeries(m_root / "Patient 7" / "deeper", {});
    const auto jobs = found((m_root / "Patient 7").string(), false, "/out");
    QCOMPARE(jobs.size(), std::size_t{1});
    QCOMPARE(jobs[0].mask, fs::path("/out/Patient 7.nii.gz"));
    QCOMPARE(jobs[0].channels, std::vector<fs::path>{m_root / "Patient 7"});
    const auto named = found((m_root / "Patient 7").string(), false, "/out/mask.nii.gz");
    QCOMPARE(named[0].mask, fs::path("/out/mask.nii.gz"));
}

void TestSegmentCases::ofSeveralSeries_thoseThatAreWanted()
{
    test::writeDicomStudy(m_root / "study");
    app::ScanSearch search{{(m_root / "study").string()}, false, {}, m_root / "links"};
    const auto all = app::findScans(search, "/out", {});
    QCOMPARE(all.size(), std::size_t{2}); // the localizer cannot be read
    QCOMPARE(all[0].name, std::string("Scout"));
    QCOMPARE(all[1].name, std::string("T1_post"));
    QCOMPARE(imaging::readImageInfo(all[1].channels.front()).geometry.extent.voxels[0], std::int64_t{7});
    search.series = {"T1"};
    QCOMPARE(app::findScans(search, "/out", {}).size(), std::size_t{1});
    QVERIFY(!fs::exists(m_root / "links" / "Scout_2")); // what is not wanted leaves no links
    search.series = {"1.2.4"};
    QCOMPARE(app::findScans(search, "/out", {}).front().name, std::string("Scout"));
    search.series = {"FLAIR"};
    const auto failure = test::failureOf([&] { static_cast<void>(app::findScans(search, "/out", {})); });
    QVERIFY(failure.first == ErrorCode::NotFound);
    QVERIFY2(failure.second.find("--series FLAIR names none of the series there: Localizer (MR") !=
                 std::string::npos,
             failure.second.c_str());
}

void TestSegmentCases::slicesGivenOneByOne_areOneScan()
{
    test::writeDicomSeries(m_root / "in", {});
    app::ScanSearch search;
    for (const auto& entry : fs::directory_iterator(m_root / "in")) {
        search.inputs.push_back(entry.path().string());
    }
    search.links = m_root / "links";
    const auto jobs = app::findScans(search, "/out", {});
    QCOMPARE(jobs.size(), std::size_t{1});
    QCOMPARE(jobs[0].mask, fs::path("/out/T1_post.nii.gz"));
}

void TestSegmentCases::seriesThatCannotBeRead_areSaid()
{
    test::writeDicomStudy(m_root / "study");
    const app::ScanSearch search{{(m_root / "study").string()}, false, {"Localizer"}, m_root / "links"};
    const auto failure = test::failureOf([&] { static_cast<void>(app::findScans(search, "/out", {})); });
    QVERIFY(failure.first == ErrorCode::BadInput);
    QVERIFY2(failure.second.starts_with("cannot segment the DICOM series Localizer (MR, 2 slices"),
             failure.second.c_str());
    QVERIFY2(failure.second.find("do not all point the same way") != std::string::npos,
             failure.second.c_str());
}

QTEST_APPLESS_MAIN(TestSegmentCases)
#include "tst_SegmentCases.moc"
