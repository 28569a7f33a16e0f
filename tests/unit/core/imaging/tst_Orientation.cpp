// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/imaging/Orientation.h"
#include "tests/support/SyntheticDataset.h"

#include <QTest>

#include <cmath>

namespace imaging = seg::imaging;
using namespace seg::test;

class TestOrientation final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyCode_isReached_data();
    void everyCode_isReached();
    void voxelsKeepTheirPlace();
    void theInverse_leadsBackWithoutLoss();
    void labelsAndChannels_goTheSameWay();
    void theIdentity_isToldApart();
    void aCodeThatNamesNoOrientation_isRefused();
};

namespace {

/// Six axes' worth of difference: no two sizes or spacings are equal, and the axes are turned by a few
/// degrees.
seg::Geometry turnedGeometry()
{
    return obliqueGeometry();
}

double distance(const seg::Point& a, const seg::Point& b)
{
    return std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

} // namespace

void TestOrientation::everyCode_isReached_data()
{
    QTest::addColumn<QString>("code");
    const std::array<const char*, 3> pairs{"LR", "PA", "SI"};
    std::array<std::size_t, 3> order{0, 1, 2};
    do {
        for (unsigned signs = 0; signs < 8; ++signs) {
            std::string code;
            for (std::size_t i = 0; i < 3; ++i) {
                code += pairs[order[i]][(signs >> i) & 1U];
            }
            QTest::newRow(code.c_str()) << QString::fromStdString(code);
        }
    } while (std::next_permutation(order.begin(), order.end()));
}

void TestOrientation::everyCode_isReached()
{
    QFETCH(const QString, code);
    const seg::Geometry geometry = turnedGeometry();
    const auto arrangement = imaging::arrangementTowards(geometry, code.toStdString());
    const seg::Geometry target = imaging::arranged(geometry, arrangement);
    QCOMPARE(QString::fromStdString(seg::orientationCode(target)), code);
    QCOMPARE(target.extent.count(), geometry.extent.count());
    QVERIFY(std::abs(target.spacing.voxelVolumeMm3() - geometry.spacing.voxelVolumeMm3()) < 1e-12);
}

void TestOrientation::voxelsKeepTheirPlace()
{
    const seg::Volume volume = countedVolume(turnedGeometry());
    const auto arrangement = imaging::arrangementTowards(volume.geometry, "ASR");
    const seg::Volume target = imaging::arranged(volume, arrangement);
    const auto& voxels = target.geometry.extent.voxels;
    for (std::int64_t z = 0; z < voxels[0]; ++z) {
        for (std::int64_t y = 0; y < voxels[1]; ++y) {
            for (std::int64_t x = 0; x < voxels[2]; ++x) {
                const auto world = target.geometry.worldFromVoxel(
                    {static_cast<double>(z), static_cast<double>(y), static_cast<double>(x)});
                const auto old = volume.geometry.voxelFromWorld(world);
                const auto index = volume.geometry.extent.index(std::llround(old[0]), std::llround(old[1]),
                                                                std::llround(old[2]));
                QVERIFY(distance(world, volume.geometry.worldFromVoxel(
                                            {std::round(old[0]), std::round(old[1]), std::round(old[2])})) <
                        1e-9);
                QCOMPARE(target.values[static_cast<std::size_t>(target.geometry.extent.index(z, y, x))],
                         volume.values[static_cast<std::size_t>(index)]);
            }
        }
    }
}

void TestOrientation::theInverse_leadsBackWithoutLoss()
{
    const seg::Volume volume = countedVolume(turnedGeometry(), 2);
    for (const char* const code : {"RAS", "LPS", "SRP", "IAL"}) {
        const auto arrangement = imaging::arrangementTowards(volume.geometry, code);
        const seg::Volume back =
            imaging::arranged(imaging::arranged(volume, arrangement), arrangement.inverse());
        QCOMPARE(back.values, volume.values);
        QCOMPARE(back.geometry.extent, volume.geometry.extent);
        QCOMPARE(back.geometry.spacing, volume.geometry.spacing);
        QVERIFY(seg::sameGrid(back.geometry, volume.geometry));
        QVERIFY(distance(back.geometry.origin, volume.geometry.origin) < 1e-9);
    }
}

void TestOrientation::labelsAndChannels_goTheSameWay()
{
    const seg::Volume volume = countedVolume(turnedGeometry(), 3);
    seg::LabelMap labels{volume.geometry, {}};
    for (const float value : volume.channel(0)) {
        labels.values.push_back(static_cast<std::int16_t>(value));
    }
    const auto arrangement = imaging::arrangementTowards(volume.geometry, "PIR");
    const seg::Volume target = imaging::arranged(volume, arrangement);
    const seg::LabelMap mask = imaging::arranged(labels, arrangement);
    QCOMPARE(mask.geometry, target.geometry);
    for (std::size_t i = 0; i < mask.values.size(); ++i) {
        QCOMPARE(target.channel(0)[i], static_cast<float>(mask.values[i]));
        QCOMPARE(target.channel(2)[i], static_cast<float>(mask.values[i]) + 2000.0F);
    }
}

void TestOrientation::theIdentity_isToldApart()
{
    const seg::Geometry geometry = turnedGeometry();
    QVERIFY(imaging::arrangementTowards(geometry, seg::orientationCode(geometry)).isIdentity());
    QVERIFY(!imaging::arrangementTowards(geometry, "SAR").isIdentity());
}

void TestOrientation::aCodeThatNamesNoOrientation_isRefused()
{
    for (const char* const code : {"", "RA", "RAX", "RLS", "RASS", "ras"}) {
        const auto [kind, text] =
            failureOf([&] { static_cast<void>(imaging::arrangementTowards(turnedGeometry(), code)); });
        QVERIFY(kind == seg::ErrorCode::InvalidArgument);
        QVERIFY(text.find("names no orientation") != std::string::npos);
    }
}

QTEST_APPLESS_MAIN(TestOrientation)
#include "tst_Orientation.moc"
