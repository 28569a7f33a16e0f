// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/Geometry.h"
#include "tests/support/SyntheticDataset.h"

#include <QTest>

#include <cmath>

using seg::Geometry;

class TestGeometry final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void worldFollowsItksFormula();
    void voxelAndWorld_areInverseOfEachOther();
    void sameGrid_toleratesRounding_butNoShift();
    void orientationCode_namesWhereEachAxisPoints_data();
    void orientationCode_namesWhereEachAxisPoints();
    void positionText_saysLettersInsteadOfSigns();
};

void TestGeometry::worldFollowsItksFormula()
{
    const Geometry g = seg::test::obliqueGeometry();
    const seg::Point corner = g.worldFromVoxel({0, 0, 0});
    QCOMPARE(corner, g.origin);
    const seg::Point alongX = g.worldFromVoxel({0, 0, 2}); // 2 steps of 0.5 mm along column 0
    QCOMPARE(alongX[0], g.origin[0] + g.direction[0][0] * 1.0);
    QCOMPARE(alongX[1], g.origin[1] + g.direction[1][0] * 1.0);
    const seg::Point alongZ = g.worldFromVoxel({3, 0, 0});
    QCOMPARE(alongZ[2], g.origin[2] + 7.5);
}

void TestGeometry::voxelAndWorld_areInverseOfEachOther()
{
    const Geometry g = seg::test::obliqueGeometry();
    for (const std::array<double, 3>& zyx :
         {std::array<double, 3>{0, 0, 0}, {3, 4, 5}, {1.25, -2.5, 0.75}, {100, 7, 3}}) {
        const auto back = g.voxelFromWorld(g.worldFromVoxel(zyx));
        for (std::size_t axis = 0; axis < 3; ++axis) {
            QVERIFY(std::abs(back[axis] - zyx[axis]) < 1e-9);
        }
    }
}

void TestGeometry::sameGrid_toleratesRounding_butNoShift()
{
    const Geometry a = seg::test::obliqueGeometry();
    Geometry b = a;
    b.spacing.mm[0] *= 1.0 + 1e-6;
    b.origin[1] += 1e-5;
    QVERIFY(seg::sameGrid(a, b));
    b = a;
    b.origin[2] += 0.01;
    QVERIFY(!seg::sameGrid(a, b));
    b = a;
    b.spacing.mm[1] *= 1.001;
    QVERIFY(!seg::sameGrid(a, b));
    b = a;
    b.extent.voxels[2] += 1;
    QVERIFY(!seg::sameGrid(a, b));
    b = a;
    b.direction[0][0] = -b.direction[0][0];
    QVERIFY(!seg::sameGrid(a, b));
}

void TestGeometry::orientationCode_namesWhereEachAxisPoints_data()
{
    QTest::addColumn<QList<double>>("direction"); // rows, LPS
    QTest::addColumn<QString>("code");
    QTest::newRow("identity in LPS") << QList<double>{1, 0, 0, 0, 1, 0, 0, 0, 1} << "LPS";
    QTest::newRow("as the Decathlon") << QList<double>{-1, 0, 0, 0, -1, 0, 0, 0, 1} << "RAS";
    QTest::newRow("left-right flipped") << QList<double>{1, 0, 0, 0, -1, 0, 0, 0, 1} << "LAS";
    QTest::newRow("coronal stack") << QList<double>{1, 0, 0, 0, 0, 1, 0, -1, 0} << "LIP";
    QTest::newRow("a little tilted") << QList<double>{-0.96, 0.28, 0, -0.28, -0.96, 0, 0, 0, 1} << "RAS";
    QTest::newRow("half-way between two axes: each letter pair once")
        << QList<double>{0.6, 0.6, 0.53, 0.6, -0.7, 0.1, 0.5, 0.3, -0.8} << "LAI";
}

void TestGeometry::orientationCode_namesWhereEachAxisPoints()
{
    QFETCH(const QList<double>, direction);
    QFETCH(const QString, code);
    Geometry g;
    for (int i = 0; i < 9; ++i) {
        g.direction[static_cast<std::size_t>(i / 3)][static_cast<std::size_t>(i % 3)] = direction[i];
    }
    QCOMPARE(QString::fromStdString(seg::orientationCode(g)), code);
}

void TestGeometry::positionText_saysLettersInsteadOfSigns()
{
    QCOMPARE(seg::positionText({-17.6, -35.3, 12.1}), std::string("R 17.6  A 35.3  S 12.1 mm"));
    QCOMPARE(seg::positionText({4.04, 0.5, -3.0}), std::string("L 4.0  P 0.5  I 3.0 mm"));
}

QTEST_APPLESS_MAIN(TestGeometry)
#include "tst_Geometry.moc"
