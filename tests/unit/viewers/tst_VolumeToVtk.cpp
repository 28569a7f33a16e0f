// SPDX-License-Identifier: Apache-2.0
#include "viewers/VolumeToVtk.h"

#include <vtkImageData.h>
#include <vtkMatrix4x4.h>

#include <QTest>

#include <cmath>

using namespace seg;
using namespace seg::viewers;

namespace {

Geometry tilted()
{
    Geometry geometry;
    geometry.extent = {{4, 5, 6}};
    geometry.spacing = {{5.0, 0.7, 0.8}};
    const double c = std::cos(0.3);
    const double s = std::sin(0.3);
    geometry.direction = {{{-c, s, 0.0}, {s, c, 0.0}, {0.0, 0.0, -1.0}}};
    geometry.origin = {12.5, -40.0, 100.0};
    return geometry;
}

} // namespace

class TestVolumeToVtk final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void geometrySurvivesTheRoundTrip();
    void matrixAgreesWithTheGeometry();
    void labelImage_holdsTheLabelAndAnEmptyRim();
};

void TestVolumeToVtk::geometrySurvivesTheRoundTrip()
{
    const Geometry geometry = tilted();
    const Geometry back = geometryOf(worldFromIndex(geometry), geometry.extent);
    QVERIFY(sameGrid(back, geometry));
}

void TestVolumeToVtk::matrixAgreesWithTheGeometry()
{
    const Geometry geometry = tilted();
    const double index[4] = {3.0, 2.0, 1.0, 1.0}; // i, j, k
    double world[4];
    worldFromIndex(geometry)->MultiplyPoint(index, world);
    const Point expected = geometry.worldFromVoxel({1.0, 2.0, 3.0});
    for (std::size_t axis = 0; axis < 3; ++axis) {
        QVERIFY(std::abs(world[axis] - expected[axis]) < 1e-9);
    }
}

void TestVolumeToVtk::labelImage_holdsTheLabelAndAnEmptyRim()
{
    LabelMap labels;
    labels.geometry.extent = {{3, 3, 3}};
    labels.values.assign(27, 0);
    labels.values[static_cast<std::size_t>(labels.geometry.extent.index(2, 0, 1))] = 4;
    const auto image = labelImage(labels, 4, {{2, 0, 1}, {3, 1, 2}});
    int extent[6];
    image->GetExtent(extent);
    const int expected[6] = {0, 2, -1, 1, 1, 3};
    QVERIFY(std::equal(extent, extent + 6, expected));
    QCOMPARE(image->GetScalarComponentAsDouble(1, 0, 2, 0), 1.0);
    QCOMPARE(image->GetScalarComponentAsDouble(0, 0, 2, 0), 0.0);
    QCOMPARE(image->GetScalarComponentAsDouble(1, -1, 3, 0), 0.0);
}

QTEST_APPLESS_MAIN(TestVolumeToVtk)
#include "tst_VolumeToVtk.moc"
