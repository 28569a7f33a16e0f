// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/imaging/io/ImageFile.h"
#include "tests/support/Failure.h"
#include "tests/support/TempFolder.h"
#include "tests/unit/core/imaging/io/RawNifti.h"

#include <QTest>

#include <png.h>

namespace fs = std::filesystem;
namespace imaging = seg::imaging;
using namespace seg::test;

/// PNG and BMP: one slice, spacing (999, 1, 1), colors as channels.
class TestNaturalImages final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void roundTrips_keepEveryValue_data();
    void roundTrips_keepEveryValue();
    void masks_followTheTypeRule();
    void aPalette_givesColors_butIndicesForAMask_data();
    void aPalette_givesColors_butIndicesForAMask();
    void fewBits_areSpreadForAnImage_butNotForAMask();
    void transparencyOfGray_isLeftOut();
    void bottomUpAndTopDown_areTheSamePicture();
    void severalFiles_giveAllTheirColors();
    void whatTheFormatCannotHold_isRefused();
    void damagedFiles_areNamed_data();
    void damagedFiles_areNamed();
};

namespace {

seg::Volume picture(std::int64_t channels, float step)
{
    seg::Volume volume;
    volume.geometry.extent = {{1, 3, 5}};
    volume.geometry.spacing = {{999.0, 1.0, 1.0}};
    volume.channels = channels;
    for (std::int64_t i = 0; i < channels * 15; ++i) {
        volume.values.push_back(static_cast<float>(i) * step);
    }
    return volume;
}

/// A PNG of 4 x 1 pixels by libpng itself.
void writePng(const fs::path& file, int color, int bits, std::vector<unsigned char> row,
              const std::vector<png_color>& palette = {})
{
    std::FILE* stream = std::fopen(file.c_str(), "wb");
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    png_infop info = png_create_info_struct(png);
    png_init_io(png, stream);
    png_set_IHDR(png, info, 4, 1, bits, color, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    if (!palette.empty()) {
        png_set_PLTE(png, info, palette.data(), static_cast<int>(palette.size()));
    }
    png_write_info(png, info);
    png_write_row(png, row.data());
    png_write_end(png, nullptr);
    png_destroy_write_struct(&png, &info);
    std::fclose(stream);
}

void append(std::string& bytes, std::uint32_t value, int count)
{
    for (int i = 0; i < count; ++i) {
        bytes += static_cast<char>((value >> (8 * i)) & 0xFFU);
    }
}

/// A BMP header of 40 bytes, as the format's description has it.
std::string bmpHeader(std::int32_t width, std::int32_t height, int bits, std::uint32_t compression,
                      int colors)
{
    std::string bytes = "BM";
    append(bytes, 0, 4);
    append(bytes, 0, 4);
    append(bytes, static_cast<std::uint32_t>(54 + 4 * colors), 4);
    append(bytes, 40, 4);
    append(bytes, static_cast<std::uint32_t>(width), 4);
    append(bytes, static_cast<std::uint32_t>(height), 4);
    append(bytes, 1, 2);
    append(bytes, static_cast<std::uint32_t>(bits), 2);
    append(bytes, compression, 4);
    append(bytes, 0, 4);
    append(bytes, 0, 4);
    append(bytes, 0, 4);
    append(bytes, static_cast<std::uint32_t>(colors), 4);
    append(bytes, 0, 4);
    return bytes;
}

const std::vector<png_color> kColors{{10, 20, 30}, {40, 50, 60}, {70, 80, 90}, {100, 110, 120}};

} // namespace

void TestNaturalImages::roundTrips_keepEveryValue_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("channels");
    QTest::addColumn<float>("step");
    QTest::addColumn<QString>("type");
    for (const int channels : {1, 3, 4}) {
        QTest::addRow("png %d", channels) << "a.png" << channels << 4.0F << "uint8";
        QTest::addRow("png %d, 16 bits", channels) << "a.png" << channels << 1000.0F << "uint16";
    }
    QTest::newRow("bmp gray") << "a.bmp" << 1 << 17.0F << "uint8";
    QTest::newRow("bmp colors") << "a.bmp" << 3 << 5.0F << "uint8";
    QTest::newRow("tif gray") << "a.tif" << 1 << 0.25F << "float32";
    QTest::newRow("tif colors") << "a.tif" << 3 << 5.0F << "float32";
    QTest::newRow("tif with alpha") << "a.tiff" << 4 << 5.0F << "float32";
}

void TestNaturalImages::roundTrips_keepEveryValue()
{
    QFETCH(const QString, name);
    QFETCH(const int, channels);
    QFETCH(const float, step);
    QFETCH(const QString, type);
    const TempFolder folder;
    const fs::path file = folder / name.toStdString();
    const seg::Volume volume = picture(channels, step);
    imaging::writeVolume(file, volume);
    QCOMPARE(entriesOf(folder.path()), std::vector<std::string>{name.toStdString()}); // and no side-car
    const auto info = imaging::readImageInfo(file);
    QVERIFY(info.natural);
    QCOMPARE(info.channels, std::int64_t{channels});
    QCOMPARE(QString::fromStdString(info.voxelType), type);
    QCOMPARE(imaging::readVolume(file), volume);
    if (channels > 1) {
        const fs::path third = folder / ("third" + file.extension().string());
        imaging::extractChannel(file, 2, third);
        QCOMPARE(imaging::readVolume(third).values[1], volume.channel(2)[1]);
    }
}

void TestNaturalImages::masks_followTheTypeRule()
{
    const TempFolder folder;
    imaging::writeVolume(folder / "scan.png", picture(3, 1.0F));
    seg::LabelMap labels{picture(1, 1.0F).geometry, std::vector<std::int16_t>(15, 254)};
    for (const char* const name : {"mask.png", "mask.tif", "mask.bmp"}) {
        imaging::writeLabelMap(folder / name, labels, folder / "scan.png");
        QCOMPARE(imaging::readLabelMap(folder / name), labels);
        QCOMPARE(imaging::readImageInfo(folder / name).voxelType, std::string("uint8"));
    }
    labels.values[3] = 255;
    imaging::writeLabelMap(folder / "mask.png", labels, folder / "scan.png");
    QCOMPARE(imaging::readImageInfo(folder / "mask.png").voxelType, std::string("uint16"));
    QCOMPARE(imaging::readLabelMap(folder / "mask.png"), labels);
    QVERIFY(errorTextOf([&] {
                imaging::writeLabelMap(folder / "mask.bmp", labels, folder / "scan.png");
            }).find("BMP holds one slice") != std::string::npos);
}

void TestNaturalImages::aPalette_givesColors_butIndicesForAMask_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("png") << "a.png";
    QTest::newRow("bmp") << "a.bmp";
}

void TestNaturalImages::aPalette_givesColors_butIndicesForAMask()
{
    QFETCH(const QString, name);
    const TempFolder folder;
    const fs::path file = folder / name.toStdString();
    if (name == "a.png") {
        writePng(file, PNG_COLOR_TYPE_PALETTE, 8, {3, 0, 1, 2}, kColors);
    } else {
        std::string bytes = bmpHeader(4, 1, 8, 0, 4);
        for (const png_color& color : kColors) {
            append(bytes,
                   color.blue | static_cast<std::uint32_t>(color.green) << 8U |
                       static_cast<std::uint32_t>(color.red) << 16U,
                   4);
        }
        writeBytes(file, bytes + std::string("\x03\x00\x01\x02", 4));
    }
    const seg::Volume volume = imaging::readVolume(file);
    QCOMPARE(volume.channels, std::int64_t{3});
    QCOMPARE(volume.values, (std::vector<float>{100, 10, 40, 70, 110, 20, 50, 80, 120, 30, 60, 90}));
    QCOMPARE(imaging::readLabelMap(file).values, (std::vector<std::int16_t>{3, 0, 1, 2}));
}

void TestNaturalImages::fewBits_areSpreadForAnImage_butNotForAMask()
{
    const TempFolder folder;
    writePng(folder / "a.png", PNG_COLOR_TYPE_GRAY, 2, {0b11000110});
    QCOMPARE(imaging::readVolume(folder / "a.png").values, (std::vector<float>{255, 0, 85, 170}));
    QCOMPARE(imaging::readLabelMap(folder / "a.png").values, (std::vector<std::int16_t>{3, 0, 1, 2}));
}

void TestNaturalImages::transparencyOfGray_isLeftOut()
{
    const TempFolder folder;
    writePng(folder / "a.png", PNG_COLOR_TYPE_GRAY_ALPHA, 8, {1, 255, 2, 0, 3, 255, 4, 9});
    QCOMPARE(imaging::readVolume(folder / "a.png").values, (std::vector<float>{1, 2, 3, 4}));
    QVERIFY(imaging::readImageInfo(folder / "a.png").note.find("transparency") != std::string::npos);
}

void TestNaturalImages::bottomUpAndTopDown_areTheSamePicture()
{
    const TempFolder folder;
    const std::string blueGreenRed("\x01\x02\x03\x04\x05\x06\0\0", 8); // two pixels and what fills the row
    const std::string other("\x11\x12\x13\x14\x15\x16\0\0", 8);
    writeBytes(folder / "up.bmp", bmpHeader(2, 2, 24, 0, 0) + other + blueGreenRed);
    writeBytes(folder / "down.bmp", bmpHeader(2, -2, 24, 0, 0) + blueGreenRed + other);
    const seg::Volume up = imaging::readVolume(folder / "up.bmp");
    QCOMPARE(up, imaging::readVolume(folder / "down.bmp"));
    QCOMPARE(up.values, (std::vector<float>{3, 6, 0x13, 0x16, 2, 5, 0x12, 0x15, 1, 4, 0x11, 0x14}));
    writeBytes(folder / "wide.bmp", bmpHeader(2, -1, 32, 0, 0) + std::string("\1\2\3\xff\4\5\6\xff", 8));
    QCOMPARE(imaging::readVolume(folder / "wide.bmp").values, (std::vector<float>{3, 6, 2, 5, 1, 4}));
}

void TestNaturalImages::severalFiles_giveAllTheirColors()
{
    const TempFolder folder;
    imaging::writeVolume(folder / "a_0000.png", picture(3, 1.0F));
    imaging::writeVolume(folder / "a_0001.png", picture(1, 2.0F));
    const seg::Volume volume = imaging::readChannels({folder / "a_0000.png", folder / "a_0001.png"});
    QCOMPARE(volume.channels, std::int64_t{4});
    QCOMPARE(volume.channel(3)[7], 14.0F);
    QCOMPARE(volume.channel(2)[0], 30.0F);
}

void TestNaturalImages::whatTheFormatCannotHold_isRefused()
{
    const TempFolder folder;
    seg::Volume volume = picture(1, 0.5F);
    QVERIFY(errorTextOf([&] {
                imaging::writeVolume(folder / "a.png", volume);
            }).find("holds whole numbers") != std::string::npos);
    volume = picture(1, 1.0F);
    volume.geometry.extent = {{3, 1, 5}};
    QVERIFY(errorTextOf([&] {
                imaging::writeVolume(folder / "a.png", volume);
            }).find("PNG holds one slice") != std::string::npos);
    QVERIFY(errorTextOf([&] {
                imaging::writeVolume(folder / "a.jpg", volume);
            }).find("its name must end in one of") != std::string::npos);
    imaging::writeVolume(folder / "color.png", picture(3, 1.0F));
    QVERIFY(errorTextOf([&] {
                static_cast<void>(imaging::readLabelMap(folder / "color.png"));
            }).find("it has 3 channels") != std::string::npos);
    QCOMPARE(entriesOf(folder.path()), std::vector<std::string>{"color.png"});
}

void TestNaturalImages::damagedFiles_areNamed_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char* tag, const char* name, const std::string& bytes, const char* reason) {
        QTest::newRow(tag) << name << QByteArray::fromStdString(bytes) << reason;
    };
    const TempFolder folder;
    imaging::writeVolume(folder / "a.png", picture(1, 1.0F));
    const std::string png = readBytes(folder / "a.png");
    row("empty png", "a.png", "", "it is empty (0 bytes)");
    row("no png", "a.png", "hello hello", "it is not a sound PNG file");
    row("truncated png", "a.png", png.substr(0, png.size() - 20), "its pixels are damaged or cut short");
    std::string huge = png;
    huge[16] = '\x7f';
    row("a png of impossible size", "a.png", huge, "it is not a sound PNG file");
    row("empty bmp", "a.bmp", "", "it is empty (0 bytes)");
    row("truncated bmp", "a.bmp", bmpHeader(200, 200, 24, 0, 0) + std::string(100, 'x'),
        "the file is cut short");
    row("cut bmp header", "a.bmp", bmpHeader(2, 2, 24, 0, 0).substr(0, 30), "cut short within its header");
    row("compressed bmp", "a.bmp", bmpHeader(2, 2, 8, 1, 0) + std::string(100, 'x'), "save it as PNG");
    row("bmp of impossible size", "a.bmp", bmpHeader(0x7FFFFFFF, 2, 24, 0, 0) + std::string(100, 'x'),
        "its header is damaged");
}

void TestNaturalImages::damagedFiles_areNamed()
{
    QFETCH(const QString, name);
    QFETCH(const QByteArray, bytes);
    QFETCH(const QString, reason);
    const TempFolder folder;
    const fs::path file = folder / name.toStdString();
    writeBytes(file, bytes.toStdString());
    const auto [code, text] = failureOf([&] { static_cast<void>(imaging::readVolume(file)); });
    QVERIFY2(code == seg::ErrorCode::BadInput, text.c_str());
    QVERIFY2(text.find("cannot read " + file.string()) == 0, text.c_str());
    QVERIFY2(text.find(reason.toStdString()) != std::string::npos, text.c_str());
}

QTEST_APPLESS_MAIN(TestNaturalImages)
#include "tst_NaturalImages.moc"
