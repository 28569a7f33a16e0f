// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/io/ImageFile.h"
#include "tests/support/TempFolder.h"

#include <QTest>

#include <cmath>
#include <numeric>

namespace fs = std::filesystem;
namespace imaging = seg::imaging;

/// Geometry of real scans. The expected numbers were printed by SimpleITK 2.5.7 (GetSize, GetSpacing,
/// GetOrigin, GetDirection); the sums are those of the stored whole numbers, added up exactly in Python.
class TestRealScans final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void geometryEqualsSimpleItk_data();
    void geometryEqualsSimpleItk();
    void dicomSeriesEqualSimpleItk_data();
    void dicomSeriesEqualSimpleItk();
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

void TestRealScans::dicomSeriesEqualSimpleItk_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QList<int>>("size"); // i, j, k
    QTest::addColumn<double>("inPlane");  // spacing along i and j
    QTest::addColumn<QList<double>>("origin");
    QTest::addColumn<QList<double>>("direction"); // columns i and j, rows x, y, z
    QTest::addColumn<double>("sum");
    QTest::addColumn<QString>("finding");
    QTest::newRow("MR, several slices left out")
        << "scans/dicom_t1post" << QList<int>{512, 512, 12} << 0.4297
        << QList<double>{-106.109, -186.371, -42.7965}
        << QList<double>{0.999679144893503,  -0.024414813915470818, 0.025329967725896994,
                         0.9635615491916779, 9.930499446644552e-09, -0.26637015182036966}
        << 3147438656.0 << "seem to be missing";
    QTest::newRow("MR, derived") << "scans/dicom_hippocampus_crop" << QList<int>{35, 51, 32} << 1.0
                                 << QList<double>{0.0, 0.0, 1.0} << QList<double>{1, 0, 0, 1, 0, 0}
                                 << 3346681.0 << "";
}

void TestRealScans::dicomSeriesEqualSimpleItk()
{
    QFETCH(const QString, folder);
    QFETCH(const QList<int>, size);
    QFETCH(const double, inPlane);
    QFETCH(const QList<double>, origin);
    QFETCH(const QList<double>, direction);
    QFETCH(const double, sum);
    QFETCH(const QString, finding);
    const fs::path path = kData / folder.toStdString();
    if (!fs::exists(path)) {
        QSKIP("the real scans are not here");
    }
    const seg::Volume volume = imaging::readVolume(path);
    const double total = std::accumulate(volume.values.begin(), volume.values.end(), 0.0);
    QCOMPARE(total, sum);
    const seg::Geometry& g = volume.geometry;
    for (int axis = 0; axis < 3; ++axis) {
        QCOMPARE(g.extent.voxels[static_cast<std::size_t>(2 - axis)], std::int64_t{size[axis]});
        QVERIFY(std::abs(g.origin[static_cast<std::size_t>(axis)] - origin[axis]) < 1e-6);
        for (int column = 0; column < 2; ++column) {
            const double cosine =
                g.direction[static_cast<std::size_t>(axis)][static_cast<std::size_t>(column)];
            QVERIFY(std::abs(cosine - direction[2 * axis + column]) < 1e-5);
        }
    }
    QVERIFY(std::abs(g.spacing.mm[1] - inPlane) < 1e-9 && std::abs(g.spacing.mm[2] - inPlane) < 1e-9);
    const std::string note = imaging::readImageInfo(path).note;
    QVERIFY2(finding.isEmpty() ? note.empty() : note.find(finding.toStdString()) != std::string::npos,
             note.c_str());
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
