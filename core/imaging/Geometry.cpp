// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/Geometry.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace seg {

namespace {

constexpr double kRelativeTolerance = 1e-4;
constexpr double kOriginToleranceMm = 1e-3;

bool nearlyEqual(double a, double b) noexcept
{
    return std::abs(a - b) <= kRelativeTolerance * std::max({1e-12, std::abs(a), std::abs(b)});
}

double determinant(const Matrix3& m) noexcept
{
    return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) -
           m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
           m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
}

Matrix3 inverse(const Matrix3& m) noexcept
{
    const double scale = 1.0 / determinant(m);
    Matrix3 result{};
    for (std::size_t row = 0; row < 3; ++row) {
        for (std::size_t column = 0; column < 3; ++column) {
            const std::size_t r1 = (column + 1) % 3;
            const std::size_t r2 = (column + 2) % 3;
            const std::size_t c1 = (row + 1) % 3;
            const std::size_t c2 = (row + 2) % 3;
            result[row][column] = (m[r1][c1] * m[r2][c2] - m[r1][c2] * m[r2][c1]) * scale;
        }
    }
    return result;
}

/// Which world axis each voxel axis follows most closely, each world axis being used once.
std::array<std::size_t, 3> closestWorldAxes(const Matrix3& direction) noexcept
{
    std::array<std::size_t, 3> order{0, 1, 2};
    std::array<std::size_t, 3> best = order;
    double bestSum = -1.0;
    do {
        double sum = 0.0;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            sum += std::abs(direction[order[axis]][axis]);
        }
        if (sum > bestSum + 1e-9) {
            bestSum = sum;
            best = order;
        }
    } while (std::next_permutation(order.begin(), order.end()));
    return best;
}

} // namespace

Point Geometry::worldFromVoxel(const std::array<double, 3>& zyx) const noexcept
{
    Point world = origin;
    for (std::size_t axis = 0; axis < 3; ++axis) { // i, j, k
        const double step = zyx[2 - axis] * spacing.mm[2 - axis];
        for (std::size_t row = 0; row < 3; ++row) {
            world[row] += direction[row][axis] * step;
        }
    }
    return world;
}

std::array<double, 3> Geometry::voxelFromWorld(const Point& world) const noexcept
{
    const Matrix3 back = inverse(direction);
    std::array<double, 3> zyx{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        double mm = 0.0;
        for (std::size_t row = 0; row < 3; ++row) {
            mm += back[axis][row] * (world[row] - origin[row]);
        }
        zyx[2 - axis] = mm / spacing.mm[2 - axis];
    }
    return zyx;
}

bool sameGrid(const Geometry& a, const Geometry& b) noexcept
{
    if (a.extent != b.extent) {
        return false;
    }
    for (std::size_t axis = 0; axis < 3; ++axis) {
        if (!nearlyEqual(a.spacing.mm[axis], b.spacing.mm[axis]) ||
            std::abs(a.origin[axis] - b.origin[axis]) > kOriginToleranceMm) {
            return false;
        }
        for (std::size_t column = 0; column < 3; ++column) {
            if (std::abs(a.direction[axis][column] - b.direction[axis][column]) > kRelativeTolerance) {
                return false;
            }
        }
    }
    return true;
}

std::string orientationCode(const Geometry& geometry)
{
    constexpr std::array<char, 3> kPositive{'L', 'P', 'S'}; // towards growing LPS coordinates
    constexpr std::array<char, 3> kNegative{'R', 'A', 'I'};
    const auto axes = closestWorldAxes(geometry.direction);
    std::string code;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const std::size_t world = axes[axis];
        code += geometry.direction[world][axis] >= 0.0 ? kPositive[world] : kNegative[world];
    }
    return code;
}

std::string positionText(const Point& world)
{
    return fmt::format("{} {:.1f}  {} {:.1f}  {} {:.1f} mm", world[0] > 0.0 ? 'L' : 'R', std::abs(world[0]),
                       world[1] > 0.0 ? 'P' : 'A', std::abs(world[1]), world[2] >= 0.0 ? 'S' : 'I',
                       std::abs(world[2]));
}

} // namespace seg
