// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace seg {

/// Distance between voxel centres, mm, order (z, y, x).
struct Spacing {
    std::array<double, 3> mm{1.0, 1.0, 1.0};
    [[nodiscard]] double voxelVolumeMm3() const noexcept { return mm[0] * mm[1] * mm[2]; }
    bool operator==(const Spacing&) const = default;
};

/// Number of voxels, order (z, y, x).
struct Extent {
    std::array<std::int64_t, 3> voxels{0, 0, 0};
    [[nodiscard]] std::int64_t count() const noexcept { return voxels[0] * voxels[1] * voxels[2]; }
    [[nodiscard]] std::int64_t index(std::int64_t z, std::int64_t y, std::int64_t x) const noexcept
    {
        return (z * voxels[1] + y) * voxels[2] + x;
    }
    bool operator==(const Extent&) const = default;
};

/// Half-open box of voxels [low, high) per axis, order (z, y, x).
struct Box {
    std::array<std::int64_t, 3> low{0, 0, 0};
    std::array<std::int64_t, 3> high{0, 0, 0};
    [[nodiscard]] Extent extent() const noexcept
    {
        return {{high[0] - low[0], high[1] - low[1], high[2] - low[2]}};
    }
    bool operator==(const Box&) const = default;
};

using Point = std::array<double, 3>;                  ///< world position (x, y, z), LPS, mm
using Matrix3 = std::array<std::array<double, 3>, 3>; ///< [row][column]

/// Where the voxels of a scan lie in the patient.
///
/// `direction` has ITK's meaning: column c is the world direction (x, y, z; LPS) of voxel axis c in the order
/// i (fastest, x), j (y), k (slowest, z). `origin` is the world position of the centre of voxel (0, 0, 0).
struct Geometry {
    Extent extent;
    Spacing spacing;
    Point origin{0.0, 0.0, 0.0};
    Matrix3 direction{{{1.0, 0.0, 0.0}, {0.0, 1.0, 0.0}, {0.0, 0.0, 1.0}}};

    /// World position (LPS, mm) of a continuous voxel index given in array order (z, y, x).
    [[nodiscard]] Point worldFromVoxel(const std::array<double, 3>& zyx) const noexcept;

    /// Continuous voxel index (z, y, x) of a world position. The direction matrix must be invertible.
    [[nodiscard]] std::array<double, 3> voxelFromWorld(const Point& world) const noexcept;

    bool operator==(const Geometry&) const = default;
};

/// Whether two grids coincide: equal extents; spacing and direction equal to 1e-4 relative, origins to 1e-3
/// mm.
[[nodiscard]] bool sameGrid(const Geometry& a, const Geometry& b) noexcept;

/// Three letters naming where each voxel axis i, j, k points, e.g. "RAS" or "LPS" (nearest axis when
/// oblique).
[[nodiscard]] std::string orientationCode(const Geometry& geometry);

/// "R 17.6  A 35.3  S 12.1 mm": a position in letters, so that nobody must know which frame it is.
[[nodiscard]] std::string positionText(const Point& world);

} // namespace seg
