// SPDX-License-Identifier: Apache-2.0
#include "viewers/VolumeToVtk.h"

#include <vtkImageData.h>
#include <vtkMatrix4x4.h>

#include <cmath>
#include <cstdint>

namespace seg::viewers {

vtkSmartPointer<vtkMatrix4x4> worldFromIndex(const Geometry& geometry)
{
    auto matrix = vtkSmartPointer<vtkMatrix4x4>::New();
    for (int row = 0; row < 3; ++row) {
        const auto world = static_cast<std::size_t>(row);
        for (int column = 0; column < 3; ++column) { // 0 = i, whose spacing is the last one in array order
            const auto axis = static_cast<std::size_t>(column);
            matrix->SetElement(row, column, geometry.direction[world][axis] * geometry.spacing.mm[2 - axis]);
        }
        matrix->SetElement(row, 3, geometry.origin[world]);
    }
    return matrix;
}

Geometry geometryOf(vtkMatrix4x4* matrix, const Extent& extent)
{
    Geometry geometry;
    geometry.extent = extent;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const auto column = static_cast<int>(axis);
        const double length = std::hypot(matrix->GetElement(0, column), matrix->GetElement(1, column),
                                         matrix->GetElement(2, column));
        geometry.spacing.mm[2 - axis] = length;
        for (std::size_t world = 0; world < 3; ++world) {
            geometry.direction[world][axis] = matrix->GetElement(static_cast<int>(world), column) / length;
        }
        geometry.origin[axis] = matrix->GetElement(column, 3);
    }
    return geometry;
}

vtkSmartPointer<vtkImageData> labelImage(const LabelMap& labels, int label, const Box& box)
{
    auto image = vtkSmartPointer<vtkImageData>::New();
    const auto low = [&box](std::size_t axis) { return static_cast<int>(box.low[axis]) - 1; };
    const auto high = [&box](std::size_t axis) { return static_cast<int>(box.high[axis]); };
    image->SetExtent(low(2), high(2), low(1), high(1), low(0), high(0));
    image->AllocateScalars(VTK_UNSIGNED_CHAR, 1);
    auto* out = static_cast<std::uint8_t*>(image->GetScalarPointer());
    const Extent& extent = labels.geometry.extent;
    for (std::int64_t z = box.low[0] - 1; z <= box.high[0]; ++z) {
        for (std::int64_t y = box.low[1] - 1; y <= box.high[1]; ++y) {
            const bool rowInside = z >= box.low[0] && z < box.high[0] && y >= box.low[1] && y < box.high[1];
            for (std::int64_t x = box.low[2] - 1; x <= box.high[2]; ++x) {
                const bool inside = rowInside && x >= box.low[2] && x < box.high[2];
                *out++ =
                    inside && labels.values[static_cast<std::size_t>(extent.index(z, y, x))] == label ? 1 : 0;
            }
        }
    }
    return image;
}

} // namespace seg::viewers
