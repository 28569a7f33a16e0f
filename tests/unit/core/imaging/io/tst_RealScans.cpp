// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/io/ImageFile.h"
#include "tests/support/TempFolder.h"

#include <QTest>

#include <cmath>

namespace fs = std::filesystem;
namespace imaging = seg::imaging;

/// Geometry of real scans. The expected numbers were printed by SimpleITK 2.5.7 (GetSize, GetSpacing,
/// GetOrigin, GetDirection); the sums are those of the stored whole numbers, added up exactly in Python.
class TestRealScans final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void geometryEqualsSimpleItk_data();
    void geometryEqualsSimpleItk();
    void aMaskWrittenForAScan_hasItsGeometry();
};

static const fs::path kData = fs::path(SEG_SHARED_DATA) / "data";

void TestRealScans::geometryEqualsSimpleItk_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QList<int>>("size");      // i, j, k
    QTest::addColumn<double>("spacing");       // all three
    QTest::addColumn<QList<double>>("origin"); // LPS
    QTest::addColumn<QString>("orientation");
    QTest::addColumn<int>("channels");
    QTest::addColumn<double>("sum");
    QTest::newRow("CT, int32, sform only")
        << "scans/example_ct.nii.gz" << QList<int>{122, 101, 112} << 3.0
        << QList<double>{177.956329, -11.319, 94.301758} << "RAS" << 1 << -496851173.0;
    QTest::newRow("MR stored LPS") << "scans/example_mr_sm.nii.gz" << QList<int>{117, 91, 20} << 3.0
                                   << QList<double>{-168.59964, -166.359436, 28.989641} << "LPS" << 1
                                   << 41238711.0;
}

void TestRealScans::geometryEqualsSimpleItk()
{
    QFETCH(const QString, file);
    QFETCH(const QList<int>, size);
    QFETCH(const double, spacing);
    QFETCH(const QList<double>, origin);
    QFETCH(const QString, orientation);
    QFETCH(const int, channels);
    QFETCH(const double, sum);
    const fs::path path = kData / file.toStdString();
    if (!fs::exists(path)) {
        QSKIP("the real scans are not here");
    }
    const seg::Volume volume = imaging::readVolume(path);
    double total = 0.0;
    for (const float value : volume.values) {
        total += static_cast<double>(value);
    }
    for (int axis = 0; axis < 3; ++axis) {
        const auto at = static_cast<std::size_t>(axis);
        QCOMPARE(volume.geometry.extent.voxels[2 - at], std::int64_t{size[axis]});
        QCOMPARE(volume.geometry.spacing.mm[at], spacing);
        QVERIFY(std::abs(volume.geometry.origin[at] - origin[axis]) < 1e-5);
    }
    QCOMPARE(QString::fromStdString(seg::orientationCode(volume.geometry)), orientation);
    QCOMPARE(volume.channels, std::int64_t{channels});
    QCOMPARE(total, sum);
}

void TestRealScans::aMaskWrittenForAScan_hasItsGeometry()
{
    const fs::path scan = kData / "scans/example_mr_sm.nii.gz";
    if (!fs::exists(scan)) {
        QSKIP("the real scans are not here");
    }
    const seg::test::TempFolder folder;
    const imaging::ImageInfo info = imaging::readImageInfo(scan);
    seg::LabelMap mask{info.geometry,
                       std::vector<std::int16_t>(static_cast<std::size_t>(info.geometry.extent.count()))};
    mask.values[100] = 3;
    imaging::writeLabelMap(folder / "mask.nii.gz", mask, scan);
    const imaging::ImageInfo written = imaging::readImageInfo(folder / "mask.nii.gz");
    QCOMPARE(written.geometry, info.geometry);
    QCOMPARE(written.qformCode, info.qformCode);
    QCOMPARE(written.sformCode, info.sformCode);
    QCOMPARE(imaging::readLabelMap(folder / "mask.nii.gz"), mask);
}

QTEST_APPLESS_MAIN(TestRealScans)
#include "tst_RealScans.moc"
