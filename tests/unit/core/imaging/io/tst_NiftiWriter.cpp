// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/imaging/io/ImageFile.h"
#include "tests/support/SyntheticDataset.h"
#include "tests/support/TempFolder.h"
#include "tests/unit/core/imaging/io/RawNifti.h"

#include <QTest>

#include <cmath>

namespace imaging = seg::imaging;
using namespace seg::test;

class TestNiftiWriter final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aMask_keepsThePlacementOfItsScan_bitForBit_data();
    void aMask_keepsThePlacementOfItsScan_bitForBit();
    void aMaskOfAFourDimensionalScan_hasThreeAxes();
    void theType_followsTheLargestLabel_data();
    void theType_followsTheLargestLabel();
    void aMaskOfAnotherSize_isRefused_andNothingIsLeft();
    void aMaskWithNegativeLabels_isRefused();
    void volumes_surviveARoundTrip();
    void longVolumes_becomeNifti2();
    void theSameContent_givesTheSameBytes();
    void extractingAChannel_keepsTypeAndScaling();
    void extractingFromThreeAxes_copiesTheFile();
    void copyingTheGeometry_leavesTheVoxels();
};

namespace {

/// A scan with unusual values in every field that places it.
nifti_1_header oddHeader()
{
    nifti_1_header h = rawHeader({6, 5, 4}, DT_INT16, 16);
    h.pixdim[0] = -1.0F;
    h.pixdim[1] = 0.7F;
    h.pixdim[2] = 0.8F;
    h.pixdim[3] = 2.5F;
    h.pixdim[4] = 3.25F;
    h.qform_code = 2;
    h.sform_code = 4;
    h.quatern_b = 0.1F;
    h.quatern_c = -0.2F;
    h.quatern_d = 0.3F;
    h.qoffset_x = 1.0F / 3.0F;
    h.qoffset_y = -77.123F;
    h.qoffset_z = 1e-7F;
    const float rows[3][4] = {
        {0.69F, 0.01F, 0, 12.3F}, {-0.01F, 0.79F, 0, -4.5F}, {0, 0, 2.49F, 1.0F / 7.0F}};
    std::memcpy(h.srow_x, rows[0], sizeof(rows[0]));
    std::memcpy(h.srow_y, rows[1], sizeof(rows[1]));
    std::memcpy(h.srow_z, rows[2], sizeof(rows[2]));
    h.xyzt_units = NIFTI_UNITS_MM | NIFTI_UNITS_SEC;
    h.scl_slope = 2.0F;
    h.scl_inter = -1024.0F;
    h.cal_max = 400.0F;
    std::memcpy(h.descrip, "scanner text", 13);
    return h;
}

seg::LabelMap maskFor(const std::filesystem::path& scan)
{
    return nestedBoxes(imaging::readImageInfo(scan).geometry);
}

} // namespace

void TestNiftiWriter::aMask_keepsThePlacementOfItsScan_bitForBit_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("swapped");
    QTest::newRow("compressed") << "mask.nii.gz" << false;
    QTest::newRow("plain") << "mask.nii" << false;
    QTest::newRow("scan of the other byte order") << "mask.nii.gz" << true;
}

void TestNiftiWriter::aMask_keepsThePlacementOfItsScan_bitForBit()
{
    QFETCH(const QString, name);
    QFETCH(const bool, swapped);
    const TempFolder folder;
    const nifti_1_header expected = oddHeader();
    nifti_1_header stored = expected;
    if (swapped) {
        swap_nifti_header(&stored, 1);
    }
    writeBytes(folder / "scan.nii", rawBytes(stored, std::vector<std::int16_t>(120, 0)));
    const auto file = folder / name.toStdString();
    const seg::LabelMap mask = maskFor(folder / "scan.nii");
    imaging::writeLabelMap(file, mask, folder / "scan.nii");

    const nifti_1_header h = headerOf(file);
    QCOMPARE(std::memcmp(h.pixdim, expected.pixdim, sizeof(h.pixdim)), 0);
    // qform_code to srow_z lie side by side: codes, quaternion, offsets and matrix in one comparison
    const std::size_t begin = offsetof(nifti_1_header, qform_code);
    const std::size_t end = offsetof(nifti_1_header, intent_name);
    QCOMPARE(std::memcmp(reinterpret_cast<const char*>(&h) + begin,
                         reinterpret_cast<const char*>(&expected) + begin, end - begin),
             0);
    QCOMPARE(h.xyzt_units, expected.xyzt_units);
    QCOMPARE(std::string(h.descrip), std::string("scanner text"));
    QCOMPARE(h.datatype, short{DT_UINT8});
    QCOMPARE(h.scl_slope, 1.0F);
    QCOMPARE(h.scl_inter, 0.0F);
    QCOMPARE(h.cal_max, 0.0F); // the display range of the intensities is not the mask's
    QCOMPARE(imaging::readLabelMap(file), mask);
}

void TestNiftiWriter::aMaskOfAFourDimensionalScan_hasThreeAxes()
{
    const TempFolder folder;
    imaging::writeVolume(folder / "scan.nii.gz", countedVolume(obliqueGeometry(), 3));
    imaging::writeLabelMap(folder / "mask.nii.gz", maskFor(folder / "scan.nii.gz"), folder / "scan.nii.gz");
    QCOMPARE(headerOf(folder / "mask.nii.gz").dim[0], short{3});
    QCOMPARE(imaging::readLabelMap(folder / "mask.nii.gz").geometry,
             imaging::readImageInfo(folder / "scan.nii.gz").geometry);
}

void TestNiftiWriter::theType_followsTheLargestLabel_data()
{
    QTest::addColumn<int>("largest");
    QTest::addColumn<QString>("type");
    QTest::newRow("empty mask") << 0 << "uint8";
    QTest::newRow("below 255") << 254 << "uint8";
    QTest::newRow("255, as nnU-Net") << 255 << "uint16";
    QTest::newRow("many") << 32767 << "uint16";
}

void TestNiftiWriter::theType_followsTheLargestLabel()
{
    QFETCH(const int, largest);
    QFETCH(const QString, type);
    const TempFolder folder;
    seg::LabelMap mask{obliqueGeometry(), std::vector<std::int16_t>(120, 0)};
    mask.values[17] = static_cast<std::int16_t>(largest);
    imaging::writeLabelMap(folder / "mask.nii.gz", mask);
    QCOMPARE(QString::fromStdString(imaging::readImageInfo(folder / "mask.nii.gz").voxelType), type);
    QCOMPARE(imaging::readLabelMap(folder / "mask.nii.gz").values, mask.values);
}

void TestNiftiWriter::aMaskOfAnotherSize_isRefused_andNothingIsLeft()
{
    const TempFolder folder;
    imaging::writeVolume(folder / "scan.nii.gz", countedVolume(obliqueGeometry()));
    seg::Geometry other = obliqueGeometry();
    other.extent.voxels = {4, 5, 7};
    const std::string text = errorTextOf(
        [&] { imaging::writeLabelMap(folder / "mask.nii.gz", nestedBoxes(other), folder / "scan.nii.gz"); });
    QVERIFY2(text.find("the mask is 7x5x4 but the scan") != std::string::npos, text.c_str());
    QVERIFY(text.ends_with("is 6x5x4"));
    QCOMPARE(entriesOf(folder.path()), (std::vector<std::string>{"scan.nii.gz"}));
}

void TestNiftiWriter::aMaskWithNegativeLabels_isRefused()
{
    const TempFolder folder;
    seg::LabelMap mask = nestedBoxes(obliqueGeometry());
    mask.values[3] = -1;
    QVERIFY(errorTextOf([&] { imaging::writeLabelMap(folder / "mask.nii", mask); }).find("negative") !=
            std::string::npos);
    QVERIFY(entriesOf(folder.path()).empty());
}

void TestNiftiWriter::volumes_surviveARoundTrip()
{
    const TempFolder folder;
    for (const std::int64_t channels : {1, 3}) {
        const seg::Volume volume = countedVolume(obliqueGeometry(), channels);
        imaging::writeVolume(folder / "scan.nii.gz", volume);
        const seg::Volume read = imaging::readVolume(folder / "scan.nii.gz");
        QCOMPARE(read.channels, channels);
        QCOMPARE(read.values, volume.values);
        QVERIFY(seg::sameGrid(read.geometry, volume.geometry));
        const imaging::ImageInfo info = imaging::readImageInfo(folder / "scan.nii.gz");
        QVERIFY(!info.formsDisagree);
        QVERIFY(info.note.empty());
    }
}

void TestNiftiWriter::longVolumes_becomeNifti2()
{
    const TempFolder folder;
    seg::Geometry geometry;
    geometry.extent = {{1, 1, 40000}};
    geometry.origin = {1.0, 2.0, 3.0};
    seg::Volume volume{geometry, 1, std::vector<float>(40000, 1.0F)};
    volume.values.back() = 5.0F;
    imaging::writeVolume(folder / "scan.nii.gz", volume);
    QCOMPARE(imaging::readImageInfo(folder / "scan.nii.gz").format, std::string("NIfTI-2"));
    QCOMPARE(imaging::readVolume(folder / "scan.nii.gz"), volume);
}

void TestNiftiWriter::theSameContent_givesTheSameBytes()
{
    const TempFolder folder;
    imaging::writeVolume(folder / "a.nii.gz", countedVolume(obliqueGeometry()));
    imaging::writeVolume(folder / "b.nii.gz", countedVolume(obliqueGeometry()));
    QVERIFY(readBytes(folder / "a.nii.gz") == readBytes(folder / "b.nii.gz"));
}

void TestNiftiWriter::extractingAChannel_keepsTypeAndScaling()
{
    const TempFolder folder;
    nifti_1_header header = oddHeader();
    header.dim[0] = 4;
    header.dim[4] = 2;
    std::vector<std::int16_t> voxels(240);
    for (std::size_t i = 0; i < voxels.size(); ++i) {
        voxels[i] = static_cast<std::int16_t>(i);
    }
    writeGzip(folder / "scan.nii.gz", rawBytes(header, voxels));
    imaging::extractChannel(folder / "scan.nii.gz", 1, folder / "one_0001.nii.gz");
    const nifti_1_header h = headerOf(folder / "one_0001.nii.gz");
    QCOMPARE(h.dim[0], short{3});
    QCOMPARE(h.datatype, short{DT_INT16});
    QCOMPARE(h.scl_slope, 2.0F);
    QCOMPARE(h.scl_inter, -1024.0F);
    QCOMPARE(std::memcmp(h.srow_x, header.srow_x, 3 * sizeof(h.srow_x)), 0);
    const auto all = imaging::readVolume(folder / "scan.nii.gz");
    const auto one = imaging::readVolume(folder / "one_0001.nii.gz");
    QVERIFY(std::equal(one.values.begin(), one.values.end(), all.channel(1).begin()));
    QVERIFY(errorTextOf([&] {
                imaging::extractChannel(folder / "scan.nii.gz", 2, folder / "no.nii.gz");
            }).ends_with("it has 2"));
}

void TestNiftiWriter::extractingFromThreeAxes_copiesTheFile()
{
    const TempFolder folder;
    writeGzip(folder / "scan.nii.gz", rawBytes(oddHeader(), std::vector<std::int16_t>(120, 3)));
    imaging::extractChannel(folder / "scan.nii.gz", 0, folder / "copy.nii.gz");
    QVERIFY(readBytes(folder / "copy.nii.gz") == readBytes(folder / "scan.nii.gz"));
    imaging::extractChannel(folder / "scan.nii.gz", 0, folder / "copy.nii"); // another ending: unpacked
    QVERIFY(readBytes(folder / "copy.nii") == readContent(folder / "scan.nii.gz"));
}

void TestNiftiWriter::copyingTheGeometry_leavesTheVoxels()
{
    const TempFolder folder;
    writeBytes(folder / "scan.nii", rawBytes(oddHeader(), std::vector<std::int16_t>(120, 3)));
    seg::LabelMap mask = nestedBoxes(imaging::readImageInfo(folder / "scan.nii").geometry);
    mask.geometry.origin[2] += 1.5;
    imaging::writeLabelMap(folder / "label.nii.gz", mask);
    imaging::copyGeometry(folder / "scan.nii", folder / "label.nii.gz");
    const seg::LabelMap read = imaging::readLabelMap(folder / "label.nii.gz");
    QCOMPARE(read.values, mask.values);
    QCOMPARE(read.geometry, imaging::readImageInfo(folder / "scan.nii").geometry);
    const nifti_1_header h = headerOf(folder / "label.nii.gz");
    const nifti_1_header expected = oddHeader();
    QCOMPARE(std::memcmp(h.srow_x, expected.srow_x, 3 * sizeof(h.srow_x)), 0);
    QCOMPARE(h.qform_code, expected.qform_code);
    QCOMPARE(h.datatype, short{DT_UINT8});
}

QTEST_APPLESS_MAIN(TestNiftiWriter)
#include "tst_NiftiWriter.moc"
