// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/imaging/io/DicomScans.h"
#include "core/imaging/io/ImageFile.h"
#include "tests/support/DicomFolder.h"
#include "tests/support/Failure.h"
#include "tests/support/TempFolder.h"

#include <QTest>

namespace fs = std::filesystem;
namespace imaging = seg::imaging;
using namespace seg::test;

class TestDicomScans final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theOnlySeries_isTheFolder();
    void ofSeveral_eachHasAFolderOfLinks();
    void theLongestOfAStudy_isTheMainOne();
    void ofSeveralPatients_theNameSaysWhose();
    void aDamagedFile_isNoOtherPatient();
    void chosenSlices_areOneScan();
    void aMultiFrameFile_staysAFile();
    void chosenFilesOfOneName_areToldApart();
    void linksAreMadeAnew_elsewhere();
    void aSliceThatIsGone_isNamed();
    void namesArePlain_data();
    void namesArePlain();
    void realSeries_areOneScan();
};

namespace {

const imaging::DicomScan& named(const std::vector<imaging::DicomScan>& scans, const std::string& name)
{
    const auto found =
        std::find_if(scans.begin(), scans.end(), [&](const auto& scan) { return scan.name == name; });
    if (found == scans.end()) {
        throw std::runtime_error("there is no scan " + name);
    }
    return *found;
}

} // namespace

void TestDicomScans::theOnlySeries_isTheFolder()
{
    const TempFolder folder;
    writeDicomSeries(folder / "Patient 7.1" / "deeper", {});
    const auto scans = imaging::dicomScansIn(folder / "Patient 7.1", folder / "links");
    QCOMPARE(scans.size(), std::size_t{1});
    QCOMPARE(scans[0].name, std::string("Patient 7.1"));
    QCOMPARE(scans[0].path, folder / "Patient 7.1");
    QVERIFY(!scans[0].isLinked && scans[0].isMain);
    QVERIFY(!fs::exists(folder / "links"));
    QCOMPARE(imaging::readImageInfo(scans[0].path).geometry, scans[0].series.geometry);
}

void TestDicomScans::ofSeveral_eachHasAFolderOfLinks()
{
    const TempFolder folder;
    writeDicomStudy(folder / "study");
    const auto scans = imaging::dicomScansIn(folder / "study", folder / "links");
    QCOMPARE(scans.size(), std::size_t{3});
    const auto& t1 = named(scans, "T1_post");
    QVERIFY(t1.isLinked);
    const seg::Volume volume = imaging::readVolume(t1.path);
    QCOMPARE(volume.geometry, t1.series.geometry);
    QCOMPARE(volume.geometry.extent, (seg::Extent{{7, 3, 4}}));
    QCOMPARE(volume.values[0], 100.0F);
    QCOMPARE(imaging::readVolume(named(scans, "Scout").path).geometry.extent.voxels[0], std::int64_t{3});
    QVERIFY(named(scans, "Localizer").path.empty());
    QVERIFY(!named(scans, "Localizer").series.isReadable());
    const auto again = imaging::dicomScansIn(folder / "study", folder / "links");
    QVERIFY(named(again, "T1_post").path != t1.path); // what was handed out stays as it is
}

void TestDicomScans::theLongestOfAStudy_isTheMainOne()
{
    const TempFolder folder;
    writeDicomStudy(folder / "study");
    const auto scans = imaging::dicomScansIn(folder / "study", folder / "links");
    QVERIFY(named(scans, "T1_post").isMain);
    QVERIFY(!named(scans, "Scout").isMain);
    QVERIFY(!named(scans, "Localizer").isMain);
}

void TestDicomScans::ofSeveralPatients_theNameSaysWhose()
{
    const TempFolder folder;
    writeDicomSeries(folder / "in" / "a", {});
    writeDicomSeries(folder / "in" / "b", {"1.2.9"});
    for (const auto& entry : fs::directory_iterator(folder / "in" / "b")) {
        std::string bytes = readBytes(entry.path());
        bytes.replace(bytes.find("patient 7"), 9, "patient 8");
        writeBytes(entry.path(), bytes);
    }
    const auto scans = imaging::dicomScansIn(folder / "in", folder / "links");
    QCOMPARE(scans.size(), std::size_t{2});
    QVERIFY(named(scans, "patient_7_T1_post").series.uid == "1.2.3");
    QVERIFY(named(scans, "patient_8_T1_post").series.uid == "1.2.9");
}

void TestDicomScans::aDamagedFile_isNoOtherPatient()
{
    const TempFolder folder;
    writeDicomSeries(folder / "in" / "a", {});
    writeDicomSeries(folder / "in" / "b", {"1.2.9", "T2"});
    writeDicomSeries(folder / "in" / "c", {"1.2.10", "T1 post", 1});
    fs::resize_file(folder / "in" / "c" / "900.dcm", 200); // within the header
    const auto scans = imaging::dicomScansIn(folder / "in", folder / "links");
    QCOMPARE(scans.size(), std::size_t{3});
    QVERIFY(named(scans, "T1_post").series.isReadable());
    QVERIFY(named(scans, "T2").series.isReadable());
}

void TestDicomScans::chosenSlices_areOneScan()
{
    const TempFolder folder;
    writeDicomSeries(folder / "in", {});
    writeBytes(folder / "in" / "notes.txt", "no slice");
    const std::vector<fs::path> chosen{folder / "in" / "900.dcm", folder / "in" / "899.dcm",
                                       folder / "in" / "notes.txt"};
    const auto scans = imaging::dicomScansAmong(chosen, folder / "links");
    QCOMPARE(scans.size(), std::size_t{1});
    QCOMPARE(imaging::readVolume(scans[0].path).geometry.extent.voxels[0], std::int64_t{2});
}

void TestDicomScans::aMultiFrameFile_staysAFile()
{
    const TempFolder folder;
    writeDicomSeries(folder / "in", {"1.2.3", "T1 post", 1});
    const auto scans = imaging::dicomScansAmong({folder / "in" / "900.dcm"}, folder / "links");
    QCOMPARE(scans.size(), std::size_t{1});
    QCOMPARE(scans[0].path, folder / "in" / "900.dcm");
    QCOMPARE(scans[0].name, std::string("900"));
    QVERIFY(!fs::exists(folder / "links"));
}

void TestDicomScans::chosenFilesOfOneName_areToldApart()
{
    const TempFolder folder;
    writeDicomSeries(folder / "a", {"1.2.3", "T1 post", 1});
    writeDicomSeries(folder / "b", {"1.2.4", "T2", 1});
    const auto scans =
        imaging::dicomScansAmong({folder / "a" / "900.dcm", folder / "b" / "900.dcm"}, folder / "links");
    QCOMPARE(scans.size(), std::size_t{2});
    QCOMPARE(named(scans, "900").path, folder / "a" / "900.dcm");
    QCOMPARE(named(scans, "900_2").path, folder / "b" / "900.dcm");
}

void TestDicomScans::linksAreMadeAnew_elsewhere()
{
    const TempFolder folder;
    writeDicomStudy(folder / "study");
    const auto scans = imaging::dicomScansIn(folder / "study", folder / "links");
    const fs::path kept = folder / "project" / "scans" / "T1_post";
    imaging::copyDicomLinks(named(scans, "T1_post").path, kept);
    const seg::Volume before = imaging::readVolume(named(scans, "T1_post").path);
    fs::remove_all(folder / "links");
    QCOMPARE(imaging::readVolume(kept).values, before.values);
}

void TestDicomScans::aSliceThatIsGone_isNamed()
{
    const TempFolder folder;
    writeDicomStudy(folder / "study");
    const auto scans = imaging::dicomScansIn(folder / "study", folder / "links");
    fs::remove(folder / "study" / "a900.dcm");
    const auto failure = failureOf(
        [&] { imaging::copyDicomLinks(named(scans, "T1_post").path, folder / "kept" / "T1_post"); });
    QVERIFY(failure.first == seg::ErrorCode::NotFound);
    QVERIFY2(failure.second.find("00001.dcm") != std::string::npos, failure.second.c_str());
}

void TestDicomScans::namesArePlain_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("letters stay") << QByteArray("CT-Thorax") << QByteArray("CT-Thorax");
    QTest::newRow("umlauts stay") << QByteArray("Schädel nativ") << QByteArray("Schädel_nativ");
    QTest::newRow("dots and slashes go") << QByteArray("../T1 0.9mm/+C ") << QByteArray("T1_0_9mm_C");
    QTest::newRow("nothing is left") << QByteArray(" *. ") << QByteArray();
}

void TestDicomScans::namesArePlain()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, name);
    QCOMPARE(QByteArray::fromStdString(imaging::plainName(text.toStdString())), name);
}

void TestDicomScans::realSeries_areOneScan()
{
    const fs::path data = fs::path(SEG_SHARED_DATA) / "scans";
    if (!fs::exists(data / "dicom_t1post")) {
        QSKIP("no real scans on this machine");
    }
    const TempFolder folder;
    const auto scans = imaging::dicomScansIn(data / "dicom_t1post", folder / "links");
    QCOMPARE(scans.size(), std::size_t{1});
    QCOMPARE(scans[0].series.geometry.extent, (seg::Extent{{12, 512, 512}}));
}

QTEST_APPLESS_MAIN(TestDicomScans)
#include "tst_DicomScans.moc"
