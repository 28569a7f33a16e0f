// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/imaging/io/ImageFile.h"
#include "tests/support/Failure.h"
#include "tests/support/TempFolder.h"
#include "tests/unit/core/imaging/io/RawNifti.h"

#include <QTest>

#include <tiffio.h>

namespace fs = std::filesystem;
namespace imaging = seg::imaging;
using namespace seg::test;

/// TIFF stacks and their side-cars; files are made by libtiff itself.
class TestTiffFile final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyLayout_givesTheSamePicture_data();
    void everyLayout_givesTheSamePicture();
    void everyType_isRead_data();
    void everyType_isRead();
    void oneBit_isAMask();
    void aStack_takesItsSpacingFromTheSideCar();
    void aStackWithoutSideCar_isNoted();
    void aSideCarWithoutSpacing_isNamed();
    void stacksAndMasks_surviveARoundTrip();
    void pagesOfDifferentSize_areRefused();
    void damagedFiles_areNamed_data();
    void damagedFiles_areNamed();
};

namespace {

struct Layout {
    std::uint32_t width = 20;
    std::uint32_t height = 18;
    std::uint16_t samples = 1;
    std::uint16_t compression = COMPRESSION_NONE;
    bool tiled = false;
    bool planar = false;
    const char* mode = "w";
};

/// Value of sample c at pixel (x, y) of every test picture.
std::uint8_t valueAt(std::uint32_t x, std::uint32_t y, std::uint16_t c)
{
    return static_cast<std::uint8_t>(x + 7 * y + 60U * c);
}

void setCommon(TIFF* tiff, const Layout& layout, int bits, int format)
{
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, layout.width);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, layout.height);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, bits);
    TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, format);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, layout.samples);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, layout.compression);
    TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, layout.planar ? PLANARCONFIG_SEPARATE : PLANARCONFIG_CONTIG);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, layout.samples > 1 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK);
}

void writeTiles(TIFF* tiff, const Layout& layout)
{
    constexpr std::uint32_t kSide = 16;
    TIFFSetField(tiff, TIFFTAG_TILEWIDTH, kSide);
    TIFFSetField(tiff, TIFFTAG_TILELENGTH, kSide);
    const std::uint16_t together = layout.planar ? 1 : layout.samples;
    for (std::uint16_t plane = 0; plane < (layout.planar ? layout.samples : 1); ++plane) {
        for (std::uint32_t y = 0; y < layout.height; y += kSide) {
            for (std::uint32_t x = 0; x < layout.width; x += kSide) {
                std::vector<std::uint8_t> tile;
                for (std::uint32_t i = 0; i < kSide * kSide * together; ++i) {
                    const std::uint32_t pixel = i / together;
                    tile.push_back(valueAt(x + pixel % kSide, y + pixel / kSide,
                                           static_cast<std::uint16_t>(layout.planar ? plane : i % together)));
                }
                TIFFWriteTile(tiff, tile.data(), x, y, 0, plane);
            }
        }
    }
}

void writeLines(TIFF* tiff, const Layout& layout)
{
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, 5);
    const std::uint16_t together = layout.planar ? 1 : layout.samples;
    for (std::uint16_t plane = 0; plane < (layout.planar ? layout.samples : 1); ++plane) {
        for (std::uint32_t y = 0; y < layout.height; ++y) {
            std::vector<std::uint8_t> line;
            for (std::uint32_t i = 0; i < layout.width * together; ++i) {
                line.push_back(valueAt(i / together, y,
                                       static_cast<std::uint16_t>(layout.planar ? plane : i % together)));
            }
            TIFFWriteScanline(tiff, line.data(), y, plane);
        }
    }
}

void writePicture(const fs::path& file, const Layout& layout)
{
    TIFF* tiff = TIFFOpen(file.c_str(), layout.mode);
    setCommon(tiff, layout, 8, SAMPLEFORMAT_UINT);
    layout.tiled ? writeTiles(tiff, layout) : writeLines(tiff, layout);
    TIFFClose(tiff);
}

/// A page of 4 x 2 values 0 to 7.
template <typename Value> void writeTyped(const fs::path& file, int format)
{
    TIFF* tiff = TIFFOpen(file.c_str(), "wb"); // big-endian, which libtiff turns round
    setCommon(tiff, {4, 2}, 8 * sizeof(Value), format);
    for (std::uint32_t y = 0; y < 2; ++y) {
        std::array<Value, 4> line{};
        for (std::size_t x = 0; x < 4; ++x) {
            line[x] = static_cast<Value>(4 * y + x);
        }
        TIFFWriteScanline(tiff, line.data(), y, 0);
    }
    TIFFClose(tiff);
}

seg::Volume stack(std::int64_t slices)
{
    seg::Volume volume;
    volume.geometry.extent = {{slices, 3, 5}};
    volume.geometry.spacing = {{2.5, 0.75, 0.5}};
    for (std::int64_t i = 0; i < slices * 15; ++i) {
        volume.values.push_back(static_cast<float>(i) + 0.5F);
    }
    return volume;
}

} // namespace

void TestTiffFile::everyLayout_givesTheSamePicture_data()
{
    QTest::addColumn<int>("samples");
    QTest::addColumn<int>("compression");
    QTest::addColumn<bool>("tiled");
    QTest::addColumn<bool>("planar");
    QTest::addColumn<QString>("mode");
    for (const int samples : {1, 3}) {
        for (const auto& [name, compression] :
             {std::pair{"plain", COMPRESSION_NONE}, std::pair{"LZW", COMPRESSION_LZW},
              std::pair{"deflate", COMPRESSION_ADOBE_DEFLATE}, std::pair{"PackBits", COMPRESSION_PACKBITS}}) {
            for (const bool tiled : {false, true}) {
                for (const bool planar : {false, true}) {
                    QTest::addRow("%d %s%s%s", samples, name, tiled ? " tiles" : "", planar ? " planes" : "")
                        << samples << compression << tiled << planar << "w";
                }
            }
        }
    }
    QTest::newRow("BigTIFF") << 1 << COMPRESSION_NONE << false << false << "w8";
}

void TestTiffFile::everyLayout_givesTheSamePicture()
{
    QFETCH(const int, samples);
    QFETCH(const int, compression);
    QFETCH(const bool, tiled);
    QFETCH(const bool, planar);
    QFETCH(const QString, mode);
    const TempFolder folder;
    Layout layout;
    layout.samples = static_cast<std::uint16_t>(samples);
    layout.compression = static_cast<std::uint16_t>(compression);
    layout.tiled = tiled;
    layout.planar = planar;
    const QByteArray modeText = mode.toLatin1();
    layout.mode = modeText.constData();
    writePicture(folder / "a.tif", layout);
    const seg::Volume volume = imaging::readVolume(folder / "a.tif");
    QCOMPARE(volume.channels, std::int64_t{samples});
    QCOMPARE(volume.geometry.extent, (seg::Extent{{1, 18, 20}}));
    QCOMPARE(volume.geometry.spacing, (seg::Spacing{{999.0, 1.0, 1.0}}));
    for (std::uint16_t c = 0; c < samples; ++c) {
        for (std::uint32_t y = 0; y < layout.height; ++y) {
            for (std::uint32_t x = 0; x < layout.width; ++x) {
                QCOMPARE(volume.channel(c)[y * layout.width + x], static_cast<float>(valueAt(x, y, c)));
            }
        }
    }
}

void TestTiffFile::everyType_isRead_data()
{
    QTest::addColumn<QString>("name");
    for (const char* const name :
         {"uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64", "float32", "float64"}) {
        QTest::newRow(name) << name;
    }
}

void TestTiffFile::everyType_isRead()
{
    QFETCH(const QString, name);
    const TempFolder folder;
    const fs::path file = folder / "a.tif";
    const std::map<QString, std::function<void()>> writers{
        {"uint8", [&] { writeTyped<std::uint8_t>(file, SAMPLEFORMAT_UINT); }},
        {"int8", [&] { writeTyped<std::int8_t>(file, SAMPLEFORMAT_INT); }},
        {"uint16", [&] { writeTyped<std::uint16_t>(file, SAMPLEFORMAT_UINT); }},
        {"int16", [&] { writeTyped<std::int16_t>(file, SAMPLEFORMAT_INT); }},
        {"uint32", [&] { writeTyped<std::uint32_t>(file, SAMPLEFORMAT_UINT); }},
        {"int32", [&] { writeTyped<std::int32_t>(file, SAMPLEFORMAT_INT); }},
        {"uint64", [&] { writeTyped<std::uint64_t>(file, SAMPLEFORMAT_UINT); }},
        {"int64", [&] { writeTyped<std::int64_t>(file, SAMPLEFORMAT_INT); }},
        {"float32", [&] { writeTyped<float>(file, SAMPLEFORMAT_IEEEFP); }},
        {"float64", [&] { writeTyped<double>(file, SAMPLEFORMAT_IEEEFP); }},
    };
    writers.at(name)();
    QCOMPARE(QString::fromStdString(imaging::readImageInfo(file).voxelType), name);
    QCOMPARE(imaging::readVolume(file).values, (std::vector<float>{0, 1, 2, 3, 4, 5, 6, 7}));
    QCOMPARE(imaging::readLabelMap(file).values, (std::vector<std::int16_t>{0, 1, 2, 3, 4, 5, 6, 7}));
}

void TestTiffFile::oneBit_isAMask()
{
    const TempFolder folder;
    TIFF* tiff = TIFFOpen((folder / "a.tif").c_str(), "w");
    setCommon(tiff, {10, 1}, 1, SAMPLEFORMAT_UINT);
    std::array<std::uint8_t, 2> line{0b10110000, 0b01000000};
    TIFFWriteScanline(tiff, line.data(), 0, 0);
    TIFFClose(tiff);
    QCOMPARE(imaging::readLabelMap(folder / "a.tif").values,
             (std::vector<std::int16_t>{1, 0, 1, 1, 0, 0, 0, 0, 0, 1}));
}

void TestTiffFile::aStack_takesItsSpacingFromTheSideCar()
{
    const TempFolder folder;
    imaging::writeVolume(folder / "case_0000.tif", stack(4));
    QCOMPARE(entriesOf(folder.path()), (std::vector<std::string>{"case.json", "case_0000.tif"}));
    seg::writeText(folder / "case.json", R"({"spacing": [3, 0.25, 0.125]})");
    const auto info = imaging::readImageInfo(folder / "case_0000.tif");
    QCOMPARE(info.geometry.spacing, (seg::Spacing{{3.0, 0.25, 0.125}}));
    QVERIFY(!info.natural);
    QVERIFY(info.note.empty());
}

void TestTiffFile::aStackWithoutSideCar_isNoted()
{
    const TempFolder folder;
    imaging::writeVolume(folder / "case.tiff", stack(4));
    fs::remove(folder / "case.json");
    const auto info = imaging::readImageInfo(folder / "case.tiff");
    QCOMPARE(info.geometry.spacing, (seg::Spacing{{1.0, 1.0, 1.0}}));
    QVERIFY(info.note.find("There is no case.json") == 0);
}

void TestTiffFile::aSideCarWithoutSpacing_isNamed()
{
    const TempFolder folder;
    imaging::writeVolume(folder / "case.tif", stack(2));
    for (const char* const text :
         {"{}", R"({"spacing": [1, 2]})", R"({"spacing": [1, 2, 0]})", R"({"spacing": [1, 2, "x"]})", "[]"}) {
        seg::writeText(folder / "case.json", text);
        const auto [code, said] =
            failureOf([&] { static_cast<void>(imaging::readVolume(folder / "case.tif")); });
        QVERIFY(code == seg::ErrorCode::BadInput);
        QVERIFY2(said.find("case.json: it should say the voxel size") != std::string::npos, said.c_str());
    }
}

void TestTiffFile::stacksAndMasks_surviveARoundTrip()
{
    const TempFolder folder;
    for (const std::int64_t slices : {1, 4}) {
        const seg::Volume volume = stack(slices);
        imaging::writeVolume(folder / "case_0000.tif", volume);
        QCOMPARE(imaging::readVolume(folder / "case_0000.tif"), volume);
        seg::LabelMap labels{volume.geometry, std::vector<std::int16_t>(volume.values.size(), 0)};
        labels.values.back() = 300;
        imaging::writeLabelMap(folder / "mask.tif", labels, folder / "case_0000.tif");
        QCOMPARE(imaging::readLabelMap(folder / "mask.tif"), labels);
        QCOMPARE(imaging::readImageInfo(folder / "mask.tif").voxelType, std::string("uint16"));
    }
    seg::Geometry moved = stack(4).geometry;
    moved.spacing = {{1.0, 2.0, 3.0}};
    imaging::writeLabelMap(folder / "other.nii.gz", {moved, std::vector<std::int16_t>(60, 1)});
    imaging::copyGeometry(folder / "other.nii.gz", folder / "mask.tif");
    QCOMPARE(imaging::readLabelMap(folder / "mask.tif").geometry.spacing, moved.spacing);
    QCOMPARE(imaging::readLabelMap(folder / "mask.tif").values.back(), std::int16_t{300});
}

void TestTiffFile::pagesOfDifferentSize_areRefused()
{
    const TempFolder folder;
    TIFF* tiff = TIFFOpen((folder / "a.tif").c_str(), "w");
    for (const std::uint32_t width : {4U, 5U}) {
        setCommon(tiff, {width, 1}, 8, SAMPLEFORMAT_UINT);
        std::array<std::uint8_t, 5> line{};
        TIFFWriteScanline(tiff, line.data(), 0, 0);
        TIFFWriteDirectory(tiff);
    }
    TIFFClose(tiff);
    QVERIFY(errorTextOf([&] {
                static_cast<void>(imaging::readVolume(folder / "a.tif"));
            }).find("its page 2 is 5x1") != std::string::npos);
}

void TestTiffFile::damagedFiles_areNamed_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("reason");
    const TempFolder folder;
    imaging::writeVolume(folder / "a.tif", stack(1));
    const std::string sound = readBytes(folder / "a.tif");
    writePicture(folder / "b.tif", {});
    std::string wide = readBytes(folder / "b.tif");
    const auto at =
        wide.find(std::string("\x00\x01\x03\x00\x01\x00\x00\x00\x14\x00", 10)); // the field of the width
    QVERIFY(at != std::string::npos);
    wide.replace(at, 12, std::string("\x00\x01\x04\x00\x01\x00\x00\x00\xff\xff\xff\x7f", 12));
    QTest::newRow("empty") << QByteArray() << "it is empty (0 bytes)";
    QTest::newRow("no directory") << QByteArray("II*\0\xff\xff\xff\0", 8) << "it is not a sound TIFF file";
    QTest::newRow("truncated") << QByteArray::fromStdString(sound.substr(0, sound.size() / 2))
                               << "sound TIFF";
    std::string packed = readBytes(folder / "b.tif");
    const auto scheme = packed.find(std::string("\x03\x01\x03\x00\x01\x00\x00\x00\x01\x00", 10));
    QVERIFY(scheme != std::string::npos);
    packed[scheme + 8] = static_cast<char>(50000 % 256);
    packed[scheme + 9] = static_cast<char>(50000 / 256);
    QTest::newRow("a compression that is left out")
        << QByteArray::fromStdString(packed) << "Zstandard compression is not supported";
    QTest::newRow("a width that no file holds") << QByteArray::fromStdString(wide) << "the file is cut short";
}

void TestTiffFile::damagedFiles_areNamed()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QString, reason);
    const TempFolder folder;
    const fs::path file = folder / "a.tif";
    writeBytes(file, bytes.toStdString());
    const auto [code, text] = failureOf([&] { static_cast<void>(imaging::readVolume(file)); });
    QVERIFY2(code == seg::ErrorCode::BadInput, text.c_str());
    QVERIFY2(text.find(reason.toStdString()) != std::string::npos, text.c_str());
}

QTEST_APPLESS_MAIN(TestTiffFile)
#include "tst_TiffFile.moc"
