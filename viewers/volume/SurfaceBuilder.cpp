// SPDX-License-Identifier: Apache-2.0
#include "viewers/volume/SurfaceBuilder.h"

#include "viewers/VolumeToVtk.h"

#include <vtkDiscreteFlyingEdges3D.h>
#include <vtkImageData.h>
#include <vtkMatrix4x4.h>
#include <vtkMatrixToLinearTransform.h>
#include <vtkNew.h>
#include <vtkPolyData.h>
#include <vtkPolyDataNormals.h>
#include <vtkTransformPolyDataFilter.h>
#include <vtkWindowedSincPolyDataFilter.h>

#include <algorithm>

namespace seg::viewers {

namespace {

constexpr int kSmoothingIterations = 15;
constexpr double kPassBand = 0.05;
constexpr double kFeatureAngle = 120.0;

vtkSmartPointer<vtkPolyData> buildSurface(const LabelMap& labels, int label, const Box& box,
                                          vtkMatrix4x4* world)
{
    vtkNew<vtkDiscreteFlyingEdges3D> edges;
    edges->SetInputData(labelImage(labels, label, box));
    edges->ComputeNormalsOff();
    edges->ComputeGradientsOff();
    edges->ComputeScalarsOff(); // unsigned char scalars would be taken for colors
    edges->SetValue(0, 1.0);

    vtkNew<vtkMatrixToLinearTransform> transform;
    transform->SetInput(world);
    vtkNew<vtkTransformPolyDataFilter> place; // first, so that thick slices are smoothed by their real shape
    place->SetTransform(transform);
    place->SetInputConnection(edges->GetOutputPort());

    vtkNew<vtkWindowedSincPolyDataFilter> smooth;
    smooth->SetInputConnection(place->GetOutputPort());
    smooth->SetNumberOfIterations(kSmoothingIterations);
    smooth->SetPassBand(kPassBand);
    smooth->BoundarySmoothingOff();
    smooth->FeatureEdgeSmoothingOff();
    smooth->NonManifoldSmoothingOn();
    smooth->NormalizeCoordinatesOn();

    vtkNew<vtkPolyDataNormals> normals; // after smoothing, or the shading keeps the voxel steps
    normals->SetInputConnection(smooth->GetOutputPort());
    normals->SetFeatureAngle(kFeatureAngle);
    normals->SplittingOff();
    normals->ConsistencyOff();
    normals->SetFlipNormals(
        world->Determinant() < 0.0 ? 1 : 0); // a mirrored grid turns every triangle inside out
    normals->Update();
    return normals->GetOutput();
}

} // namespace

std::map<int, Box> labelBoxes(const LabelMap& labels)
{
    std::map<int, Box> boxes;
    const auto& voxels = labels.geometry.extent.voxels;
    std::size_t position = 0;
    for (std::int64_t z = 0; z < voxels[0]; ++z) {
        for (std::int64_t y = 0; y < voxels[1]; ++y) {
            for (std::int64_t x = 0; x < voxels[2]; ++x, ++position) {
                const int label = labels.values[position];
                if (label <= 0) {
                    continue;
                }
                const std::array<std::int64_t, 3> index{z, y, x};
                const auto [entry, isNew] = boxes.try_emplace(label, Box{index, index});
                Box& box = entry->second;
                for (std::size_t axis = 0; axis < 3; ++axis) {
                    box.low[axis] = std::min(box.low[axis], index[axis]);
                    box.high[axis] = std::max(box.high[axis], index[axis] + 1);
                }
            }
        }
    }
    return boxes;
}

std::vector<LabelSurface> buildSurfaces(const LabelMap& labels, const TaskContext& context)
{
    const auto boxes = labelBoxes(labels);
    const auto world = worldFromIndex(labels.geometry);
    std::vector<LabelSurface> surfaces;
    for (const auto& [label, box] : boxes) {
        context.throwIfStopped();
        surfaces.push_back({label, buildSurface(labels, label, box, world)});
        context.report(static_cast<double>(surfaces.size()) / static_cast<double>(boxes.size()), "surfaces");
    }
    return surfaces;
}

} // namespace seg::viewers
