// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/imaging/io/ImageFile.h"
#include "tests/support/Failure.h"
#include "tests/support/SyntheticDataset.h"
#include "tests/support/TempFolder.h"
#include "tests/unit/core/imaging/io/RawNifti.h"

#include <QTest>

#include <clocale>
#include <cmath>

namespace fs = std::filesystem;
namespace imaging = seg::imaging;
using namespace seg::test;

/// NRRD files written by hand, as other programs write them.
class TestNrrdFile final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyType_andByteOrder_isRead_data();
    void everyType_andByteOrder_isRead();
    void everyEncoding_givesTheSame_data();
    void everyEncoding_givesTheSame();
    void theSpace_isTurnedIntoLps_data();
    void theSpace_isTurnedIntoLps();
    void channels_mayComeFirstOrLast_data();
    void channels_mayComeFirstOrLast();
    void aDetachedHeader_findsItsValues();
    void twoAxes_areOneSlice();
    void aSkewedDirection_isMended_withANote();
    void numbersHaveADot_whateverTheLocale();
    void roundTrips_keepEverything();
    void aMask_repeatsThePlacementOfItsScan_wordForWord();
    void badHeaders_areNamed_data();
    void badHeaders_areNamed();
};

namespace {

template <typename Value> std::string bytesOf(const std::vector<Value>& values)
{
    return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(Value)};
}

template <typename Value> std::string counted(bool swapped)
{
    std::string bytes;
    for (int i = 0; i < 24; ++i) {
        const auto value = static_cast<Value>(i);
        std::string one(reinterpret_cast<const char*>(&value), sizeof(value));
        if (swapped) {
            std::reverse(one.begin(), one.end());
        }
        bytes += one;
    }
    return bytes;
}

const std::string kPlace =
    "space: left-posterior-superior\nspace directions: (0.5,0,0) (0,0.75,0) (0,0,2.5)\n"
    "space origin: (1,2,3)\n";

std::string header(const std::string& type, const std::string& rest, const std::string& place = kPlace)
{
    return "NRRD0004\n# a comment\ntype: " + type + "\ndimension: 3\nsizes: 4 3 2\n" + place +
           "key:=value: 1\n" + rest + "\n";
}

std::string shortsFile()
{
    return header("short", "encoding: raw\nendian: little\n") + counted<std::int16_t>(false);
}

} // namespace

void TestNrrdFile::everyType_andByteOrder_isRead_data()
{
    QTest::addColumn<QString>("type");
    QTest::addColumn<bool>("big");
    QTest::addColumn<QByteArray>("values");
    QTest::addColumn<QString>("name");
    const auto row = [](const char* type, const char* name, auto value) {
        for (const bool big : {false, true}) {
            QTest::addRow("%s %s", type, big ? "big" : "little")
                << type << big << QByteArray::fromStdString(counted<decltype(value)>(big)) << name;
        }
    };
    row("unsigned char", "uint8", std::uint8_t{});
    row("int8", "int8", std::int8_t{});
    row("ushort", "uint16", std::uint16_t{});
    row("short", "int16", std::int16_t{});
    row("unsigned int", "uint32", std::uint32_t{});
    row("int32_t", "int32", std::int32_t{});
    row("unsigned long long", "uint64", std::uint64_t{});
    row("longlong", "int64", std::int64_t{});
    row("float", "float32", float{});
    row("double", "float64", double{});
}

void TestNrrdFile::everyType_andByteOrder_isRead()
{
    QFETCH(const QString, type);
    QFETCH(const bool, big);
    QFETCH(const QByteArray, values);
    QFETCH(const QString, name);
    const TempFolder folder;
    const fs::path file = folder / "scan.nrrd";
    writeBytes(file, header(type.toStdString(),
                            std::string("encoding: raw\nendian: ") + (big ? "big\n" : "little\n")) +
                         values.toStdString());
    const auto info = imaging::readImageInfo(file);
    QCOMPARE(QString::fromStdString(info.voxelType), name);
    QCOMPARE(info.format, std::string("NRRD"));
    QVERIFY(info.note.empty());
    const seg::Volume volume = imaging::readVolume(file);
    QCOMPARE(volume.geometry.extent, (seg::Extent{{2, 3, 4}}));
    QCOMPARE(volume.geometry.spacing, (seg::Spacing{{2.5, 0.75, 0.5}}));
    QCOMPARE(volume.geometry.origin, (seg::Point{1.0, 2.0, 3.0}));
    for (std::size_t i = 0; i < 24; ++i) {
        QCOMPARE(volume.values[i], static_cast<float>(i));
    }
    QCOMPARE(imaging::readLabelMap(file).values[23], std::int16_t{23});
}

void TestNrrdFile::everyEncoding_givesTheSame_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const auto row = [](const char* name, const std::string& bytes) {
        QTest::newRow(name) << QByteArray::fromStdString(bytes);
    };
    row("raw", shortsFile());
    const TempFolder folder;
    writeGzip(folder / "values.gz", counted<std::int16_t>(false));
    const std::string zipped = readBytes(folder / "values.gz");
    row("gzip", header("short", "encoding: gzip\nendian: little\n") + zipped);
    row("gz after skipped bytes", [&] {
        writeGzip(folder / "more.gz", "12345" + counted<std::int16_t>(false));
        return header("short", "encoding: gz\nendian: little\nbyte skip: 5\n") +
               readBytes(folder / "more.gz");
    }());
    std::string text;
    for (int i = 0; i < 24; ++i) {
        text += std::to_string(i) + (i % 4 == 3 ? "\n" : "  ");
    }
    row("text", header("short", "encoding: ascii\n") + text);
    row("raw at the end of the file", header("short", "encoding: raw\nendian: little\nbyte skip: -1\n") +
                                          "something else" + counted<std::int16_t>(false));
    std::string dos = header("short", "encoding: raw\nendian: little\n");
    for (std::size_t at = 0; (at = dos.find('\n', at)) != std::string::npos; at += 2) {
        dos.insert(at, "\r");
    }
    row("lines that end as in Windows", dos + counted<std::int16_t>(false));
}

void TestNrrdFile::everyEncoding_givesTheSame()
{
    QFETCH(const QByteArray, bytes);
    const TempFolder folder;
    writeBytes(folder / "scan.nrrd", bytes.toStdString());
    const seg::Volume volume = imaging::readVolume(folder / "scan.nrrd");
    for (std::size_t i = 0; i < 24; ++i) {
        QCOMPARE(volume.values[i], static_cast<float>(i));
    }
}

void TestNrrdFile::theSpace_isTurnedIntoLps_data()
{
    QTest::addColumn<QString>("space");
    QTest::addColumn<double>("x");
    QTest::addColumn<double>("y");
    QTest::addColumn<QString>("code");
    QTest::newRow("LPS") << "left-posterior-superior" << 1.0 << 2.0 << "LPS";
    QTest::newRow("LPS, short") << "LPS" << 1.0 << 2.0 << "LPS";
    QTest::newRow("RAS") << "right-anterior-superior" << -1.0 << -2.0 << "RAS";
    QTest::newRow("LAS") << "left-anterior-superior" << 1.0 << -2.0 << "LAS";
}

void TestNrrdFile::theSpace_isTurnedIntoLps()
{
    QFETCH(const QString, space);
    QFETCH(const double, x);
    QFETCH(const double, y);
    QFETCH(const QString, code);
    const TempFolder folder;
    writeBytes(folder / "scan.nrrd",
               header("uchar", "encoding: raw\n",
                      "space: " + space.toStdString() +
                          "\nspace directions: (0.5,0,0) (0,0.75,0) (0,0,2.5)\nspace origin: (1, 2, 3)\n") +
                   counted<std::uint8_t>(false));
    const seg::Geometry geometry = imaging::readImageInfo(folder / "scan.nrrd").geometry;
    QCOMPARE(geometry.origin, (seg::Point{x, y, 3.0}));
    QCOMPARE(QString::fromStdString(seg::orientationCode(geometry)), code);
}

void TestNrrdFile::channels_mayComeFirstOrLast_data()
{
    QTest::addColumn<bool>("first");
    QTest::newRow("together at each voxel") << true;
    QTest::newRow("one volume after the other") << false;
}

void TestNrrdFile::channels_mayComeFirstOrLast()
{
    QFETCH(const bool, first);
    const std::string place =
        first ? "space directions: none (1,0,0) (0,1,0) (0,0,1)\nkinds: vector domain domain domain\n"
              : "space directions: (1,0,0) (0,1,0) (0,0,1) none\nkinds: domain domain domain list\n";
    std::vector<std::int16_t> values;
    for (int i = 0; i < 24; ++i) { // channel c, voxel v has the value 100 c + v
        values.push_back(static_cast<std::int16_t>(first ? 100 * (i % 2) + i / 2 : 100 * (i / 12) + i % 12));
    }
    const TempFolder folder;
    writeBytes(folder / "scan.nrrd", "NRRD0005\ntype: short\ndimension: 4\nspace: LPS\nsizes: " +
                                         std::string(first ? "2 3 2 2\n" : "3 2 2 2\n") + place +
                                         "endian: little\nencoding: raw\n\n" + bytesOf(values));
    const seg::Volume volume = imaging::readVolume(folder / "scan.nrrd");
    QCOMPARE(volume.channels, std::int64_t{2});
    QCOMPARE(volume.geometry.extent, (seg::Extent{{2, 2, 3}}));
    for (std::size_t v = 0; v < 12; ++v) {
        QCOMPARE(volume.channel(0)[v], static_cast<float>(v));
        QCOMPARE(volume.channel(1)[v], static_cast<float>(100 + v));
    }
    imaging::extractChannel(folder / "scan.nrrd", 1, folder / "second.nrrd");
    const auto info = imaging::readImageInfo(folder / "second.nrrd");
    QCOMPARE(info.voxelType, std::string("int16"));
    QCOMPARE(info.channels, std::int64_t{1});
    QCOMPARE(imaging::readVolume(folder / "second.nrrd").values[5], 105.0F);
    QVERIFY(errorTextOf([&] {
                imaging::extractChannel(folder / "scan.nrrd", 2, folder / "third.nrrd");
            }).find("cannot take channel 2") == 0);
}

void TestNrrdFile::aDetachedHeader_findsItsValues()
{
    const TempFolder folder;
    writeBytes(folder / "values.raw", counted<std::int16_t>(false));
    writeBytes(folder / "scan.nhdr",
               header("short", "encoding: raw\nendian: little\ndata file: values.raw\n"));
    QCOMPARE(imaging::readVolume(folder / "scan.nhdr").values[7], 7.0F);
    fs::remove(folder / "values.raw");
    const auto [code, text] =
        failureOf([&] { static_cast<void>(imaging::readVolume(folder / "scan.nhdr")); });
    QVERIFY(code == seg::ErrorCode::NotFound);
    QVERIFY(text.find("values.raw") != std::string::npos);
}

void TestNrrdFile::twoAxes_areOneSlice()
{
    const TempFolder folder;
    writeBytes(folder / "scan.nrrd",
               "NRRD0004\ntype: uchar\ndimension: 2\nsizes: 6 4\nspacings: 0.5 0.75\nencoding: "
               "raw\n\n" +
                   counted<std::uint8_t>(false));
    const auto info = imaging::readImageInfo(folder / "scan.nrrd");
    QCOMPARE(info.geometry.extent, (seg::Extent{{1, 4, 6}}));
    QCOMPARE(info.geometry.spacing, (seg::Spacing{{999.0 * 0.75, 0.75, 0.5}}));
}

void TestNrrdFile::aSkewedDirection_isMended_withANote()
{
    const TempFolder folder;
    writeBytes(folder / "scan.nrrd",
               header("uchar", "encoding: raw\n",
                      "space: LPS\nspace directions: (1,0.2,0) (0,1,0) (0,0,2)\nspace origin: (nan,0,0)\n") +
                   counted<std::uint8_t>(false));
    const auto info = imaging::readImageInfo(folder / "scan.nrrd");
    QVERIFY(info.note.find("made perpendicular") != std::string::npos);
    QVERIFY(info.note.find("origin") != std::string::npos);
    const auto& d = info.geometry.direction;
    QVERIFY(std::abs(d[0][0] * d[0][1] + d[1][0] * d[1][1] + d[2][0] * d[2][1]) < 1e-9);
}

void TestNrrdFile::numbersHaveADot_whateverTheLocale()
{
    const std::string before = std::setlocale(LC_NUMERIC, nullptr);
    for (const char* const name : {"de_DE.UTF-8", "de_DE", "fr_FR.UTF-8"}) {
        std::setlocale(LC_NUMERIC, name); // where it is not installed this changes nothing
    }
    const TempFolder folder;
    writeBytes(folder / "scan.nrrd", shortsFile());
    const auto geometry = imaging::readImageInfo(folder / "scan.nrrd").geometry;
    imaging::writeVolume(folder / "copy.nrrd", countedVolume(geometry));
    const auto copied = imaging::readImageInfo(folder / "copy.nrrd").geometry;
    std::setlocale(LC_NUMERIC, before.c_str());
    QCOMPARE(geometry.spacing.mm[1], 0.75);
    QCOMPARE(copied.spacing.mm[1], 0.75);
}

void TestNrrdFile::roundTrips_keepEverything()
{
    const TempFolder folder;
    for (const std::int64_t channels : {1, 3}) {
        const seg::Volume volume = countedVolume(obliqueGeometry(), channels);
        imaging::writeVolume(folder / "volume.nrrd", volume);
        const seg::Volume back = imaging::readVolume(folder / "volume.nrrd");
        QCOMPARE(back.values, volume.values);
        QCOMPARE(back.channels, channels);
        QVERIFY(seg::sameGrid(back.geometry, volume.geometry));
        QCOMPARE(back.geometry.origin, volume.geometry.origin);
    }
    seg::LabelMap labels = nestedBoxes(obliqueGeometry());
    imaging::writeLabelMap(folder / "mask.nrrd", labels);
    QCOMPARE(imaging::readLabelMap(folder / "mask.nrrd").values, labels.values);
    QCOMPARE(imaging::readImageInfo(folder / "mask.nrrd").voxelType, std::string("uint8"));
    labels.values.back() = 255;
    imaging::writeLabelMap(folder / "mask.nrrd", labels);
    QCOMPARE(imaging::readImageInfo(folder / "mask.nrrd").voxelType, std::string("uint16"));
    QCOMPARE(imaging::readLabelMap(folder / "mask.nrrd").values, labels.values);
}

void TestNrrdFile::aMask_repeatsThePlacementOfItsScan_wordForWord()
{
    const TempFolder folder;
    const std::string place = "space: right-anterior-superior\n"
                              "space directions: (0.33333333333333331,1e-7,0) (0,-0.7499999,0) (0,0,2.5)\n"
                              "space origin: (0.1, -77.123, 1e-3)\nspace units: \"mm\" \"mm\" \"mm\"\n";
    writeBytes(folder / "scan.nrrd",
               header("uchar", "encoding: raw\n", place) + counted<std::uint8_t>(false));
    const seg::Geometry geometry = imaging::readImageInfo(folder / "scan.nrrd").geometry;
    imaging::writeLabelMap(folder / "mask.nrrd", {geometry, std::vector<std::int16_t>(24, 1)},
                           folder / "scan.nrrd");
    const std::string text = readBytes(folder / "mask.nrrd");
    QVERIFY(text.find("space: right-anterior-superior\n") != std::string::npos);
    QVERIFY(text.find("(0.33333333333333331,1e-7,0) (0,-0.7499999,0) (0,0,2.5)\n") != std::string::npos);
    QVERIFY(text.find("space origin: (0.1, -77.123, 1e-3)\n") != std::string::npos);
    QVERIFY(text.find("space units: \"mm\" \"mm\" \"mm\"\n") != std::string::npos);
    QCOMPARE(imaging::readImageInfo(folder / "mask.nrrd").geometry, geometry);

    seg::Geometry other = geometry;
    other.extent = {{1, 3, 4}};
    const auto [code, said] = failureOf([&] {
        imaging::writeLabelMap(folder / "mask.nrrd", {other, std::vector<std::int16_t>(12, 1)},
                               folder / "scan.nrrd");
    });
    QVERIFY(code == seg::ErrorCode::BadInput);
    QVERIFY(said.find("the mask is 4x3x1 but the scan") != std::string::npos);
}

void TestNrrdFile::badHeaders_areNamed_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char* tag, const std::string& bytes, const char* reason) {
        QTest::newRow(tag) << QByteArray::fromStdString(bytes) << reason;
    };
    row("empty", "", "it is empty (0 bytes)");
    row("another text", "hello", "it does not begin with the NRRD mark");
    row("truncated", shortsFile().substr(0, shortsFile().size() - 10),
        "the file is cut short: its header promises 4x3x2 voxels of int16 (48 bytes), but 10 bytes are "
        "missing");
    row("cut within the header", shortsFile().substr(0, 50), "\"sizes\"");
    row("without its empty line", "NRRD0004\ntype: uchar\ndimension: 1\nsizes: 4\nencoding: raw",
        "cut short within its header");
    row("no type", "NRRD0004\ndimension: 1\nsizes: 4\nencoding: raw\n\n1234", "has no field \"type\"");
    row("terabytes",
        "NRRD0004\ntype: double\ndimension: 3\nsizes: 100000 100000 100000\nencoding: gzip\n\n1234",
        "at least");
    row("sizes that overflow",
        "NRRD0004\ntype: double\ndimension: 4\nsizes: 1099511627776 1099511627776 1099511627776 "
        "1099511627776\nencoding: "
        "raw\n\n1234",
        "the file is cut short");
    row("a negative size", "NRRD0004\ntype: uchar\ndimension: 2\nsizes: 4 -4\nencoding: raw\n\n1234",
        "axis 2 would have -4");
    row("sizes of another number", "NRRD0004\ntype: uchar\ndimension: 3\nsizes: 4 4\nencoding: raw\n\n1234",
        "promises 3 axes and gives 2 sizes");
    row("block", "NRRD0004\ntype: block\ndimension: 1\nsizes: 4\nencoding: raw\n\n1234",
        "\"block\" is not supported");
    row("bzip2", "NRRD0004\ntype: uchar\ndimension: 1\nsizes: 4\nencoding: bzip2\n\n1234",
        "\"bzip2\" is not supported");
    row("complex",
        "NRRD0004\ntype: float\ndimension: 2\nsizes: 2 4\nkinds: complex domain\nencoding: raw\n\n1234",
        "complex numbers");
    row("five axes",
        "NRRD0004\ntype: uchar\ndimension: 5\nsizes: 2 2 2 2 2\nencoding: raw\n\n" + std::string(32, 'x'),
        "it has 5 axes");
    row("a word among numbers",
        "NRRD0004\ntype: uchar\ndimension: 1\nsizes: 4\nencoding: text\n\n1 2 three 4",
        "\"three\" stands among its voxels");
    row("directions that are none",
        header("uchar", "encoding: raw\n", "space directions: (a,b,c) (0,1,0) (0,0,1)\n") +
            counted<std::uint8_t>(false),
        "is no direction");
    row("an open bracket", // found by the fuzzer
        header("uchar", "encoding: raw\n", "space directions: (1,0,0 0,1,0 0,0,1\n") +
            counted<std::uint8_t>(false),
        "\"spacedirections\" has 0 entries for 3 axes");
    row("damaged gzip", header("uchar", "encoding: gzip\n") + "\x1f\x8bsomething that is not gzip at all",
        "compressed data are damaged");
}

void TestNrrdFile::badHeaders_areNamed()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QString, reason);
    const TempFolder folder;
    const fs::path file = folder / "scan.nrrd";
    writeBytes(file, bytes.toStdString());
    const auto [code, text] = failureOf([&] { static_cast<void>(imaging::readVolume(file)); });
    QVERIFY2(code == seg::ErrorCode::BadInput, text.c_str());
    QVERIFY2(text.find("cannot read " + file.string()) == 0, text.c_str());
    QVERIFY2(text.find(reason.toStdString()) != std::string::npos, text.c_str());
}

QTEST_APPLESS_MAIN(TestNrrdFile)
#include "tst_NrrdFile.moc"
