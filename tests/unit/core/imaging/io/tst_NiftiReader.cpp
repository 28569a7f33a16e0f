// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/imaging/io/ImageFile.h"
#include "tests/support/SyntheticDataset.h"
#include "tests/support/TempFolder.h"
#include "tests/unit/core/imaging/io/RawNifti.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <numeric>

namespace imaging = seg::imaging;
using namespace seg::test;

class TestNiftiReader final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyNumberType_isRead_data();
    void everyNumberType_isRead();
    void theOtherByteOrder_isRead();
    void nifti2_isRead();
    void slopeAndIntercept_areApplied_data();
    void slopeAndIntercept_areApplied();
    void arraysAreInOrderZyx();
    void aFourthAxis_givesChannels();
    void aFlatFile_hasOneSlice_asThickAsNnUnetSays();
    void compressionIsRecognized_whateverTheName();
    void severalFiles_becomeChannels();
    void labelsStoredAsFloats_areRead();
    void imageNames_data();
    void imageNames();
};

void TestNiftiReader::everyNumberType_isRead_data()
{
    QTest::addColumn<int>("type");
    QTest::addColumn<int>("bytes");
    QTest::addColumn<QString>("name");
    QTest::newRow("uint8") << DT_UINT8 << 1 << "uint8";
    QTest::newRow("int8") << DT_INT8 << 1 << "int8";
    QTest::newRow("uint16") << DT_UINT16 << 2 << "uint16";
    QTest::newRow("int16") << DT_INT16 << 2 << "int16";
    QTest::newRow("uint32") << DT_UINT32 << 4 << "uint32";
    QTest::newRow("int32") << DT_INT32 << 4 << "int32";
    QTest::newRow("uint64") << DT_UINT64 << 8 << "uint64";
    QTest::newRow("int64") << DT_INT64 << 8 << "int64";
    QTest::newRow("float32") << DT_FLOAT32 << 4 << "float32";
    QTest::newRow("float64") << DT_FLOAT64 << 8 << "float64";
}

namespace {

template <typename Value> std::string counted(const nifti_1_header& header)
{
    std::vector<Value> voxels(24);
    std::iota(voxels.begin(), voxels.end(), Value{3});
    return rawBytes(header, voxels);
}

std::string countedBytes(int type, const nifti_1_header& header)
{
    switch (type) {
    case DT_UINT8:
        return counted<std::uint8_t>(header);
    case DT_INT8:
        return counted<std::int8_t>(header);
    case DT_UINT16:
        return counted<std::uint16_t>(header);
    case DT_INT16:
        return counted<std::int16_t>(header);
    case DT_UINT32:
        return counted<std::uint32_t>(header);
    case DT_INT32:
        return counted<std::int32_t>(header);
    case DT_UINT64:
        return counted<std::uint64_t>(header);
    case DT_INT64:
        return counted<std::int64_t>(header);
    case DT_FLOAT32:
        return counted<float>(header);
    default:
        return counted<double>(header);
    }
}

} // namespace

void TestNiftiReader::everyNumberType_isRead()
{
    QFETCH(const int, type);
    QFETCH(const int, bytes);
    QFETCH(const QString, name);
    const TempFolder folder;
    const auto file = folder / "scan.nii.gz";
    writeGzip(file, countedBytes(
                        type, rawHeader({4, 3, 2}, static_cast<short>(type), static_cast<short>(8 * bytes))));
    const seg::Volume volume = imaging::readVolume(file);
    QCOMPARE(volume.geometry.extent, (seg::Extent{{2, 3, 4}}));
    for (std::size_t i = 0; i < 24; ++i) {
        QCOMPARE(volume.values[i], static_cast<float>(i + 3));
    }
    QCOMPARE(QString::fromStdString(imaging::readImageInfo(file).voxelType), name);
    QCOMPARE(imaging::readLabelMap(file).values[5], std::int16_t{8});
}

void TestNiftiReader::theOtherByteOrder_isRead()
{
    const TempFolder folder;
    nifti_1_header header = rawHeader({2, 2, 1}, DT_INT16, 16);
    header.pixdim[1] = 0.5F;
    swap_nifti_header(&header, 1);
    std::vector<std::int16_t> voxels{1, -2, 300, 4};
    nifti_swap_2bytes(4, voxels.data());
    writeBytes(folder / "scan.nii", rawBytes(header, voxels));
    const seg::Volume volume = imaging::readVolume(folder / "scan.nii");
    QCOMPARE(volume.values, (std::vector<float>{1, -2, 300, 4}));
    QCOMPARE(volume.geometry.spacing.mm[2], 0.5);
}

void TestNiftiReader::nifti2_isRead()
{
    const TempFolder folder;
    nifti_2_header header{};
    header.sizeof_hdr = 540;
    const char magic[8] = {'n', '+', '2', '\0', '\r', '\n', '\032', '\n'};
    std::memcpy(header.magic, magic, 8);
    const std::int64_t dim[8] = {3, 2, 1, 1, 1, 1, 1, 1};
    std::memcpy(header.dim, dim, sizeof(dim));
    header.pixdim[1] = header.pixdim[2] = header.pixdim[3] = 1.25;
    header.datatype = DT_FLOAT32;
    header.bitpix = 32;
    header.vox_offset = 544;
    writeBytes(folder / "scan.nii", rawBytes(header, std::vector<float>{1.5F, 2.5F}));
    const seg::Volume volume = imaging::readVolume(folder / "scan.nii");
    QCOMPARE(volume.values, (std::vector<float>{1.5F, 2.5F}));
    QCOMPARE(volume.geometry.spacing.mm[0], 1.25);
    QCOMPARE(imaging::readImageInfo(folder / "scan.nii").format, std::string("NIfTI-2"));
}

void TestNiftiReader::slopeAndIntercept_areApplied_data()
{
    QTest::addColumn<float>("slope");
    QTest::addColumn<float>("intercept");
    QTest::addColumn<float>("expected"); // of the stored value 10
    QTest::newRow("slope 0 means unscaled") << 0.0F << 5.0F << 10.0F;
    QTest::newRow("scaled") << 2.0F << -1024.0F << -1004.0F;
    QTest::newRow("shifted only") << 1.0F << -1024.0F << -1014.0F;
    QTest::newRow("not a number means unscaled") << std::numeric_limits<float>::quiet_NaN() << 0.0F << 10.0F;
}

void TestNiftiReader::slopeAndIntercept_areApplied()
{
    QFETCH(const float, slope);
    QFETCH(const float, intercept);
    QFETCH(const float, expected);
    const TempFolder folder;
    nifti_1_header header = rawHeader({1, 1, 1}, DT_INT16, 16);
    header.scl_slope = slope;
    header.scl_inter = intercept;
    writeBytes(folder / "scan.nii", rawBytes(header, std::vector<std::int16_t>{10}));
    QCOMPARE(imaging::readVolume(folder / "scan.nii").values.front(), expected);
}

void TestNiftiReader::arraysAreInOrderZyx()
{
    const TempFolder folder;
    nifti_1_header header = rawHeader({4, 3, 2}, DT_INT16, 16);
    header.pixdim[1] = 0.5F;
    header.pixdim[2] = 0.75F;
    header.pixdim[3] = 3.0F;
    std::vector<std::int16_t> voxels(24, 0);
    voxels[1 + 4 * 2 + 12 * 1] = 7; // i = 1, j = 2, k = 1
    writeBytes(folder / "scan.nii", rawBytes(header, voxels));
    const seg::Volume volume = imaging::readVolume(folder / "scan.nii");
    QCOMPARE(volume.values[static_cast<std::size_t>(volume.geometry.extent.index(1, 2, 1))], 7.0F);
    QCOMPARE(volume.geometry.spacing, (seg::Spacing{{3.0, 0.75, 0.5}}));
}

void TestNiftiReader::aFourthAxis_givesChannels()
{
    const TempFolder folder;
    const auto header = rawHeader({2, 1, 1, 3}, DT_UINT8, 8);
    writeBytes(folder / "scan.nii", rawBytes(header, std::vector<std::uint8_t>{1, 2, 3, 4, 5, 6}));
    const seg::Volume volume = imaging::readVolume(folder / "scan.nii");
    QCOMPARE(volume.channels, std::int64_t{3});
    QCOMPARE(volume.channel(1)[0], 3.0F);
    QCOMPARE(volume.geometry.extent, (seg::Extent{{1, 1, 2}}));
}

void TestNiftiReader::aFlatFile_hasOneSlice_asThickAsNnUnetSays()
{
    const TempFolder folder;
    nifti_1_header header = rawHeader({3, 2}, DT_UINT8, 8);
    header.pixdim[1] = 0.5F;
    header.pixdim[2] = 2.0F;
    writeBytes(folder / "scan.nii", rawBytes(header, std::vector<std::uint8_t>(6, 1)));
    const seg::Volume volume = imaging::readVolume(folder / "scan.nii");
    QCOMPARE(volume.geometry.extent, (seg::Extent{{1, 2, 3}}));
    QCOMPARE(volume.geometry.spacing, (seg::Spacing{{999.0 * 2.0, 2.0, 0.5}}));
}

void TestNiftiReader::compressionIsRecognized_whateverTheName()
{
    const TempFolder folder;
    const auto bytes = rawBytes(rawHeader({2, 1, 1}, DT_UINT8, 8), std::vector<std::uint8_t>{8, 9});
    writeGzip(folder / "packed.nii", bytes);
    writeBytes(folder / "plain.nii.gz", bytes);
    QCOMPARE(imaging::readVolume(folder / "packed.nii").values[1], 9.0F);
    QCOMPARE(imaging::readVolume(folder / "plain.nii.gz").values[1], 9.0F);
}

void TestNiftiReader::severalFiles_becomeChannels()
{
    const TempFolder folder;
    const seg::Volume both = countedVolume(obliqueGeometry(), 2);
    std::vector<std::filesystem::path> files;
    for (std::int64_t channel = 0; channel < 2; ++channel) {
        const auto part = both.channel(channel);
        files.push_back(folder / ("ct_012_000" + std::to_string(channel) + ".nii.gz"));
        imaging::writeVolume(files.back(), {both.geometry, 1, {part.begin(), part.end()}});
    }
    const seg::Volume read = imaging::readChannels(files);
    QCOMPARE(read.channels, std::int64_t{2});
    QCOMPARE(read.values, both.values);
    seg::Geometry taller = both.geometry;
    taller.extent.voxels[0] += 1;
    imaging::writeVolume(files[1], countedVolume(taller));
    QCOMPARE(errorTextOf([&] { static_cast<void>(imaging::readChannels(files)); }),
             std::string("cannot read case ct_012: channel 1 is 6x5x5 but channel 0 is 6x5x4"));
}

void TestNiftiReader::labelsStoredAsFloats_areRead()
{
    const TempFolder folder;
    writeBytes(folder / "label.nii",
               rawBytes(rawHeader({3, 1, 1}, DT_FLOAT32, 32), std::vector<float>{0.0F, 2.0F, 32767.0F}));
    QCOMPARE(imaging::readLabelMap(folder / "label.nii").values, (std::vector<std::int16_t>{0, 2, 32767}));
}

void TestNiftiReader::imageNames_data()
{
    QTest::addColumn<bool>("isImage");
    QTest::newRow("scan.nii") << true;
    QTest::newRow("scan.nii.gz") << true;
    QTest::newRow("SCAN.NII.GZ") << true;
    QTest::newRow("scan.gz") << false;
    QTest::newRow("scan.nrrd") << true;
    QTest::newRow("scan.Mha") << true;
    QTest::newRow("scan.tiff") << true;
    QTest::newRow("scan.png") << true;
    QTest::newRow("scan.dcm") << false; // one slice is no scan
    QTest::newRow("scan.json") << false;
    QTest::newRow("nii") << false;
}

void TestNiftiReader::imageNames()
{
    QFETCH(const bool, isImage);
    QCOMPARE(imaging::isImageFile(QTest::currentDataTag()), isImage);
}

QTEST_APPLESS_MAIN(TestNiftiReader)
#include "tst_NiftiReader.moc"
