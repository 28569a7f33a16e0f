// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/imaging/io/DicomSeries.h"
#include "core/imaging/io/ImageFile.h"
#include "tests/support/Failure.h"
#include "tests/support/TempFolder.h"
#include "tests/unit/core/imaging/io/CompressedDicom.h"
#include "tests/unit/core/imaging/io/RawDicom.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <utility>

namespace fs = std::filesystem;
namespace imaging = seg::imaging;
using namespace seg::test;

class TestDicomSeries final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void slicesAreSortedByPosition_andPlaced();
    void theNormalDecidesTheOrder();
    void rescaleIsAppliedToEverySlice();
    void storedBits_andSigns_areRead_data();
    void storedBits_andSigns_areRead();
    void compressedPixels_areUnpacked_data();
    void compressedPixels_areUnpacked();
    void damagedPackedPixels_areRefusedInWords_data();
    void damagedPackedPixels_areRefusedInWords();
    void packedPixelsWithAnyByteWrong_endInWordsOrPixels_data();
    void packedPixelsWithAnyByteWrong_endInWordsOrPixels();
    void severalSeries_areListed();
    void aGap_isReported();
    void copies_areLeftOut();
    void slicesAtOnePlace_areAnObstacle();
    void mixtures_areAnObstacle_data();
    void mixtures_areAnObstacle();
    void aTiltedGantry_isReported();
    void withoutPositions_theNumbersSort();
    void aMultiFrameFile_isAVolume();
    void oneFile_isASlice();
    void damagedFiles_areLeftOut_andNamed();
    void aDamagedFileBesideNoSeries_isListedByItself();
    void whatIsNoSeries_isSaid();
    void aMaskOfASeries_isWrittenOnItsGrid();
    void textIsUtf8_whateverTheFile();
};

namespace {

/// Five slices, 2.5 mm apart, turned about the z axis, in files that are named the other way round.
SliceSpec slice(int k)
{
    const double c = std::cos(0.3);
    const double s = std::sin(0.3);
    SliceSpec spec;
    spec.number = k + 1;
    spec.orientation = {c, s, 0, -s, c, 0};
    spec.position = {10.0, -20.0, 5.0 + 2.5 * k};
    return spec;
}

void writeSeries(const fs::path& folder, int count, const std::function<void(int, SliceSpec&)>& change = {})
{
    fs::create_directories(folder);
    for (int k = 0; k < count; ++k) {
        SliceSpec spec = slice(k);
        if (change) {
            change(k, spec);
        }
        writeSlice(folder / fmt::format("{:03}.dcm", 900 - k), spec);
    }
}

bool contains(const std::vector<std::string>& findings, const std::string& part)
{
    return std::any_of(findings.begin(), findings.end(),
                       [&](const std::string& text) { return text.find(part) != std::string::npos; });
}

std::string joined(const std::vector<std::string>& texts)
{
    std::string all;
    for (const std::string& text : texts) {
        all += text + "\n";
    }
    return all;
}

} // namespace

void TestDicomSeries::slicesAreSortedByPosition_andPlaced()
{
    const TempFolder folder;
    writeSeries(folder.path(), 5);
    writeBytes(folder / "notes.txt", "no image");
    writeBytes(folder / ".hidden.dcm", "no image");
    const auto all = imaging::listDicomSeries(folder.path());
    QCOMPARE(all.size(), std::size_t{1});
    const auto& series = all.front();
    QCOMPARE(series.uid, std::string("1.2.3"));
    QCOMPARE(series.description, std::string("T1 post"));
    QCOMPARE(series.modality, std::string("MR"));
    QCOMPARE(series.patientId, std::string("patient 7"));
    QCOMPARE(series.sliceThickness, 2.2);
    QCOMPARE(series.voxelType, std::string("int16"));
    QVERIFY2(series.findings.empty(), joined(series.findings).c_str());
    QVERIFY(series.isReadable());
    QCOMPARE(series.files.front().filename().string(), std::string("900.dcm"));
    QCOMPARE(imaging::dicomSeriesText(series),
             std::string("T1 post (MR, 5 slices of 4x3, 0.5 x 0.75 x 2.5 mm)"));

    const seg::Volume volume = imaging::readVolume(folder.path());
    QCOMPARE(volume.geometry, series.geometry);
    QCOMPARE(volume.geometry.extent, (seg::Extent{{5, 3, 4}}));
    QCOMPARE(volume.geometry.spacing, (seg::Spacing{{2.5, 0.75, 0.5}}));
    QCOMPARE(volume.geometry.origin, (seg::Point{10.0, -20.0, 5.0}));
    QVERIFY(std::abs(volume.geometry.direction[1][0] - std::sin(0.3)) < 1e-5);
    QVERIFY(std::abs(volume.geometry.direction[2][2] - 1.0) < 1e-5);
    for (std::size_t k = 0; k < 5; ++k) {
        QCOMPARE(volume.values[12 * k + 7], static_cast<float>(100 * (k + 1) + 7));
    }
    const auto info = imaging::readImageInfo(folder.path());
    QCOMPARE(info.format, std::string("DICOM"));
    QCOMPARE(info.geometry, volume.geometry);
}

void TestDicomSeries::theNormalDecidesTheOrder()
{
    const TempFolder folder;
    writeSeries(folder.path(), 3, [](int k, SliceSpec& spec) { // sagittal: the normal of (y, -z) is -x
        spec.orientation = {0, 1, 0, 0, 0, -1};
        spec.position = {4.0 * k, 0.0, 0.0};
    });
    const seg::Volume volume = imaging::readVolume(folder.path());
    QCOMPARE(volume.geometry.origin, (seg::Point{8.0, 0.0, 0.0}));
    QCOMPARE(seg::orientationCode(volume.geometry), std::string("PIR"));
    QCOMPARE(volume.values[0], 300.0F);
}

void TestDicomSeries::rescaleIsAppliedToEverySlice()
{
    const TempFolder folder;
    writeSeries(folder.path(), 3, [](int k, SliceSpec& spec) {
        spec.slope = k == 1 ? "2" : "0.5";
        spec.intercept = "-1024";
    });
    const seg::Volume volume = imaging::readVolume(folder.path());
    QCOMPARE(volume.values[1], 101.0F * 0.5F - 1024.0F);
    QCOMPARE(volume.values[13], 201.0F * 2.0F - 1024.0F);
}

void TestDicomSeries::storedBits_andSigns_areRead_data()
{
    QTest::addColumn<bool>("isSigned");
    QTest::addColumn<int>("bits");
    QTest::addColumn<int>("stored");
    QTest::addColumn<float>("value");
    QTest::newRow("negative") << true << 16 << -5 << -5.0F;
    QTest::newRow("large without sign") << false << 16 << -5 << 65531.0F;
    QTest::newRow("twelve bits") << false << 12 << 0x0FFB << 4091.0F;
    QTest::newRow("twelve bits with a sign") << true << 12 << 0x0FFB << -5.0F;
    QTest::newRow("twelve bits below an overlay") << false << 12 << -0x1000 + 0x0005 << 5.0F;
}

void TestDicomSeries::storedBits_andSigns_areRead()
{
    QFETCH(const bool, isSigned);
    QFETCH(const int, bits);
    QFETCH(const int, stored);
    QFETCH(const float, value);
    const TempFolder folder;
    writeSeries(folder.path(), 2, [&](int, SliceSpec& spec) {
        spec.isSigned = isSigned;
        spec.bitsStored = bits;
        spec.pixels = std::vector<std::int16_t>(12, static_cast<std::int16_t>(stored));
    });
    QCOMPARE(imaging::readVolume(folder.path()).values[3], value);
}

void TestDicomSeries::compressedPixels_areUnpacked_data()
{
    QTest::addColumn<int>("syntax");
    QTest::addColumn<bool>("isSigned");
    for (const bool isSigned : {false, true}) {
        const auto row = [&](const char* name, gdcm::TransferSyntax::TSType syntax) {
            QTest::addRow("%s, %s", name, isSigned ? "signed" : "unsigned")
                << static_cast<int>(syntax) << isSigned;
        };
        row("RLE", gdcm::TransferSyntax::RLELossless);
        row("JPEG lossless", gdcm::TransferSyntax::JPEGLosslessProcess14_1);
        row("JPEG-LS", gdcm::TransferSyntax::JPEGLSLossless);
        row("JPEG 2000", gdcm::TransferSyntax::JPEG2000Lossless);
        row("implicit VR", gdcm::TransferSyntax::ImplicitVRLittleEndian);
    }
}

void TestDicomSeries::compressedPixels_areUnpacked()
{
    QFETCH(const int, syntax);
    QFETCH(const bool, isSigned);
    const TempFolder folder;
    std::mt19937 random(7);
    writeSeries(folder / "plain", 2, [&](int, SliceSpec& spec) {
        spec.columns = 31;
        spec.rows = 16;
        spec.isSigned = isSigned;
        for (int i = 0; i < spec.columns * spec.rows;
             ++i) { // smooth, with noise of the whole range in places
            spec.pixels.push_back(static_cast<std::int16_t>(i % 7 == 0 ? random() : 500 + random() % 16));
        }
    });
    fs::create_directory(folder / "packed");
    for (const auto& entry : fs::directory_iterator(folder / "plain")) {
        QVERIFY(writeWithTransferSyntax(entry.path(), folder / "packed" / entry.path().filename(),
                                        static_cast<gdcm::TransferSyntax::TSType>(syntax)));
    }
    const seg::Volume plain = imaging::readVolume(folder / "plain");
    const seg::Volume packed = imaging::readVolume(folder / "packed");
    QCOMPARE(packed.values, plain.values);
    QVERIFY(seg::sameGrid(packed.geometry, plain.geometry));
}

namespace {

void addPackings()
{
    QTest::addColumn<int>("syntax");
    QTest::newRow("RLE") << static_cast<int>(gdcm::TransferSyntax::RLELossless);
    QTest::newRow("JPEG lossless") << static_cast<int>(gdcm::TransferSyntax::JPEGLosslessProcess14_1);
    QTest::newRow("JPEG-LS") << static_cast<int>(gdcm::TransferSyntax::JPEGLSLossless);
    QTest::newRow("JPEG 2000") << static_cast<int>(gdcm::TransferSyntax::JPEG2000Lossless);
}

/// A packed slice, and where the packed picture begins in it: behind the second item of the pixel data.
std::pair<std::string, std::size_t> packedSlice(const TempFolder& folder, int syntax)
{
    SliceSpec spec;
    spec.columns = 16;
    spec.rows = 16;
    spec.isSigned = false;
    writeSlice(folder / "plain.dcm", spec);
    if (!writeWithTransferSyntax(folder / "plain.dcm", folder / "packed.dcm",
                                 static_cast<gdcm::TransferSyntax::TSType>(syntax))) {
        return {};
    }
    const std::string bytes = seg::readText(folder / "packed.dcm");
    const std::string item("\xfe\xff\x00\xe0", 4);
    return {bytes, bytes.find(item, bytes.find(item) + 4) + 8};
}

} // namespace

void TestDicomSeries::damagedPackedPixels_areRefusedInWords_data()
{
    addPackings();
}

void TestDicomSeries::damagedPackedPixels_areRefusedInWords()
{
    QFETCH(const int, syntax);
    const TempFolder folder;
    auto [bytes, at] = packedSlice(folder, syntax);
    QVERIFY(!bytes.empty());
    std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(at) + 2, 24, '\0');
    writeBytes(folder / "packed.dcm", bytes);
    const auto [code, text] =
        failureOf([&] { static_cast<void>(imaging::readVolume(folder / "packed.dcm")); });
    QVERIFY(code == seg::ErrorCode::BadInput);
    QVERIFY2(text.find("its pixels cannot be unpacked") != std::string::npos, text.c_str());
}

void TestDicomSeries::packedPixelsWithAnyByteWrong_endInWordsOrPixels_data()
{
    addPackings();
}

void TestDicomSeries::packedPixelsWithAnyByteWrong_endInWordsOrPixels()
{
    QFETCH(const int, syntax);
    const TempFolder folder;
    const auto [bytes, at] = packedSlice(folder, syntax);
    QVERIFY(!bytes.empty());
    for (std::size_t i = at; i + 8 < bytes.size(); ++i) {
        std::string damaged = bytes;
        damaged[i] = static_cast<char>(damaged[i] ^ 0x7f);
        writeBytes(folder / "packed.dcm", damaged);
        try {
            QCOMPARE(imaging::readVolume(folder / "packed.dcm").values.size(), std::size_t{256});
        } catch (const seg::Error& error) {
            QVERIFY2(error.code() == seg::ErrorCode::BadInput, error.what());
        }
    }
}

void TestDicomSeries::severalSeries_areListed()
{
    const TempFolder folder;
    writeSeries(folder / "a", 3);
    writeSeries(folder / "b" / "deeper", 2, [](int, SliceSpec& spec) {
        spec.series = "9.9";
        spec.description = "Flair";
    });
    const auto all = imaging::listDicomSeries(folder.path());
    QCOMPARE(all.size(), std::size_t{2});
    QCOMPARE(all[0].description, std::string("Flair"));
    QCOMPARE(imaging::readDicomSeries(all[1]).geometry.extent.voxels[0], std::int64_t{3});
    const auto [code, text] = failureOf([&] { static_cast<void>(imaging::readVolume(folder.path())); });
    QVERIFY(code == seg::ErrorCode::BadInput);
    QVERIFY2(
        text.find(
            "it holds 2 DICOM series, and one is wanted: Flair (MR, 2 slices of 4x3, 0.5 x 0.75 x 2.5 mm)") !=
            std::string::npos,
        text.c_str());
    QVERIFY(imaging::holdsDicom(folder.path()));
    QVERIFY(imaging::holdsDicom(folder / "a"));
    QVERIFY(!imaging::holdsDicom(folder / "nowhere"));
}

void TestDicomSeries::aGap_isReported()
{
    const TempFolder folder;
    writeSeries(folder.path(), 8);
    fs::remove(folder / "896.dcm"); // the fifth slice
    const auto series = imaging::onlyDicomSeries(folder.path());
    QVERIFY2(contains(series.findings, "1 slice seems to be missing (between slices 4 and 5)"),
             joined(series.findings).c_str());
    QCOMPARE(series.geometry.spacing.mm[0], 2.5);
    QVERIFY(imaging::readImageInfo(folder.path()).note.find("missing") != std::string::npos);
}

void TestDicomSeries::copies_areLeftOut()
{
    const TempFolder folder;
    writeSeries(folder.path(), 4);
    fs::copy_file(folder / "899.dcm", folder / "copy.dcm");
    const auto series = imaging::onlyDicomSeries(folder.path());
    QVERIFY(contains(series.findings, "1 of its slices are there twice"));
    QCOMPARE(imaging::readDicomSeries(series).geometry.extent.voxels[0], std::int64_t{4});
}

void TestDicomSeries::slicesAtOnePlace_areAnObstacle()
{
    const TempFolder folder;
    writeSeries(folder.path(), 4);
    SliceSpec echo = slice(2);
    echo.copy = 1;
    writeSlice(folder / "echo.dcm", echo);
    const auto [code, text] = failureOf([&] { static_cast<void>(imaging::readVolume(folder.path())); });
    QVERIFY(code == seg::ErrorCode::BadInput);
    QVERIFY2(text.find("1 of its 5 slices lie at the same place as another") != std::string::npos,
             text.c_str());
}

void TestDicomSeries::mixtures_areAnObstacle_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("said");
    QTest::newRow("sizes") << "sizes"
                           << "differ in size: 3 of 4x3 and 1 of 5x3";
    QTest::newRow("directions") << "directions"
                                << "do not all point the same way: 3 of 4 are turned";
    QTest::newRow("pixels")
        << "pixels"
        << "differ in the size of their pixels: 3 of 0.5 x 0.75 mm and 1 of 0.6 x 0.75 mm";
    QTest::newRow("colors") << "colors"
                            << "not all gray values";
}

void TestDicomSeries::mixtures_areAnObstacle()
{
    QFETCH(const QString, what);
    QFETCH(const QString, said);
    const TempFolder folder;
    writeSeries(folder.path(), 4, [&](int k, SliceSpec& spec) {
        if (k == 3 && what == "sizes") {
            spec.columns = 5;
        } else if (k == 3 && what == "directions") {
            spec.orientation = {1, 0, 0, 0, 0, -1};
        } else if (k == 3 && what == "pixels") {
            spec.pixelSpacing[1] = 0.6;
        } else if (k == 3 && what == "colors") {
            spec.samples = 3;
        }
    });
    const auto all = imaging::listDicomSeries(folder.path());
    QCOMPARE(all.size(), std::size_t{1});
    QVERIFY2(all[0].obstacle.find(said.toStdString()) != std::string::npos, all[0].obstacle.c_str());
    QVERIFY(errorTextOf([&] {
                static_cast<void>(imaging::readDicomSeries(all[0]));
            }).find("cannot read the DICOM series") == 0);
}

void TestDicomSeries::aTiltedGantry_isReported()
{
    const TempFolder folder;
    writeSeries(folder.path(), 5,
                [](int k, SliceSpec& spec) { spec.position[1] += 2.5 * std::tan(0.2) * k; });
    const auto series = imaging::onlyDicomSeries(folder.path());
    QVERIFY2(contains(series.findings, "sheared by 11.5 degrees"), joined(series.findings).c_str());
}

void TestDicomSeries::withoutPositions_theNumbersSort()
{
    const TempFolder folder;
    writeSeries(folder.path(), 3, [](int, SliceSpec& spec) { spec.placed = false; });
    const auto series = imaging::onlyDicomSeries(folder.path());
    QVERIFY(contains(series.findings, "sorted by their instance numbers"));
    const seg::Volume volume = imaging::readDicomSeries(series);
    QCOMPARE(volume.values[0], 100.0F);
    QCOMPARE(volume.geometry.spacing, (seg::Spacing{{2.2, 0.75, 0.5}})); // the thickness
}

void TestDicomSeries::aMultiFrameFile_isAVolume()
{
    std::string set = dicomElement(0x08, 0x16, "UI", "1.2.840.10008.5.1.4.1.1.4.1") +
                      dicomElement(0x08, 0x18, "UI", "1.5") + dicomElement(0x08, 0x60, "CS", "MR") +
                      dicomElement(0x20, 0x0e, "UI", "1.5.1") + dicomShort(0x28, 2, 1) +
                      dicomElement(0x28, 4, "CS", "MONOCHROME2") + dicomElement(0x28, 8, "IS", "3") +
                      dicomShort(0x28, 0x10, 2) + dicomShort(0x28, 0x11, 2) + dicomShort(0x28, 0x100, 16) +
                      dicomShort(0x28, 0x101, 16) + dicomShort(0x28, 0x102, 15) + dicomShort(0x28, 0x103, 0);
    set += dicomSequence(
        0x5200, 0x9229,
        {dicomSequence(0x20, 0x9116, {dicomElement(0x20, 0x37, "DS", "1\\0\\0\\0\\1\\0")}) +
         dicomSequence(0x28, 0x9110,
                       {dicomElement(0x18, 0x50, "DS", "3") + dicomElement(0x28, 0x30, "DS", "0.7\\0.6")}) +
         dicomSequence(0x28, 0x9145,
                       {dicomElement(0x28, 0x1052, "DS", "-10") + dicomElement(0x28, 0x1053, "DS", "2")})});
    std::vector<std::string> frames;
    for (const char* const z : {"6", "0", "3"}) { // in another order than they lie
        frames.push_back(
            dicomSequence(0x20, 0x9113, {dicomElement(0x20, 0x32, "DS", std::string("1\\2\\") + z)}));
    }
    set += dicomSequence(0x5200, 0x9230, frames);
    std::string pixels;
    for (char i = 0; i < 12; ++i) {
        pixels += i;
        pixels += '\0';
    }
    set += dicomElement(0x7fe0, 0x10, "OW", pixels);
    const TempFolder folder;
    writeBytes(folder / "enhanced.dcm", dicomFile("1.2.840.10008.5.1.4.1.1.4.1", "1.5", set));
    for (const fs::path& path : {folder / "enhanced.dcm", folder.path()}) {
        const seg::Volume volume = imaging::readVolume(path);
        QCOMPARE(volume.geometry.extent, (seg::Extent{{3, 2, 2}}));
        QCOMPARE(volume.geometry.spacing, (seg::Spacing{{3.0, 0.7, 0.6}}));
        QCOMPARE(volume.geometry.origin, (seg::Point{1.0, 2.0, 0.0}));
        QCOMPARE(volume.values, (std::vector<float>{-2, 0, 2, 4, 6, 8, 10, 12, -10, -8, -6, -4}));
    }
}

void TestDicomSeries::oneFile_isASlice()
{
    const TempFolder folder;
    writeSeries(folder.path(), 3);
    const seg::Volume volume = imaging::readVolume(folder / "899.dcm");
    QCOMPARE(volume.geometry.extent, (seg::Extent{{1, 3, 4}}));
    QCOMPARE(volume.geometry.spacing.mm[0], 2.2);
    QCOMPARE(volume.values[0], 200.0F);
}

void TestDicomSeries::damagedFiles_areLeftOut_andNamed()
{
    const TempFolder folder;
    writeSeries(folder.path(), 3);
    std::string bytes = readBytes(folder / "899.dcm");
    writeBytes(folder / "damaged.dcm", bytes.substr(0, 200));
    const auto series = imaging::onlyDicomSeries(folder.path());
    QVERIFY2(contains(series.findings, "damaged.dcm"), joined(series.findings).c_str());
    fs::remove(folder / "damaged.dcm");

    writeBytes(folder / "899.dcm", bytes.substr(0, bytes.size() - 6)); // its pixels are cut short
    const auto [code, text] = failureOf([&] { static_cast<void>(imaging::readVolume(folder.path())); });
    QVERIFY2(code == seg::ErrorCode::BadInput, text.c_str());
    QVERIFY2(text.find("899.dcm") != std::string::npos, text.c_str());
}

void TestDicomSeries::aDamagedFileBesideNoSeries_isListedByItself()
{
    const TempFolder folder;
    writeSeries(folder / "whole", 3);
    fs::create_directory(folder / "other");
    writeBytes(folder / "other" / "damaged.dcm", readBytes(folder / "whole" / "899.dcm").substr(0, 200));
    const auto series = imaging::listDicomSeries(folder.path());
    QCOMPARE(series.size(), std::size_t{2});
    QVERIFY(series[0].isReadable());
    QCOMPARE(imaging::dicomSeriesText(series[1]), std::string("damaged.dcm"));
    QVERIFY2(series[1].obstacle.find("damaged.dcm") != std::string::npos, series[1].obstacle.c_str());
    QCOMPARE(imaging::onlyDicomSeries(folder.path()).uid, series[0].uid);
}

void TestDicomSeries::whatIsNoSeries_isSaid()
{
    const TempFolder folder;
    const auto [code, text] = failureOf([&] { static_cast<void>(imaging::readVolume(folder.path())); });
    QVERIFY(code == seg::ErrorCode::BadInput);
    QVERIFY(text.find("there is no DICOM series in this folder") != std::string::npos);
    QVERIFY(failureOf([&] { static_cast<void>(imaging::listDicomSeries(folder / "nowhere")); }).first ==
            seg::ErrorCode::NotFound);
    writeSeries(folder.path(), 1);
    QVERIFY(errorTextOf([&] {
                static_cast<void>(imaging::readLabelMap(folder.path()));
            }).find("not a label map") != std::string::npos);
}

void TestDicomSeries::aMaskOfASeries_isWrittenOnItsGrid()
{
    const TempFolder folder;
    writeSeries(folder / "scan", 4);
    const seg::Geometry geometry = imaging::readImageInfo(folder / "scan").geometry;
    const seg::LabelMap labels{geometry, std::vector<std::int16_t>(48, 2)};
    QCOMPARE(imaging::maskEndingFor(folder / "scan"), std::string(".nii.gz"));
    imaging::writeLabelMap(folder / "mask.nii.gz", labels, folder / "scan");
    QVERIFY(seg::sameGrid(imaging::readLabelMap(folder / "mask.nii.gz").geometry, geometry));
    imaging::extractChannel(folder / "scan", 0, folder / "copy.nrrd");
    QCOMPARE(imaging::readVolume(folder / "copy.nrrd").values, imaging::readVolume(folder / "scan").values);
}

void TestDicomSeries::textIsUtf8_whateverTheFile()
{
    const TempFolder folder;
    writeSeries(folder.path(), 1, [](int, SliceSpec& spec) {
        spec.description = "Sch\xe4"
                           "del";
    }); // Latin-1
    QCOMPARE(imaging::onlyDicomSeries(folder.path()).description, std::string("Schädel"));
}

QTEST_APPLESS_MAIN(TestDicomSeries)
#include "tst_DicomSeries.moc"
