// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "viewers/volume/SurfaceBuilder.h"

#include <vtkMassProperties.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkPolyData.h>

#include <QTest>

#include <cmath>

using namespace seg;
using namespace seg::viewers;

namespace {

/// A ball of label 3 (radius 12 mm) on a grid of the given spacing, its centre at world (10, 20, 30).
LabelMap ballOn(Spacing spacing, bool mirrored)
{
    LabelMap labels;
    Geometry& geometry = labels.geometry;
    geometry.spacing = spacing;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        geometry.extent.voxels[axis] = static_cast<std::int64_t>(std::ceil(30.0 / spacing.mm[axis]));
    }
    if (mirrored) {
        geometry.direction[0][0] = -1.0; // left-handed: LAS and its like
    }
    const Point middle = geometry.worldFromVoxel({static_cast<double>(geometry.extent.voxels[0] - 1) / 2.0,
                                                  static_cast<double>(geometry.extent.voxels[1] - 1) / 2.0,
                                                  static_cast<double>(geometry.extent.voxels[2] - 1) / 2.0});
    geometry.origin = {10.0 - middle[0], 20.0 - middle[1], 30.0 - middle[2]};
    for (std::int64_t z = 0; z < geometry.extent.voxels[0]; ++z) {
        for (std::int64_t y = 0; y < geometry.extent.voxels[1]; ++y) {
            for (std::int64_t x = 0; x < geometry.extent.voxels[2]; ++x) {
                const Point at = geometry.worldFromVoxel(
                    {static_cast<double>(z), static_cast<double>(y), static_cast<double>(x)});
                const double radius = std::hypot(at[0] - 10.0, at[1] - 20.0, at[2] - 30.0);
                labels.values.push_back(radius <= 12.0 ? 3 : 0);
            }
        }
    }
    return labels;
}

} // namespace

class TestSurfaceBuilder final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void surfaceEnclosesTheLabelsVolume_inTheWorld_data();
    void surfaceEnclosesTheLabelsVolume_inTheWorld();
    void normalsPointOutwards_alsoOnAMirroredGrid();
    void boxesHoldEachLabel();
    void stopsWhenAsked();
};

void TestSurfaceBuilder::surfaceEnclosesTheLabelsVolume_inTheWorld_data()
{
    QTest::addColumn<double>("thickness");
    QTest::newRow("isotropic") << 1.0;
    QTest::newRow("thick slices") << 3.0;
}

void TestSurfaceBuilder::surfaceEnclosesTheLabelsVolume_inTheWorld()
{
    QFETCH(const double, thickness);
    const LabelMap labels = ballOn({{thickness, 1.0, 1.0}}, false);
    const auto surfaces = buildSurfaces(labels, TaskContext());
    QCOMPARE(surfaces.size(), std::size_t{1});
    QCOMPARE(surfaces[0].label, 3);

    double bounds[6];
    surfaces[0].mesh->GetBounds(bounds);
    QVERIFY(std::abs((bounds[0] + bounds[1]) / 2.0 - 10.0) < 0.5);
    QVERIFY(std::abs((bounds[2] + bounds[3]) / 2.0 - 20.0) < 0.5);
    QVERIFY(std::abs((bounds[4] + bounds[5]) / 2.0 - 30.0) < 0.5);

    double voxels = 0.0;
    for (const auto label : labels.values) {
        voxels += label == 3 ? 1.0 : 0.0;
    }
    vtkNew<vtkMassProperties> mass;
    mass->SetInputData(surfaces[0].mesh);
    const double expected = voxels * labels.geometry.spacing.voxelVolumeMm3();
    QVERIFY2(std::abs(mass->GetVolume() / expected - 1.0) < 0.06,
             qPrintable(QStringLiteral("%1 mm³ instead of %2").arg(mass->GetVolume()).arg(expected)));
}

void TestSurfaceBuilder::normalsPointOutwards_alsoOnAMirroredGrid()
{
    for (const bool mirrored : {false, true}) {
        const auto surfaces = buildSurfaces(ballOn({{1.0, 1.0, 1.0}}, mirrored), TaskContext());
        vtkPolyData* mesh = surfaces.at(0).mesh;
        vtkDataArray* normals = mesh->GetPointData()->GetNormals();
        QVERIFY(normals != nullptr);
        double point[3];
        double normal[3];
        mesh->GetPoint(0, point);
        normals->GetTuple(0, normal);
        const double outwards =
            (point[0] - 10.0) * normal[0] + (point[1] - 20.0) * normal[1] + (point[2] - 30.0) * normal[2];
        QVERIFY2(outwards > 0.0, mirrored ? "mirrored grid" : "plain grid");
    }
}

void TestSurfaceBuilder::boxesHoldEachLabel()
{
    LabelMap labels;
    labels.geometry.extent = {{4, 4, 4}};
    labels.values.assign(64, 0);
    labels.values[static_cast<std::size_t>(labels.geometry.extent.index(1, 2, 3))] = 7;
    labels.values[static_cast<std::size_t>(labels.geometry.extent.index(3, 0, 3))] = 7;
    labels.values[0] = 1;
    const auto boxes = labelBoxes(labels);
    QCOMPARE(boxes.size(), std::size_t{2});
    QVERIFY((boxes.at(1) == Box{{0, 0, 0}, {1, 1, 1}}));
    QVERIFY((boxes.at(7) == Box{{1, 0, 3}, {4, 3, 4}}));
}

void TestSurfaceBuilder::stopsWhenAsked()
{
    std::stop_source stop;
    stop.request_stop();
    try {
        static_cast<void>(buildSurfaces(ballOn({{1.0, 1.0, 1.0}}, false), TaskContext(stop.get_token())));
        QFAIL("went on after the stop");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::Cancelled);
    }
}

QTEST_APPLESS_MAIN(TestSurfaceBuilder)
#include "tst_SurfaceBuilder.moc"
