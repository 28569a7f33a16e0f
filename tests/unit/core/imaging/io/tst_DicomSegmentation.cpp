// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/imaging/io/DicomSegmentation.h"
#include "core/imaging/io/DicomSeries.h"
#include "core/imaging/io/ImageFile.h"
#include "tests/support/Failure.h"
#include "tests/support/TempFolder.h"
#include "tests/unit/core/imaging/io/RawDicom.h"

#include <QTest>

namespace fs = std::filesystem;
namespace imaging = seg::imaging;
using namespace seg::test;

/// SEG objects written element by element, on the grid of a series of five slices of 5 x 3 pixels.
class TestDicomSegmentation final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void binaryFrames_areDrawnOnTheScansGrid();
    void framesMayBeTurnedAndCropped();
    void fractions_countFromTheHalf();
    void labelMaps_areTakenAsTheyAre();
    void overlaps_areNoted();
    void segments_areDescribed();
    void anotherGrid_isRefused_data();
    void anotherGrid_isRefused();
    void damagedObjects_areNamed_data();
    void damagedObjects_areNamed();
    void aSegmentation_isNoScan();
};

namespace {

struct Frame {
    int segment = 1;
    std::array<double, 3> position{};
    std::vector<int> pixels; ///< row by row
};

struct SegSpec {
    std::string type = "BINARY";
    int columns = 5;
    int rows = 3;
    int bits = 1;
    std::string orientation = "1\\0\\0\\0\\1\\0";
    std::string spacing = "0.75\\0.5";
    std::vector<Frame> frames;
    bool withPositions = true;
};

seg::Geometry grid()
{
    seg::Geometry geometry;
    geometry.extent = {{5, 3, 5}};
    geometry.spacing = {{2.5, 0.75, 0.5}};
    geometry.origin = {10.0, -20.0, 5.0};
    return geometry;
}

std::array<double, 3> sliceAt(int k)
{
    return {10.0, -20.0, 5.0 + 2.5 * k};
}

std::string packed(const SegSpec& spec)
{
    std::string bytes;
    std::size_t bit = 0;
    for (const Frame& frame : spec.frames) {
        for (const int value : frame.pixels) {
            if (spec.bits == 1) { // without a gap between the frames
                bytes.resize(bit / 8 + 1);
                bytes[bit / 8] = static_cast<char>(bytes[bit / 8] | value << (bit % 8));
                ++bit;
            } else {
                bytes += static_cast<char>(value);
            }
        }
    }
    return bytes;
}

std::string segmentItem(int number, const std::string& label)
{
    return dicomShort(0x62, 4, static_cast<unsigned>(number)) + dicomElement(0x62, 5, "LO", label) +
           dicomElement(0x62, 6, "ST", "drawn by hand") + dicomElement(0x62, 8, "CS", "MANUAL") +
           dicomSequence(0x62, 0x0f, {dicomElement(0x08, 0x104, "LO", "Organ")});
}

std::string segBytes(const SegSpec& spec)
{
    std::vector<std::string> frames;
    for (const Frame& frame : spec.frames) {
        const auto& p = frame.position;
        std::string item;
        if (spec.withPositions) {
            item += dicomSequence(
                0x20, 0x9113, {dicomElement(0x20, 0x32, "DS", fmt::format("{}\\{}\\{}", p[0], p[1], p[2]))});
        }
        frames.push_back(
            item + dicomSequence(0x62, 0x0a, {dicomShort(0x62, 0x0b, static_cast<unsigned>(frame.segment))}));
    }
    const std::string set =
        dicomElement(0x08, 0x16, "UI", "1.2.840.10008.5.1.4.1.1.66.4") +
        dicomElement(0x08, 0x18, "UI", "7.7") + dicomElement(0x08, 0x60, "CS", "SEG") +
        dicomSequence(0x08, 0x1115, {dicomElement(0x20, 0x0e, "UI", "1.2.3")}) +
        dicomElement(0x20, 0x0e, "UI", "7.7.7") + dicomShort(0x28, 2, 1) +
        dicomElement(0x28, 4, "CS", "MONOCHROME2") +
        dicomElement(0x28, 8, "IS", std::to_string(spec.frames.size())) +
        dicomShort(0x28, 0x10, static_cast<unsigned>(spec.rows)) +
        dicomShort(0x28, 0x11, static_cast<unsigned>(spec.columns)) +
        dicomShort(0x28, 0x100, static_cast<unsigned>(spec.bits)) +
        dicomShort(0x28, 0x101, static_cast<unsigned>(spec.bits)) +
        dicomShort(0x28, 0x102, static_cast<unsigned>(spec.bits - 1)) + dicomShort(0x28, 0x103, 0) +
        dicomElement(0x62, 1, "CS", spec.type) +
        dicomSequence(0x62, 2, {segmentItem(2, "Liver"), segmentItem(1, "Spleen")}) +
        dicomShort(0x62, 0x0e, 200) +
        dicomSequence(0x5200, 0x9229,
                      {dicomSequence(0x20, 0x9116, {dicomElement(0x20, 0x37, "DS", spec.orientation)}) +
                       dicomSequence(0x28, 0x9110, {dicomElement(0x28, 0x30, "DS", spec.spacing)})}) +
        dicomSequence(0x5200, 0x9230, frames) + dicomElement(0x7fe0, 0x10, "OB", packed(spec));
    return dicomFile("1.2.840.10008.5.1.4.1.1.66.4", "7.7", set);
}

seg::LabelMap read(const TempFolder& folder, const SegSpec& spec)
{
    writeBytes(folder / "seg.dcm", segBytes(spec));
    return imaging::readDicomSegmentation(folder / "seg.dcm", grid()).labels;
}

std::int16_t at(const seg::LabelMap& labels, std::int64_t z, std::int64_t y, std::int64_t x)
{
    return labels.values[static_cast<std::size_t>(labels.geometry.extent.index(z, y, x))];
}

std::size_t countOf(const seg::LabelMap& labels)
{
    return static_cast<std::size_t>(std::count_if(labels.values.begin(), labels.values.end(),
                                                  [](std::int16_t label) { return label != 0; }));
}

std::vector<int> only(std::size_t index, int value = 1, std::size_t count = 15)
{
    std::vector<int> pixels(count, 0);
    pixels[index] = value;
    return pixels;
}

} // namespace

void TestDicomSegmentation::binaryFrames_areDrawnOnTheScansGrid()
{
    const TempFolder folder;
    SegSpec spec;
    spec.frames = {{1, sliceAt(3), only(0)}, {2, sliceAt(1), only(14)}, {2, sliceAt(2), only(7)}};
    const seg::LabelMap labels = read(folder, spec);
    QCOMPARE(labels.geometry, grid());
    QCOMPARE(countOf(labels), std::size_t{3});
    QCOMPARE(at(labels, 3, 0, 0), std::int16_t{1});
    QCOMPARE(at(labels, 1, 2, 4), std::int16_t{2});
    QCOMPARE(at(labels, 2, 1, 2), std::int16_t{2});
}

void TestDicomSegmentation::framesMayBeTurnedAndCropped()
{
    const TempFolder folder;
    SegSpec spec; // columns run backwards through x, rows backwards through y; two by two pixels of the
                  // scan's slice
    spec.columns = 2;
    spec.rows = 2;
    spec.orientation = "-1\\0\\0\\0\\-1\\0";
    spec.frames = {{1, {10.0 + 0.5 * 3, -20.0 + 0.75 * 2, 5.0 + 2.5 * 4}, {1, 0, 0, 1}}};
    const seg::LabelMap labels = read(folder, spec);
    QCOMPARE(countOf(labels), std::size_t{2});
    QCOMPARE(at(labels, 4, 2, 3), std::int16_t{1});
    QCOMPARE(at(labels, 4, 1, 2), std::int16_t{1});
}

void TestDicomSegmentation::fractions_countFromTheHalf()
{
    const TempFolder folder;
    SegSpec spec;
    spec.type = "FRACTIONAL";
    spec.bits = 8;
    spec.frames = {{2, sliceAt(0), only(4, 100)}, {2, sliceAt(1), only(4, 99)}}; // of at most 200
    const seg::LabelMap labels = read(folder, spec);
    QCOMPARE(countOf(labels), std::size_t{1});
    QCOMPARE(at(labels, 0, 0, 4), std::int16_t{2});
}

void TestDicomSegmentation::labelMaps_areTakenAsTheyAre()
{
    const TempFolder folder;
    SegSpec spec;
    spec.type = "LABELMAP";
    spec.bits = 8;
    spec.frames = {{0, sliceAt(2), only(6, 2)}};
    QCOMPARE(at(read(folder, spec), 2, 1, 1), std::int16_t{2});
}

void TestDicomSegmentation::overlaps_areNoted()
{
    const TempFolder folder;
    SegSpec spec;
    spec.frames = {{2, sliceAt(0), only(3)}, {1, sliceAt(0), only(3)}};
    writeBytes(folder / "seg.dcm", segBytes(spec));
    const auto result = imaging::readDicomSegmentation(folder / "seg.dcm", grid());
    QCOMPARE(at(result.labels, 0, 0, 3), std::int16_t{2});
    QVERIFY(result.note.find("overlap in 1 voxels") != std::string::npos);
}

void TestDicomSegmentation::segments_areDescribed()
{
    const TempFolder folder;
    SegSpec spec;
    spec.frames = {{1, sliceAt(0), only(0)}};
    writeBytes(folder / "seg.dcm", segBytes(spec));
    QVERIFY(imaging::isDicomSegmentation(folder / "seg.dcm"));
    const auto info = imaging::readDicomSegmentationInfo(folder / "seg.dcm");
    QCOMPARE(info.referencedSeriesUid, std::string("1.2.3"));
    QCOMPARE(info.segments.size(), std::size_t{2});
    QCOMPARE(info.segments[0].number, 1);
    QCOMPARE(info.segments[0].label, std::string("Spleen"));
    QCOMPARE(info.segments[1].label, std::string("Liver"));
    QCOMPARE(info.segments[1].type, std::string("Organ"));
    QCOMPARE(info.segments[1].algorithmType, std::string("MANUAL"));
    QVERIFY(info.labels.values.empty());
}

void TestDicomSegmentation::anotherGrid_isRefused_data()
{
    QTest::addColumn<QString>("what");
    QTest::newRow("between two slices") << "between";
    QTest::newRow("outside") << "outside";
    QTest::newRow("other spacing") << "spacing";
    QTest::newRow("turned by a few degrees") << "turned";
    QTest::newRow("no place") << "no place";
}

void TestDicomSegmentation::anotherGrid_isRefused()
{
    QFETCH(const QString, what);
    const TempFolder folder;
    SegSpec spec;
    spec.frames = {{1, sliceAt(1), only(0)}};
    if (what == "between") {
        spec.frames[0].position[2] += 1.0;
    } else if (what == "outside") {
        spec.frames[0].position[2] += 25.0;
    } else if (what == "spacing") {
        spec.spacing = "0.75\\0.55";
    } else if (what == "turned") {
        spec.orientation = "0.995\\0.0998\\0\\-0.0998\\0.995\\0";
    } else {
        spec.withPositions = false;
    }
    const auto [code, text] = failureOf([&] { static_cast<void>(read(folder, spec)); });
    QVERIFY(code == seg::ErrorCode::BadInput);
    QVERIFY2(text.find(what == "no place" ? "its frame 1 does not say where it lies"
                                          : "its frame 1 does not lie on the grid") != std::string::npos,
             text.c_str());
}

void TestDicomSegmentation::damagedObjects_areNamed_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("reason");
    SegSpec spec;
    spec.frames = {{1, sliceAt(1), only(0)}, {1, sliceAt(2), only(0)}};
    const std::string sound = segBytes(spec);
    QTest::newRow("a slice") << QByteArray::fromStdString(sliceBytes({}))
                             << "it is no DICOM Segmentation object";
    QTest::newRow("cut short") << QByteArray::fromStdString(sound.substr(0, sound.size() - 2))
                               << "the file is cut short";
    QTest::newRow("cut in its header")
        << QByteArray::fromStdString(sound.substr(0, 600)) << "no sound DICOM file";
    QTest::newRow("something else") << QByteArray("hello") << "lacks DICOM's mark";
    spec.bits = 8;
    QTest::newRow("binary in bytes") << QByteArray::fromStdString(segBytes(spec)) << "its header is damaged";
    spec.bits = 1;
    spec.frames[1].segment = 0;
    QTest::newRow("no segment") << QByteArray::fromStdString(segBytes(spec))
                                << "its frame 2 does not say which segment";
}

void TestDicomSegmentation::damagedObjects_areNamed()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QString, reason);
    const TempFolder folder;
    writeBytes(folder / "seg.dcm", bytes.toStdString());
    const auto [code, text] =
        failureOf([&] { static_cast<void>(imaging::readDicomSegmentation(folder / "seg.dcm", grid())); });
    QVERIFY2(code == seg::ErrorCode::BadInput, text.c_str());
    QVERIFY2(text.find(reason.toStdString()) != std::string::npos, text.c_str());
}

void TestDicomSegmentation::aSegmentation_isNoScan()
{
    const TempFolder folder;
    SegSpec spec;
    spec.frames = {{1, sliceAt(1), only(0)}};
    writeBytes(folder / "seg.dcm", segBytes(spec));
    QVERIFY(imaging::listDicomSeries(folder.path()).empty());
    QVERIFY(errorTextOf([&] {
                static_cast<void>(imaging::readVolume(folder / "seg.dcm"));
            }).find("a DICOM object without a scan in it") != std::string::npos);
    SliceSpec slice;
    slice.position = {10.0, -20.0, 5.0};
    writeSlice(folder / "slice.dcm", slice);
    QCOMPARE(imaging::onlyDicomSeries(folder.path()).files.size(), std::size_t{1});
}

QTEST_APPLESS_MAIN(TestDicomSegmentation)
#include "tst_DicomSegmentation.moc"
