// SPDX-License-Identifier: Apache-2.0
#include "viewers/slice/SliceFrame.h"

#include <QTest>

#include <cmath>

using namespace seg;
using namespace seg::viewers;

namespace {

/// A grid whose voxel axes i, j, k point where the three letters say.
Geometry gridTowards(const char* code)
{
    Geometry geometry;
    geometry.extent = {{5, 7, 9}};
    geometry.spacing = {{3.0, 2.0, 1.0}};
    geometry.direction = {};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const char letter = code[axis];
        const std::size_t world = (letter == 'L' || letter == 'R')   ? 0
                                  : (letter == 'P' || letter == 'A') ? 1
                                                                     : 2;
        geometry.direction[world][axis] = (letter == 'L' || letter == 'P' || letter == 'S') ? 1.0 : -1.0;
    }
    geometry.origin = {-10.0, 4.0, 33.0};
    return geometry;
}

} // namespace

class TestSliceFrame final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void displayIsRadiological_howeverTheScanIsStored_data();
    void displayIsRadiological_howeverTheScanIsStored();
    void cellsAndVoxelsAreInverse();
    void worldAtAVoxelsPosition_isThatVoxelsWorldPosition();
    void obliqueScan_isShownAlongItsNearestAxes();
    void stridesWalkTheArray();
    void offsetText_namesTheSideOfTheOrigin();
};

void TestSliceFrame::displayIsRadiological_howeverTheScanIsStored_data()
{
    QTest::addColumn<QByteArray>("code");
    for (const char* code : {"LPS", "RAS", "LAS", "RPI", "PIR", "SAL", "ILP"}) {
        QTest::newRow(code) << QByteArray(code);
    }
}

void TestSliceFrame::displayIsRadiological_howeverTheScanIsStored()
{
    QFETCH(const QByteArray, code);
    const Geometry geometry = gridTowards(code.constData());
    const SliceFrame axial(geometry, Plane::Axial);
    const SliceFrame coronal(geometry, Plane::Coronal);
    const SliceFrame sagittal(geometry, Plane::Sagittal);
    QCOMPARE(axial.edgeLetters(), (std::array<char, 4>{'R', 'L', 'P', 'A'}));
    QCOMPARE(coronal.edgeLetters(), (std::array<char, 4>{'R', 'L', 'I', 'S'}));
    QCOMPARE(sagittal.edgeLetters(), (std::array<char, 4>{'A', 'P', 'I', 'S'}));

    // Right in the axial pane is the patient's left: world x grows with the pane's x, world y falls with its
    // y.
    const Point left = axial.worldAt(0.0, 0.0, 0);
    const Point right = axial.worldAt(axial.width(), 0.0, 0);
    const Point top = axial.worldAt(0.0, axial.height(), 0);
    QVERIFY(right[0] > left[0]);
    QVERIFY(top[1] < left[1]);
    QVERIFY(axial.worldAt(0.0, 0.0, 1)[2] > left[2]);
    QVERIFY(sagittal.worldAt(sagittal.width(), 0.0, 0)[1] > sagittal.worldAt(0.0, 0.0, 0)[1]);
    QVERIFY(coronal.worldAt(0.0, coronal.height(), 0)[2] > coronal.worldAt(0.0, 0.0, 0)[2]);
}

void TestSliceFrame::cellsAndVoxelsAreInverse()
{
    for (const char* code : {"LPS", "RAS", "PIR"}) {
        const SliceFrame frame(gridTowards(code), Plane::Sagittal);
        for (const VoxelIndex& voxel : {VoxelIndex{0, 0, 0}, VoxelIndex{4, 6, 8}, VoxelIndex{1, 5, 2}}) {
            const auto cell = frame.cellOf(voxel);
            QCOMPARE(frame.voxelAt(cell[0], cell[1], cell[2]), voxel);
        }
    }
}

void TestSliceFrame::worldAtAVoxelsPosition_isThatVoxelsWorldPosition()
{
    for (const char* code : {"LPS", "RAS", "SAL"}) {
        const Geometry geometry = gridTowards(code);
        for (const Plane plane : {Plane::Axial, Plane::Coronal, Plane::Sagittal}) {
            const SliceFrame frame(geometry, plane);
            const VoxelIndex voxel{1, 5, 7};
            const auto position = frame.positionOf(voxel);
            const Point shown = frame.worldAt(position[0], position[1], frame.cellOf(voxel)[2]);
            const Point expected = geometry.worldFromVoxel({1.0, 5.0, 7.0});
            for (std::size_t axis = 0; axis < 3; ++axis) {
                QVERIFY(std::abs(shown[axis] - expected[axis]) < 1e-9);
            }
        }
    }
}

void TestSliceFrame::obliqueScan_isShownAlongItsNearestAxes()
{
    Geometry geometry = gridTowards("LPS");
    const double c = std::cos(0.5);
    const double s = std::sin(0.5); // turned by 29 degrees about the head-foot axis: still nearest to LPS
    geometry.direction = {{{c, -s, 0.0}, {s, c, 0.0}, {0.0, 0.0, 1.0}}};
    const SliceFrame axial(geometry, Plane::Axial);
    QCOMPARE(axial.columns(), std::int64_t{9});
    QCOMPARE(axial.rows(), std::int64_t{7});
    QCOMPARE(axial.edgeLetters(), (std::array<char, 4>{'R', 'L', 'P', 'A'}));
}

void TestSliceFrame::stridesWalkTheArray()
{
    const Geometry geometry = gridTowards("RAS");
    const SliceFrame frame(geometry, Plane::Coronal);
    const auto start = static_cast<std::int64_t>(frame.indexOf(frame.voxelAt(0, 0, 0)));
    QCOMPARE(start + frame.stride(0), static_cast<std::int64_t>(frame.indexOf(frame.voxelAt(1, 0, 0))));
    QCOMPARE(start + frame.stride(1), static_cast<std::int64_t>(frame.indexOf(frame.voxelAt(0, 1, 0))));
    QCOMPARE(start + frame.stride(2), static_cast<std::int64_t>(frame.indexOf(frame.voxelAt(0, 0, 1))));
}

void TestSliceFrame::offsetText_namesTheSideOfTheOrigin()
{
    const Geometry geometry = gridTowards("LPS"); // x from -10 in steps of 1, z from 33 in steps of 3
    QCOMPARE(SliceFrame(geometry, Plane::Axial).offsetText({1, 0, 0}), std::string("S 36.0 mm"));
    QCOMPARE(SliceFrame(geometry, Plane::Sagittal).offsetText({0, 0, 2}), std::string("R 8.0 mm"));
    QCOMPARE(SliceFrame(geometry, Plane::Coronal).offsetText({0, 1, 0}), std::string("P 6.0 mm"));
}

QTEST_APPLESS_MAIN(TestSliceFrame)
#include "tst_SliceFrame.moc"
