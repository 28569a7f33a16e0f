// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/io/PlacementRepair.h"

#include <nifti2_io.h>

#include <algorithm>
#include <cmath>

namespace seg::imaging {

namespace {

constexpr double kLengthTolerance = 1e-6; // of a direction's column; what is nearer to 1 stays as it is

double columnLength(const Matrix3& m, std::size_t column) noexcept
{
    return std::hypot(m[0][column], m[1][column], m[2][column]);
}

void repairSpacing(Geometry& geometry, std::string& note)
{
    bool mended = false;
    for (double& mm : geometry.spacing.mm) {
        const double size = std::abs(mm);
        mended = mended || !(std::isfinite(size) && size > 0.0);
        mm = std::isfinite(size) && size > 0.0 ? size : 1.0;
    }
    if (mended) {
        appendNote(note, "The header has no usable voxel size along an axis; 1 mm was taken.");
    }
}

void repairOrigin(Geometry& geometry, std::string& note)
{
    const auto isFinite = [](double value) { return std::isfinite(value); };
    if (!std::all_of(geometry.origin.begin(), geometry.origin.end(), isFinite)) {
        geometry.origin = {0.0, 0.0, 0.0};
        appendNote(note, "The origin in the header is not a number; (0, 0, 0) was taken.");
    }
}

/// False when a column is nothing or no number.
bool normalizeColumns(Matrix3& m)
{
    for (std::size_t column = 0; column < 3; ++column) {
        const double length = columnLength(m, column);
        if (!std::isfinite(length) || length < 1e-12) {
            return false;
        }
        if (std::abs(length - 1.0) > kLengthTolerance) {
            for (auto& row : m) {
                row[column] /= length;
            }
        }
    }
    return true;
}

} // namespace

void appendNote(std::string& note, const std::string& sentence)
{
    note += note.empty() ? sentence : " " + sentence;
}

Matrix3 nearestOrthonormal(const Matrix3& matrix)
{
    nifti_dmat33 m{};
    for (std::size_t row = 0; row < 3; ++row) {
        std::copy(matrix[row].begin(), matrix[row].end(), m.m[row]);
    }
    m = nifti_dmat33_polar(m);
    Matrix3 result{};
    for (std::size_t row = 0; row < 3; ++row) {
        std::copy(std::begin(m.m[row]), std::end(m.m[row]), result[row].begin());
    }
    return result;
}

double skewOf(const Matrix3& matrix) noexcept
{
    double skew = 0.0;
    for (std::size_t a = 0; a < 3; ++a) {
        const std::size_t b = (a + 1) % 3;
        double cosine = 0.0;
        for (const auto& row : matrix) {
            cosine += row[a] * row[b];
        }
        skew = std::max(skew, std::abs(cosine));
    }
    return skew;
}

bool isFlat(const Matrix3& m) noexcept
{
    constexpr double kFlat = 1e-3; // volume of the unit cell
    const double volume = m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) -
                          m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
                          m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
    return !(std::abs(volume) >= kFlat);
}

void repairPlacement(Geometry& geometry, std::string& note)
{
    repairSpacing(geometry, note);
    repairOrigin(geometry, note);
    Matrix3 direction = geometry.direction;
    if (!normalizeColumns(direction) || isFlat(direction)) {
        direction = Geometry{}.direction;
        appendNote(note,
                   "The directions of the axes in the header are not usable; the plain ones were taken.");
    } else if (skewOf(direction) > kSkewTolerance) {
        direction = nearestOrthonormal(direction);
        appendNote(note, "The directions of the axes were skewed and were made perpendicular.");
    }
    geometry.direction = direction;
}

} // namespace seg::imaging
