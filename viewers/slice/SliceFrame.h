// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/imaging/Geometry.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace seg::viewers {

enum class Plane { Axial, Coronal, Sagittal };

[[nodiscard]] const char* planeName(Plane plane) noexcept; ///< "Axial"

using VoxelIndex = std::array<std::int64_t, 3>; ///< (z, y, x)

/// How one pane shows a scan: which voxel axis runs to the right, which one up, which one through the slices.
///
/// Display is radiological: patient right on the left of axial and coronal panes, anterior and superior up,
/// anterior on the left of sagittal ones. An oblique scan is shown along its own voxel axes, each taken as
/// the patient axis nearest to it. Pane coordinates are mm from the pane's left bottom edge; a voxel covers
/// [i, i+1) times its spacing.
class SliceFrame {
public:
    SliceFrame() = default;
    SliceFrame(const Geometry& geometry, Plane plane);

    [[nodiscard]] std::int64_t columns() const noexcept { return m_geometry.extent.voxels[m_axis[0]]; }
    [[nodiscard]] std::int64_t rows() const noexcept { return m_geometry.extent.voxels[m_axis[1]]; }
    [[nodiscard]] std::int64_t slices() const noexcept { return m_geometry.extent.voxels[m_axis[2]]; }
    [[nodiscard]] double columnSpacing() const noexcept { return m_geometry.spacing.mm[m_axis[0]]; }
    [[nodiscard]] double rowSpacing() const noexcept { return m_geometry.spacing.mm[m_axis[1]]; }
    [[nodiscard]] double width() const noexcept { return static_cast<double>(columns()) * columnSpacing(); }
    [[nodiscard]] double height() const noexcept { return static_cast<double>(rows()) * rowSpacing(); }

    /// Voxel shown at column (from the left), row (from the bottom) and slice (growing to S, A or L).
    [[nodiscard]] VoxelIndex voxelAt(std::int64_t column, std::int64_t row,
                                     std::int64_t slice) const noexcept;
    /// Column, row and slice at which a voxel is shown.
    [[nodiscard]] std::array<std::int64_t, 3> cellOf(const VoxelIndex& voxel) const noexcept;
    /// Offset in the voxel array per column, row and slice; negative where an axis runs against the pane.
    [[nodiscard]] std::int64_t stride(int paneAxis) const noexcept;

    /// Place of a voxel in the array.
    [[nodiscard]] std::size_t indexOf(const VoxelIndex& voxel) const noexcept
    {
        return static_cast<std::size_t>(m_geometry.extent.index(voxel[0], voxel[1], voxel[2]));
    }

    /// Pane position (mm) of a voxel's centre.
    [[nodiscard]] std::array<double, 2> positionOf(const VoxelIndex& voxel) const noexcept;

    /// World position (LPS, mm) of a pane position in mm on a slice.
    [[nodiscard]] Point worldAt(double x, double y, std::int64_t slice) const noexcept;

    /// Letters at the edges: left, right, bottom, top.
    [[nodiscard]] const std::array<char, 4>& edgeLetters() const noexcept { return m_letters; }

    /// Where the slice through a voxel lies, e.g. "S 7.0 mm".
    [[nodiscard]] std::string offsetText(const VoxelIndex& voxel) const;

private:
    Geometry m_geometry;
    Plane m_plane = Plane::Axial;
    std::array<std::size_t, 3> m_axis{2, 1, 0};          ///< array axis (0 = z) of column, row, slice
    std::array<bool, 3> m_reversed{false, false, false}; ///< the voxel index falls along that pane axis
    std::array<char, 4> m_letters{'R', 'L', 'P', 'A'};
};

} // namespace seg::viewers
