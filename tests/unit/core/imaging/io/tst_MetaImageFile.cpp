// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/imaging/io/ImageFile.h"
#include "tests/support/Failure.h"
#include "tests/support/SyntheticDataset.h"
#include "tests/support/TempFolder.h"
#include "tests/unit/core/imaging/io/RawNifti.h"

#include <QTest>

#include <cmath>

namespace fs = std::filesystem;
namespace imaging = seg::imaging;
using namespace seg::test;

/// MetaImage files written by hand, as other programs write them.
class TestMetaImageFile final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyType_andByteOrder_isRead_data();
    void everyType_andByteOrder_isRead();
    void theMatrix_listsOneVoxelAxisAfterAnother();
    void compressedValues_areUnpacked();
    void writtenOutNumbers_areRead();
    void aDetachedHeader_findsItsValues();
    void channels_standTogether_orOnAFourthAxis();
    void twoAxes_areOneSlice();
    void roundTrips_keepEverything();
    void aMask_repeatsThePlacementOfItsScan_wordForWord();
    void badHeaders_areNamed_data();
    void badHeaders_areNamed();
};

namespace {

template <typename Value> std::string counted(bool swapped, int count = 24)
{
    std::string bytes;
    for (int i = 0; i < count; ++i) {
        const auto value = static_cast<Value>(i);
        std::string one(reinterpret_cast<const char*>(&value), sizeof(value));
        if (swapped) {
            std::reverse(one.begin(), one.end());
        }
        bytes += one;
    }
    return bytes;
}

const std::string kPlace = "TransformMatrix = 0 1 0 -1 0 0 0 0 1\nOffset = 1 2 3\nCenterOfRotation = 0 0 0\n"
                           "AnatomicalOrientation = RAI\nElementSpacing = 0.5 0.75 2.5\n";

std::string header(const std::string& type, const std::string& rest = "", const std::string& place = kPlace)
{
    return "ObjectType = Image\nNDims = 3\nBinaryData = True\n" + place +
           "DimSize = 4 3 2\nElementType = " + type + "\n" + rest + "ElementDataFile = LOCAL\n";
}

std::string deflated(const std::string& bytes)
{
    uLongf size = compressBound(bytes.size());
    std::string result(size, '\0');
    ::compress(reinterpret_cast<Bytef*>(result.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()),
               bytes.size());
    result.resize(size);
    return result;
}

} // namespace

void TestMetaImageFile::everyType_andByteOrder_isRead_data()
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
    row("MET_UCHAR", "uint8", std::uint8_t{});
    row("MET_CHAR", "int8", std::int8_t{});
    row("MET_USHORT", "uint16", std::uint16_t{});
    row("MET_SHORT", "int16", std::int16_t{});
    row("MET_UINT", "uint32", std::uint32_t{});
    row("MET_INT", "int32", std::int32_t{});
    row("MET_ULONG_LONG", "uint64", std::uint64_t{});
    row("MET_LONG_LONG", "int64", std::int64_t{});
    row("MET_FLOAT", "float32", float{});
    row("MET_DOUBLE", "float64", double{});
}

void TestMetaImageFile::everyType_andByteOrder_isRead()
{
    QFETCH(const QString, type);
    QFETCH(const bool, big);
    QFETCH(const QByteArray, values);
    QFETCH(const QString, name);
    const TempFolder folder;
    const fs::path file = folder / "scan.mha";
    writeBytes(file, header(type.toStdString(),
                            std::string("ElementByteOrderMSB = ") + (big ? "True\n" : "False\n")) +
                         values.toStdString());
    const auto info = imaging::readImageInfo(file);
    QCOMPARE(QString::fromStdString(info.voxelType), name);
    QCOMPARE(info.format, std::string("MetaImage"));
    const seg::Volume volume = imaging::readVolume(file);
    QCOMPARE(volume.geometry.extent, (seg::Extent{{2, 3, 4}}));
    for (std::size_t i = 0; i < 24; ++i) {
        QCOMPARE(volume.values[i], static_cast<float>(i));
    }
    QCOMPARE(imaging::readLabelMap(file).values[23], std::int16_t{23});
}

void TestMetaImageFile::theMatrix_listsOneVoxelAxisAfterAnother()
{
    const TempFolder folder;
    writeBytes(folder / "scan.mha", header("MET_UCHAR") + counted<std::uint8_t>(false));
    const seg::Geometry g = imaging::readImageInfo(folder / "scan.mha").geometry;
    QCOMPARE(g.spacing, (seg::Spacing{{2.5, 0.75, 0.5}}));
    QCOMPARE(g.origin, (seg::Point{1.0, 2.0, 3.0}));
    QCOMPARE(g.direction[1][0], 1.0); // i runs along y, the first three numbers
    QCOMPARE(g.direction[0][1], -1.0);
    QCOMPARE(seg::orientationCode(g), std::string("PRS"));
}

void TestMetaImageFile::compressedValues_areUnpacked()
{
    const std::string values = deflated(counted<std::int16_t>(false));
    const TempFolder folder;
    writeBytes(folder / "scan.mha", header("MET_SHORT", "CompressedData = True\nCompressedDataSize = " +
                                                            std::to_string(values.size()) + "\n") +
                                        values);
    QCOMPARE(imaging::readVolume(folder / "scan.mha").values[23], 23.0F);
    std::string cut = readBytes(folder / "scan.mha");
    cut.resize(cut.size() - 3);
    writeBytes(folder / "cut.mha", cut); // the checksum is missing
    QVERIFY(errorTextOf([&] {
                static_cast<void>(imaging::readVolume(folder / "cut.mha"));
            }).find("compressed data are damaged") != std::string::npos);
}

void TestMetaImageFile::writtenOutNumbers_areRead()
{
    std::string text = header("MET_SHORT");
    text.replace(text.find("BinaryData = True"), 17, "BinaryData = False");
    for (int i = 0; i < 24; ++i) {
        text += std::to_string(-i) + " ";
    }
    const TempFolder folder;
    writeBytes(folder / "scan.mha", text);
    QCOMPARE(imaging::readVolume(folder / "scan.mha").values[5], -5.0F);
}

void TestMetaImageFile::aDetachedHeader_findsItsValues()
{
    const TempFolder folder;
    std::string text = header("MET_USHORT");
    text.replace(text.find("LOCAL"), 5, "values.raw");
    writeBytes(folder / "scan.mhd", text);
    writeBytes(folder / "values.raw", counted<std::uint16_t>(false));
    QCOMPARE(imaging::readVolume(folder / "scan.mhd").values[9], 9.0F);
    QCOMPARE(imaging::maskEndingFor(folder / "scan.mhd"), std::string(".mha"));
}

void TestMetaImageFile::channels_standTogether_orOnAFourthAxis()
{
    const TempFolder folder;
    std::string together = header("MET_UCHAR", "ElementNumberOfChannels = 2\n");
    std::string pairs;
    for (int i = 0; i < 24; ++i) {
        pairs += static_cast<char>(i);
        pairs += static_cast<char>(100 + i);
    }
    writeBytes(folder / "together.mha", together + pairs);
    const seg::Volume first = imaging::readVolume(folder / "together.mha");
    QCOMPARE(first.channels, std::int64_t{2});
    QCOMPARE(first.channel(1)[7], 107.0F);

    std::string apart = header("MET_UCHAR");
    apart.replace(apart.find("NDims = 3"), 9, "NDims = 4");
    apart.replace(apart.find("DimSize = 4 3 2"), 15, "DimSize = 4 3 2 2");
    apart.replace(apart.find(kPlace), kPlace.size(),
                  "TransformMatrix = 1 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1\nOffset = 1 2 3 0\nElementSpacing = 0.5 "
                  "0.75 2.5 1\n");
    writeBytes(folder / "apart.mha", apart + counted<std::uint8_t>(false, 48));
    const seg::Volume second = imaging::readVolume(folder / "apart.mha");
    QCOMPARE(second.channels, std::int64_t{2});
    QCOMPARE(second.channel(1)[0], 24.0F);
    QCOMPARE(second.geometry.spacing, (seg::Spacing{{2.5, 0.75, 0.5}}));
    QCOMPARE(second.geometry.origin, (seg::Point{1.0, 2.0, 3.0}));
}

void TestMetaImageFile::twoAxes_areOneSlice()
{
    const TempFolder folder;
    writeBytes(folder / "scan.mha",
               "ObjectType = Image\nNDims = 2\nDimSize = 6 4\nElementSpacing = 0.5 0.25\n"
               "ElementType = MET_UCHAR\nElementDataFile = LOCAL\n" +
                   counted<std::uint8_t>(false));
    const auto info = imaging::readImageInfo(folder / "scan.mha");
    QCOMPARE(info.geometry.extent, (seg::Extent{{1, 4, 6}}));
    QCOMPARE(info.geometry.spacing, (seg::Spacing{{499.5, 0.25, 0.5}}));
}

void TestMetaImageFile::roundTrips_keepEverything()
{
    const TempFolder folder;
    for (const std::int64_t channels : {1, 3}) {
        const seg::Volume volume = countedVolume(obliqueGeometry(), channels);
        imaging::writeVolume(folder / "volume.mha", volume);
        QCOMPARE(imaging::readVolume(folder / "volume.mha"), volume); // geometry to the bit
    }
    seg::LabelMap labels = nestedBoxes(obliqueGeometry());
    labels.values.back() = 254;
    imaging::writeLabelMap(folder / "mask.mha", labels);
    QCOMPARE(imaging::readLabelMap(folder / "mask.mha"), labels);
    QCOMPARE(imaging::readImageInfo(folder / "mask.mha").voxelType, std::string("uint8"));
}

void TestMetaImageFile::aMask_repeatsThePlacementOfItsScan_wordForWord()
{
    const TempFolder folder;
    const std::string place =
        "TransformMatrix = 0.1 0.99498743710661995 0 -0.99498743710661995 0.1 0 0 0 1.0000000\n"
        "Offset = 0.1000 -77.123 1e-3\nAnatomicalOrientation = RAI\n"
        "ElementSpacing = 0.33333333333333331 0.75 2.50\n";
    writeBytes(folder / "scan.mha", header("MET_UCHAR", "", place) + counted<std::uint8_t>(false));
    const seg::Geometry geometry = imaging::readImageInfo(folder / "scan.mha").geometry;
    imaging::writeLabelMap(folder / "mask.mha", {geometry, std::vector<std::int16_t>(24, 1)},
                           folder / "scan.mha");
    const std::string text = readBytes(folder / "mask.mha");
    for (const char* const line :
         {"-0.99498743710661995 0.1 0 0 0 1.0000000\n", "Offset = 0.1000 -77.123 1e-3\n",
          "AnatomicalOrientation = RAI\n", "ElementSpacing = 0.33333333333333331 0.75 2.50\n"}) {
        QVERIFY2(text.find(line) != std::string::npos, line);
    }
    QCOMPARE(imaging::readImageInfo(folder / "mask.mha").geometry, geometry);
}

void TestMetaImageFile::badHeaders_areNamed_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char* tag, const std::string& bytes, const char* reason) {
        QTest::newRow(tag) << QByteArray::fromStdString(bytes) << reason;
    };
    const std::string sound = header("MET_SHORT") + counted<std::int16_t>(false);
    const auto changed = [&](const std::string& from, const std::string& to) {
        std::string bytes = sound;
        return bytes.replace(bytes.find(from), from.size(), to);
    };
    row("empty", "", "it is empty (0 bytes)");
    row("another text", "hello = 1\n", "it does not begin with a MetaImage header");
    row("truncated", sound.substr(0, sound.size() - 10),
        "the file is cut short: its header promises 4x3x2 voxels of int16 (48 bytes), but 10 bytes are "
        "missing");
    row("cut within the header", sound.substr(0, sound.find("ElementDataFile")),
        "cut short within its header");
    row("a negative size", changed("4 3 2", "4 -3 2"), "axis 2 would have -3 voxels");
    row("too few sizes", changed("4 3 2", "4 3"), "promises 3 axes and gives 2 sizes");
    row("sizes that overflow", changed("4 3 2", "1099511627776 1099511627776 1099511627776"),
        "the file is cut short");
    row("another type", changed("MET_SHORT", "MET_STRING"), "\"MET_STRING\" is not supported");
    row("no image", changed("ObjectType = Image", "ObjectType = Tube"), "it is a MetaIO Tube, not an image");
    row("many files", changed("LOCAL", "LIST"), "spread over several files");
    row("a pattern of files", changed("LOCAL", "slice%03d.raw 1 3 1"), "spread over several files");
    row("no channels", changed("ElementDataFile", "ElementNumberOfChannels = 0\nElementDataFile"),
        "promises 0 channels");
}

void TestMetaImageFile::badHeaders_areNamed()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QString, reason);
    const TempFolder folder;
    const fs::path file = folder / "scan.mha";
    writeBytes(file, bytes.toStdString());
    const auto [code, text] = failureOf([&] { static_cast<void>(imaging::readVolume(file)); });
    QVERIFY2(code == seg::ErrorCode::BadInput, text.c_str());
    QVERIFY2(text.find("cannot read " + file.string()) == 0, text.c_str());
    QVERIFY2(text.find(reason.toStdString()) != std::string::npos, text.c_str());
}

QTEST_APPLESS_MAIN(TestMetaImageFile)
#include "tst_MetaImageFile.moc"
