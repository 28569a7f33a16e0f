// SPDX-License-Identifier: Apache-2.0
#include "app/commands/SegmentCases.h"
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/imaging/io/ImageFile.h"
#include "tests/support/DicomFolder.h"
#include "tests/support/Failure.h"

#include <QTemporaryDir>
#include <QTest>

#include <fmt/format.h>

using namespace seg;
namespace fs = std::filesystem;

class TestSegmentCases final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void filesWithChannelNumbers_areOneScan();
    void aFileWithoutNumber_isAScanOfItsOwn();
    void equalNamesOfTwoInputs_areTwoScans();
    void channelsOfSeveralFolders_areInTheOrderOfTheirNumbers();
    void channelsOfTwoScans_areNeverMixed_data();
    void channelsOfTwoScans_areNeverMixed();
    void aScanKeepsItsName_besideASecondOne();
    void hiddenAndOtherFiles_areLeftOut();
    void recursive_keepsTheFoldersOfTheInput();
    void oneScan_mayNameItsMask();
    void severalScans_needAFolder();
    void nothingToSegment_isNotFound();
    void aDicomFolder_isOneScan_ofItsName();
    void ofSeveralSeries_thoseThatAreWanted();
    void slicesGivenOneByOne_areOneScan();
    void aDicomFileGivenAlone_isNamedByTheFile_data();
    void aDicomFileGivenAlone_isNamedByTheFile();
    void seriesThatCannotBeRead_areSaid();
    void aSeriesThatCannotBeRead_isLeftOutOfSeveral();
    void seriesThatNobodyWants_areNotLeftOut();
    void whatWasNamedAndIsNotSegmented_isLeftOut();
    void damagedDicomBesideOtherScans_isLeftOut();

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
    return app::findScans({{input}, recursive, {}, links}, output, {}).jobs;
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

void TestSegmentCases::equalNamesOfTwoInputs_areTwoScans()
{
    touch("one/scan.nii.gz");
    touch("two/scan.nii.gz");
    touch("one/mr_0000.nii.gz");
    touch("one/mr_0001.nii.gz");
    touch("two/mr_0000.nii.gz");
    touch("two/mr_0001.nii.gz");
    const std::string one = (m_root / "one").string();
    const std::string two = (m_root / "two").string();
    const std::string again = one + "/scan.nii.gz"; // is in the first
    const auto jobs = app::findScans({{one, two, again}, false, {}, {}}, "/out", {}).jobs;
    QCOMPARE(jobs.size(), std::size_t{4});
    QCOMPARE(jobs[0].channels, (std::vector<fs::path>{one + "/mr_0000.nii.gz", one + "/mr_0001.nii.gz"}));
    QCOMPARE(jobs[1].mask, fs::path("/out/mr_2.nii.gz"));
    QCOMPARE(jobs[1].channels, (std::vector<fs::path>{two + "/mr_0000.nii.gz", two + "/mr_0001.nii.gz"}));
    QCOMPARE(jobs[2].channels, std::vector<fs::path>{one + "/scan.nii.gz"});
    QCOMPARE(jobs[3].name, std::string("scan_2"));
    QCOMPARE(jobs[3].channels, std::vector<fs::path>{two + "/scan.nii.gz"});
}

void TestSegmentCases::channelsOfSeveralFolders_areInTheOrderOfTheirNumbers()
{
    touch("a/scan_0001.nii.gz");
    touch("b/scan_0000.nii.gz");
    const std::vector<std::string> folders{(m_root / "a").string(), (m_root / "b").string()};
    const auto jobs = app::findScans({folders, false, {}, {}}, "/out", {}).jobs;
    QCOMPARE(jobs.size(), std::size_t{1});
    QCOMPARE(jobs[0].channels,
             (std::vector<fs::path>{m_root / "b/scan_0000.nii.gz", m_root / "a/scan_0001.nii.gz"}));
}

void TestSegmentCases::channelsOfTwoScans_areNeverMixed_data()
{
    QTest::addColumn<QStringList>("files");
    QTest::addColumn<QStringList>("inputs");
    QTest::addColumn<QStringList>("scans"); // the channels of each, in the order of the scans
    const QStringList incomplete{"a/p_0000", "b/p_0000", "b/p_0001"};
    QTest::newRow("the incomplete one first")
        << incomplete << QStringList{"a", "b"} << QStringList{"a/p_0000", "b/p_0000 b/p_0001"};
    QTest::newRow("the incomplete one last")
        << incomplete << QStringList{"b", "a"} << QStringList{"b/p_0000 b/p_0001", "a/p_0000"};
    QTest::newRow("each lacks another one")
        << QStringList{"a/p_0000", "b/p_0001", "c/p_0000", "c/p_0001"} << QStringList{"a", "b", "c"}
        << QStringList{"a/p_0000", "b/p_0001", "c/p_0000 c/p_0001"};
    QTest::newRow("a scan without number beside the channels")
        << QStringList{"a/p", "a/p_0000", "b/p_0001"} << QStringList{"a", "b"}
        << QStringList{"a/p", "a/p_0000", "b/p_0001"};
    QTest::newRow("a folder of channels and a file for another")
        << QStringList{"a/p_0000", "a/p_0002", "b/p_0001"} << QStringList{"b", "a"}
        << QStringList{"a/p_0000 b/p_0001 a/p_0002"};
}

void TestSegmentCases::channelsOfTwoScans_areNeverMixed()
{
    QFETCH(const QStringList, files);
    QFETCH(const QStringList, inputs);
    QFETCH(const QStringList, scans);
    const fs::path root = m_root / QTest::currentDataTag();
    for (const QString& file : files) {
        touch(fs::path(QTest::currentDataTag()) / (file.toStdString() + ".nii.gz"));
    }
    app::ScanSearch search;
    for (const QString& input : inputs) {
        search.inputs.push_back((root / input.toStdString()).string());
    }
    QStringList results;
    for (const app::SegmentationJob& job : app::findScans(search, "/out", {}).jobs) {
        QCOMPARE(job.name, results.isEmpty() ? std::string("p") : fmt::format("p_{}", results.size() + 1));
        QStringList channels;
        for (const fs::path& channel : job.channels) {
            const fs::path relative = channel.lexically_relative(root);
            channels << QString::fromStdString((relative.parent_path() / stemOfImage(channel)).string());
        }
        results << channels.join(u' ');
    }
    QCOMPARE(results, scans);
}

void TestSegmentCases::aScanKeepsItsName_besideASecondOne()
{
    touch("one/scan.nii.gz");
    touch("two/scan.nii.gz");
    touch("two/scan_2.nii.gz");
    const std::vector<std::string> folders{(m_root / "one").string(), (m_root / "two").string()};
    const auto jobs = app::findScans({folders, false, {}, {}}, "/out", {}).jobs;
    QCOMPARE(jobs.size(), std::size_t{3});
    QCOMPARE(jobs[1].name, std::string("scan_2"));
    QCOMPARE(jobs[1].channels, std::vector<fs::path>{m_root / "two/scan_2.nii.gz"});
    QCOMPARE(jobs[2].name, std::string("scan_3"));
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
    const auto all = app::findScans(search, "/out", {}).jobs;
    QCOMPARE(all.size(), std::size_t{2}); // the localizer cannot be read
    QCOMPARE(all[0].name, std::string("Scout"));
    QCOMPARE(all[1].name, std::string("T1_post"));
    QCOMPARE(imaging::readImageInfo(all[1].channels.front()).geometry.extent.voxels[0], std::int64_t{7});
    search.series = {"T1"};
    QCOMPARE(app::findScans(search, "/out", {}).jobs.size(), std::size_t{1});
    QVERIFY(!fs::exists(m_root / "links" / "Scout_2")); // what is not wanted leaves no links
    search.series = {"1.2.4"};
    QCOMPARE(app::findScans(search, "/out", {}).jobs.front().name, std::string("Scout"));
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
    const auto jobs = app::findScans(search, "/out", {}).jobs;
    QCOMPARE(jobs.size(), std::size_t{1});
    QCOMPARE(jobs[0].mask, fs::path("/out/T1_post.nii.gz"));
}

void TestSegmentCases::aDicomFileGivenAlone_isNamedByTheFile_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("name");
    QTest::newRow("with the usual ending") << "IM_0001.dcm"
                                           << "IM_0001"; // 0001 is no channel
    QTest::newRow("in capitals") << "IM 1.IMA"
                                 << "IM 1";
    QTest::newRow("a UID is no ending") << "1.2.840.10008.5"
                                        << "1.2.840.10008.5";
}

void TestSegmentCases::aDicomFileGivenAlone_isNamedByTheFile()
{
    QFETCH(const QString, file);
    QFETCH(const QString, name);
    test::writeDicomSeries(m_root / "in", {"1.2.3", "T1 post", 1});
    const fs::path given = m_root / file.toStdString();
    fs::rename(m_root / "in" / "900.dcm", given);
    const auto jobs = found(given.string(), false, "/out");
    QCOMPARE(jobs.size(), std::size_t{1});
    QCOMPARE(QString::fromStdString(jobs[0].name), name);
    QCOMPARE(jobs[0].channels, std::vector<fs::path>{given});
    fs::remove(given);
}

void TestSegmentCases::seriesThatCannotBeRead_areSaid()
{
    test::writeDicomStudy(m_root / "study");
    const app::ScanSearch search{{(m_root / "study").string()}, false, {"Localizer"}, m_root / "links"};
    const auto failure = test::failureOf([&] { static_cast<void>(app::findScans(search, "/out", {})); });
    QVERIFY(failure.first == ErrorCode::BadInput);
    QVERIFY2(failure.second.starts_with("nothing to segment: cannot read the DICOM series Localizer (MR, 2 "
                                        "slices"),
             failure.second.c_str());
    QVERIFY2(failure.second.find("do not all point the same way") != std::string::npos,
             failure.second.c_str());
}

void TestSegmentCases::aSeriesThatCannotBeRead_isLeftOutOfSeveral()
{
    test::writeDicomStudy(m_root / "study");
    const auto result =
        app::findScans({{(m_root / "study").string()}, false, {}, m_root / "links"}, "/out", {});
    QCOMPARE(result.jobs.size(), std::size_t{2});
    QCOMPARE(result.leftOut.size(), std::size_t{1});
    const app::LeftOut& item = result.leftOut.front();
    QVERIFY2(item.input.starts_with("Localizer (MR, 2 slices"), item.input.c_str());
    QVERIFY2(item.input.ends_with("in " + (m_root / "study").string()), item.input.c_str());
    QVERIFY2(item.text.starts_with("cannot read the DICOM series Localizer") &&
                 item.text.find("do not all point the same way") != std::string::npos,
             item.text.c_str());
}

void TestSegmentCases::seriesThatNobodyWants_areNotLeftOut()
{
    test::writeDicomStudy(m_root / "study");
    app::ScanSearch search{{(m_root / "study").string()}, false, {"T1"}, m_root / "links"};
    QVERIFY(app::findScans(search, "/out", {}).leftOut.empty());
    search.series = {"T1", "FLAIR"};
    const auto result = app::findScans(search, "/out", {});
    QCOMPARE(result.jobs.size(), std::size_t{1});
    QCOMPARE(result.leftOut.size(), std::size_t{1});
    QCOMPARE(result.leftOut[0].input, std::string("--series FLAIR"));
}

void TestSegmentCases::whatWasNamedAndIsNotSegmented_isLeftOut()
{
    touch("a.nii.gz");
    touch("empty/notes.txt");
    test::writeDicomSeries(m_root / "in", {"1.2.3", "T1 post", 2});
    writeText(m_root / "in" / "no scan.dcm", std::string(128, ' ') + "DICM");
    app::ScanSearch search;
    search.links = m_root / "links";
    for (const char* name : {"a.nii.gz", "empty", "in/899.dcm", "in/900.dcm", "in/no scan.dcm"}) {
        search.inputs.push_back((m_root / name).string());
    }
    const auto result = app::findScans(search, "/out", {});
    QCOMPARE(result.jobs.size(), std::size_t{2});
    QCOMPARE(result.leftOut.size(), std::size_t{2});
    QCOMPARE(result.leftOut[0].input, (m_root / "in" / "no scan.dcm").string());
    QVERIFY2(result.leftOut[0].text.starts_with("cannot read " + result.leftOut[0].input),
             result.leftOut[0].text.c_str());
    QCOMPARE(result.leftOut[1].input, (m_root / "empty").string());
    QCOMPARE(result.leftOut[1].text,
             "cannot segment " + (m_root / "empty").string() +
                 ": no image file and no DICOM series was found there (--recursive also looks into folders "
                 "within)");
}

void TestSegmentCases::damagedDicomBesideOtherScans_isLeftOut()
{
    touch("in/a.nii.gz");
    const fs::path damaged = m_root / "in" / "damaged.dcm";
    test::writeDicomSeries(m_root / "in", {"1.2.3", "T1 post", 1});
    fs::rename(m_root / "in" / "900.dcm", damaged);
    fs::resize_file(damaged, 200); // within the header
    for (const std::vector<std::string>& inputs :
         {std::vector<std::string>{(m_root / "in").string()},
          std::vector<std::string>{(m_root / "in" / "a.nii.gz").string(), damaged.string()}}) {
        const auto result = app::findScans({inputs, false, {}, "/nowhere"}, "/out", {});
        QCOMPARE(result.jobs.size(), std::size_t{1});
        QCOMPARE(result.leftOut.size(), std::size_t{1});
        QCOMPARE(result.leftOut[0].input, inputs.back());
        QVERIFY2(result.leftOut[0].text.find("damaged.dcm") != std::string::npos,
                 result.leftOut[0].text.c_str());
    }
    QVERIFY(codeOf([&] { static_cast<void>(found(damaged.string(), false, "/out")); }) ==
            ErrorCode::BadInput);
}

QTEST_APPLESS_MAIN(TestSegmentCases)
#include "tst_SegmentCases.moc"
