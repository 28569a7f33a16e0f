// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/imaging/io/ByteReader.h"
#include "core/imaging/io/ImageFile.h"
#include "tests/support/FullDisk.h"
#include "tests/support/SyntheticDataset.h"
#include "tests/support/TempFolder.h"
#include "tests/unit/core/imaging/io/RawNifti.h"

#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

#include <cmath>
#include <limits>

namespace fs = std::filesystem;
namespace imaging = seg::imaging;
using seg::Error;
using seg::ErrorCode;
using namespace seg::test;

/// What a person is told about files that cannot be used. The sentences are part of the contract.
class TestBadImages final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void damagedFiles_areNamedWithTheReason_data();
    void damagedFiles_areNamedWithTheReason();
    void aTruncatedPlainFile_isNoticedFromItsHeader();
    void aMissingFile_isNotFound();
    void anUnreadableFolder_isAnError();
    void labelsThatAreNone_areNamedWithTheirPlace_data();
    void labelsThatAreNone_areNamedWithTheirPlace();
    void impossibleSizes_askForNoMemory();
    void whatMemoryCannotHold_isRefusedBeforeItIsTaken();
    void streamsThatGoOn_areNotFollowed_data();
    void streamsThatGoOn_areNotFollowed();
    void numbersThatAreNone_inAHeader_areMended_data();
    void numbersThatAreNone_inAHeader_areMended();
    void pipesAndFolders_areNoImages();
    void withoutPermission_nothingIsRead();
    void theContentDecides_whateverTheName();
    void aFullDisk_isSaid_andLeavesTheOldFile();
};

namespace {

/// A sound file of 4 x 3 x 2 voxels of int16: 352 + 48 bytes.
std::string sound(const std::function<void(nifti_1_header&)>& change = [](auto&) {})
{
    nifti_1_header header = rawHeader({4, 3, 2}, DT_INT16, 16);
    change(header);
    return rawBytes(header, std::vector<std::int16_t>(24, 5));
}

/// A compressed file whose stream ends after `keep` of its bytes, or whose byte at `spoil` is changed.
void writeDamagedGzip(const fs::path& file, std::size_t size, std::size_t fromEnd, bool spoil)
{
    std::vector<std::int16_t> voxels(size);
    for (std::size_t i = 0; i < size; ++i) {
        voxels[i] = static_cast<std::int16_t>(i * 7919 % 30011);
    }
    writeGzip(file, rawBytes(rawHeader({static_cast<short>(size), 1, 1}, DT_INT16, 16), voxels));
    std::string bytes = readBytes(file);
    if (spoil) {
        bytes[bytes.size() - fromEnd] = static_cast<char>(bytes[bytes.size() - fromEnd] + 1);
    } else {
        bytes.resize(bytes.size() - fromEnd);
    }
    writeBytes(file, bytes);
}

} // namespace

void TestBadImages::damagedFiles_areNamedWithTheReason_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char* tag, const std::string& bytes, const char* reason,
                        const char* name = "scan.nii") {
        QTest::newRow(tag) << name << QByteArray::fromStdString(bytes) << reason;
    };
    row("truncated", sound().substr(0, 380),
        "the file is cut short: its header promises 4x3x2 voxels of int16 (48 bytes), but 20 bytes are "
        "missing; copy or "
        "download it again");
    row("truncated in the header", sound().substr(0, 100),
        "the file is cut short within its header: 248 of 348 bytes are missing; copy or download it again");
    row("empty", "", "it is empty (0 bytes); copy or export it again");
    row("no NIfTI at all", std::string(500, 'x'),
        "it does not begin with a NIfTI header, whatever its name says; choose a .nii or .nii.gz file");
    row("wrong magic", sound([](auto& h) { std::memcpy(h.magic, "abc", 4); }),
        "its header lacks the NIfTI mark \"n+1\" or \"n+2\"; it may be an older Analyze image, save it as "
        ".nii.gz from the "
        "program that made it");
    row("two-file NIfTI", sound([](auto& h) { std::memcpy(h.magic, "ni1", 4); }),
        "it is the header of a two-file NIfTI image (.hdr and .img), which this program does not read; save "
        "the image as "
        "one .nii or .nii.gz file");
    row("complex numbers", sound([](auto& h) { h.datatype = DT_COMPLEX64; }),
        "its voxels are complex numbers; save the magnitude as a scan of its own");
    row("colors", sound([](auto& h) { h.datatype = DT_RGB24; }),
        "its voxels are colors (RGB), not measured intensities; save the original gray scan");
    row("long doubles", sound([](auto& h) { h.datatype = DT_FLOAT128; }),
        "its voxel type 1536 (NIFTI_TYPE_FLOAT128) is not supported; save it as int16 or float32");
    row("no axes", sound([](auto& h) { h.dim[0] = 0; }), "its header is damaged: it promises 0 axes");
    row("negative size", sound([](auto& h) { h.dim[2] = -3; }),
        "its header is damaged: axis 2 would have -3 voxels");
    row("vectors on a fifth axis", sound([](auto& h) {
            h.dim[0] = 5;
            h.dim[5] = 3;
        }),
        "it has 5 axes, but only x, y, z and one axis of channels can be read; split it into one file per "
        "channel");
    row("another kind of file", "a letter",
        "it is no image of a kind that this program reads (.nii.gz, .nii, .nrrd, .nhdr, .mha, .mhd, .tif, "
        ".tiff, "
        ".png, .bmp, or a folder with a DICOM series); convert it first",
        "scan.doc");
}

void TestBadImages::damagedFiles_areNamedWithTheReason()
{
    QFETCH(const QString, name);
    QFETCH(const QByteArray, bytes);
    QFETCH(const QString, reason);
    const TempFolder folder;
    const fs::path file = folder / name.toStdString();
    writeBytes(file, bytes.toStdString());
    const std::string expected = "cannot read " + file.string() + ": " + reason.toStdString();
    QCOMPARE(QString::fromStdString(errorTextOf([&] { static_cast<void>(imaging::readVolume(file)); })),
             QString::fromStdString(expected));
    try {
        static_cast<void>(imaging::readLabelMap(file));
        QFAIL("read a damaged file");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::BadInput);
    }
    QCOMPARE(entriesOf(folder.path()), std::vector<std::string>{name.toStdString()});
}

void TestBadImages::aTruncatedPlainFile_isNoticedFromItsHeader()
{
    const TempFolder folder;
    writeBytes(folder / "scan.nii", sound().substr(0, 399));
    const std::string text =
        errorTextOf([&] { static_cast<void>(imaging::readImageInfo(folder / "scan.nii")); });
    QVERIFY(text.find("1 bytes are missing") != std::string::npos);

    writeGzip(folder / "cut.nii.gz", sound().substr(0, 390)); // a sound gzip stream with too little in it
    const std::string cut =
        errorTextOf([&] { static_cast<void>(imaging::readVolume(folder / "cut.nii.gz")); });
    QVERIFY2(cut.find("(48 bytes), but 10 bytes are missing") != std::string::npos, cut.c_str());

    writeDamagedGzip(folder / "stream.nii.gz", 5000, 500, false);
    const std::string stream =
        errorTextOf([&] { static_cast<void>(imaging::readVolume(folder / "stream.nii.gz")); });
    QVERIFY2(stream.find("the file is cut short") != std::string::npos, stream.c_str());

    writeDamagedGzip(folder / "tail.nii.gz", 5000, 8, false); // all voxels are there, the checksum is not
    const std::string tail =
        errorTextOf([&] { static_cast<void>(imaging::readVolume(folder / "tail.nii.gz")); });
    QVERIFY2(tail.find("compressed data are damaged") != std::string::npos, tail.c_str());

    writeDamagedGzip(folder / "checksum.nii.gz", 5000, 8, true);
    const std::string sum =
        errorTextOf([&] { static_cast<void>(imaging::readVolume(folder / "checksum.nii.gz")); });
    QVERIFY2(sum.find("compressed data are damaged") != std::string::npos, sum.c_str());
}

void TestBadImages::aMissingFile_isNotFound()
{
    const TempFolder folder;
    const fs::path file = folder / "gone.nii.gz";
    try {
        static_cast<void>(imaging::readVolume(file));
        QFAIL("read a missing file");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::NotFound);
        QCOMPARE(std::string(error.what()),
                 "cannot read " + file.string() + ": it does not exist; check the path");
    }
}

void TestBadImages::anUnreadableFolder_isAnError()
{
    const TempFolder folder;
    fs::create_directory(folder / "scan.nii");
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(imaging::readVolume(folder / "scan.nii")), Error);
    QVERIFY_EXCEPTION_THROWN(
        imaging::writeVolume(folder / "no such folder" / "a.nii", countedVolume(obliqueGeometry())), Error);
}

void TestBadImages::labelsThatAreNone_areNamedWithTheirPlace_data()
{
    QTest::addColumn<float>("value");
    QTest::addColumn<QString>("said");
    QTest::newRow("between two labels") << 1.5F << "1.5";
    QTest::newRow("negative") << -1.0F << "-1";
    QTest::newRow("not a number") << std::numeric_limits<float>::quiet_NaN() << "nan";
    QTest::newRow("too large") << 40000.0F << "40000";
}

void TestBadImages::labelsThatAreNone_areNamedWithTheirPlace()
{
    QFETCH(const float, value);
    QFETCH(const QString, said);
    const TempFolder folder;
    std::vector<float> voxels(24, 1.0F);
    voxels[3 + 4 * 1 + 12 * 1] = value;
    const fs::path file = folder / "label.nii";
    writeBytes(file, rawBytes(rawHeader({4, 3, 2}, DT_FLOAT32, 32), voxels));
    QCOMPARE(errorTextOf([&] { static_cast<void>(imaging::readLabelMap(file)); }),
             "cannot read the labels in " + file.string() + ": voxel (3, 1, 1) has the value " +
                 said.toStdString() +
                 ", but labels are whole numbers from 0 to 32767; mend the mask or choose the right file");
}

void TestBadImages::impossibleSizes_askForNoMemory()
{
    const TempFolder folder;
    nifti_1_header header = rawHeader({32767, 32767, 32767, 32767}, DT_FLOAT64, 64);
    writeGzip(folder / "huge.nii.gz", rawBytes(header, std::vector<double>(10, 1.0)));
    const std::string text =
        errorTextOf([&] { static_cast<void>(imaging::readVolume(folder / "huge.nii.gz")); });
    QVERIFY2(text.find("the file is cut short") != std::string::npos, text.c_str());
    QVERIFY2(text.find("at least") != std::string::npos, text.c_str());
}

void TestBadImages::whatMemoryCannotHold_isRefusedBeforeItIsTaken()
{
    const auto [code, text] =
        failureOf([] { imaging::requireMemory("scan.nii.gz", std::uint64_t{1} << 50U); });
    QVERIFY(code == ErrorCode::OutOfMemory);
    QCOMPARE(
        text,
        std::string("cannot read scan.nii.gz: it needs 1048576.0 GiB of memory, which this computer cannot "
                    "give; close other programs or crop the scan"));
    imaging::requireMemory("scan.nii.gz", 1000); // and says nothing
}

void TestBadImages::streamsThatGoOn_areNotFollowed_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("bytes");
    const std::string bomb(std::size_t{16} << 20U, '\0'); // what a bomb has in gigabytes
    const TempFolder folder;
    writeGzip(folder / "a", sound() + bomb);
    QTest::newRow("NIfTI") << "scan.nii.gz" << QByteArray::fromStdString(readBytes(folder / "a"));
    writeGzip(folder / "a", std::string(8, 'x') + bomb);
    const std::string packed = readBytes(folder / "a");
    QTest::newRow("NRRD") << "scan.nrrd"
                          << QByteArray::fromStdString(
                                 "NRRD0004\ntype: uchar\ndimension: 1\nsizes: 8\nencoding: gzip\n\n" +
                                 packed);
    QTest::newRow("MetaImage") << "scan.mha"
                               << QByteArray::fromStdString(
                                      "NDims = 1\nDimSize = 8\nElementType = MET_UCHAR\n"
                                      "CompressedData = True\nElementDataFile = LOCAL\n" +
                                      packed);
}

void TestBadImages::streamsThatGoOn_areNotFollowed()
{
    QFETCH(const QString, name);
    QFETCH(const QByteArray, bytes);
    const TempFolder folder;
    const fs::path file = folder / name.toStdString();
    writeBytes(file, bytes.toStdString());
    const auto [code, text] = failureOf([&] { static_cast<void>(imaging::readVolume(file)); });
    QVERIFY(code == ErrorCode::BadInput);
    QVERIFY2(text.find("go on far beyond what its header promises") != std::string::npos, text.c_str());
}

void TestBadImages::numbersThatAreNone_inAHeader_areMended_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("note");
    constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
    constexpr float kInf = std::numeric_limits<float>::infinity();
    const auto row = [](const char* tag, const std::string& bytes, const char* note) {
        QTest::newRow(tag) << QByteArray::fromStdString(bytes) << note;
    };
    row("voxel size", sound([=](auto& h) { h.pixdim[1] = kNan; }), "no usable voxel size");
    row("infinite voxel size", sound([=](auto& h) { h.pixdim[3] = kInf; }), "no usable voxel size");
    row("sform", sound([=](auto& h) {
            h.sform_code = 1;
            h.srow_x[0] = kNan;
        }),
        "The sform of the header is not usable");
    row("sform's origin", sound([=](auto& h) {
            h.sform_code = 1;
            h.srow_x[0] = h.srow_y[1] = h.srow_z[2] = 1.0F;
            h.srow_z[3] = kInf;
        }),
        "The sform of the header is not usable");
    row("sform in one plane", sound([=](auto& h) {
            h.sform_code = 1;
            h.srow_x[0] = h.srow_x[1] = h.srow_z[2] = 1.0F;
        }),
        "The sform of the header is not usable");
    row("qform", sound([=](auto& h) {
            h.qform_code = 1;
            h.quatern_b = kNan;
        }),
        "does not say where");
    row("scaling", sound([=](auto& h) {
            h.scl_slope = kNan;
            h.scl_inter = kInf;
        }),
        "does not say where");
    row("offset of the voxels", sound([=](auto& h) { h.vox_offset = kNan; }), "does not say where");
}

void TestBadImages::numbersThatAreNone_inAHeader_areMended()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QString, note);
    const TempFolder folder;
    writeBytes(folder / "scan.nii", bytes.toStdString());
    const auto info = imaging::readImageInfo(folder / "scan.nii");
    QVERIFY2(info.note.find(note.toStdString()) != std::string::npos, info.note.c_str());
    for (std::size_t axis = 0; axis < 3; ++axis) {
        QVERIFY(info.geometry.spacing.mm[axis] > 0.0 && std::isfinite(info.geometry.spacing.mm[axis]));
        QVERIFY(std::isfinite(info.geometry.origin[axis]));
    }
    QVERIFY(std::isfinite(imaging::readVolume(folder / "scan.nii").values.front()));
}

void TestBadImages::pipesAndFolders_areNoImages()
{
    const TempFolder folder;
    QCOMPARE(::mkfifo((folder / "scan.nii").c_str(), 0600), 0);
    QVERIFY(errorTextOf([&] {
                static_cast<void>(imaging::readVolume(folder / "scan.nii"));
            }).find("it is a device or pipe, not a file") != std::string::npos);
    fs::create_directory(folder / "folder");
    QVERIFY(errorTextOf([&] {
                imaging::copyGeometry(folder / "folder", folder / "scan.nii");
            }).find("cannot read") == 0);
}

void TestBadImages::withoutPermission_nothingIsRead()
{
    if (::geteuid() == 0) {
        QSKIP("root may read everything");
    }
    const TempFolder folder;
    writeBytes(folder / "scan.nii", sound());
    fs::permissions(folder / "scan.nii", fs::perms::none);
    const auto [code, text] = failureOf([&] { static_cast<void>(imaging::readVolume(folder / "scan.nii")); });
    QVERIFY2(code == ErrorCode::NoPermission, text.c_str());
}

void TestBadImages::theContentDecides_whateverTheName()
{
    const TempFolder folder;
    for (const char* const name : {"scan.nrrd", "scan.png", "scan", "scan.nii.gz"}) {
        writeBytes(folder / name, sound());
        QCOMPARE(imaging::readImageInfo(folder / name).format, std::string("NIfTI-1"));
    }
    QVERIFY(errorTextOf([&] {
                imaging::writeVolume(folder / "scan", countedVolume(obliqueGeometry()));
            }).find("its name must end in one of") != std::string::npos);
}

void TestBadImages::aFullDisk_isSaid_andLeavesTheOldFile()
{
    const TempFolder folder;
    const FullDisk disk(folder / "disk", 64);
    if (!disk.isMounted()) {
        QSKIP("mounting a small file system needs more rights than this test has");
    }
    seg::Geometry geometry;
    geometry.extent = {{64, 64, 64}}; // 1 MiB, and 64 KiB are there
    const fs::path file = disk.path() / "scan.nii";
    seg::writeText(file, "old");
    try {
        imaging::writeVolume(file, countedVolume(geometry));
        QFAIL("wrote more than the disk holds");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::NoSpace);
        QCOMPARE(std::string(error.what()),
                 "cannot write " + file.string() +
                     ": the disk is full; free some space or choose another place");
    }
    QCOMPARE(seg::readText(file), std::string("old"));
    QCOMPARE(entriesOf(disk.path()), std::vector<std::string>{"scan.nii"});
}

QTEST_APPLESS_MAIN(TestBadImages)
#include "tst_BadImages.moc"
