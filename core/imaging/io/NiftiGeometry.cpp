// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/io/ImageErrors.h"
#include "core/imaging/io/NiftiHeader.h"
#include "core/imaging/io/Placement.h"
#include "core/imaging/io/PlacementRepair.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace seg::imaging {

namespace {

constexpr double kScaleTolerance = 1e-3;   // relative, between the sform's column lengths and pixdim
constexpr double kConflictTolerance = 0.1; // of the smallest spacing, at any corner

/// What maps voxel (i, j, k) to world, LPS.
struct Placement {
    Matrix3 direction{{{1.0, 0.0, 0.0}, {0.0, 1.0, 0.0}, {0.0, 0.0, 1.0}}};
    Point origin{0.0, 0.0, 0.0};
    std::array<double, 3> scale{1.0, 1.0, 1.0}; ///< lengths of the matrix's columns, i, j, k
    double skew = 0.0;                          ///< largest cosine between two columns
};

double millimetresPerUnit(const nifti_2_header& f) noexcept
{
    switch (XYZT_TO_SPACE(f.xyzt_units)) {
    case NIFTI_UNITS_METER:
        return 1000.0;
    case NIFTI_UNITS_MICRON:
        return 0.001;
    default:
        return 1.0;
    }
}

/// The voxel sizes as ITK and nibabel take them: without sign, 1 where there is none.
std::array<double, 3> stepsOf(const nifti_2_header& f) noexcept
{
    std::array<double, 3> steps{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const double step = std::abs(f.pixdim[axis + 1]);
        steps[axis] = std::isfinite(step) && step > 0.0 ? step : 1.0;
    }
    return steps;
}

/// Splits a RAS affine into unit columns and their lengths; nothing when a column vanishes or is not a
/// number, or the columns lie in one plane.
std::optional<Placement> placementOf(const nifti_dmat44& ras)
{
    Placement result;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        double squares = 0.0;
        for (std::size_t row = 0; row < 3; ++row) {
            squares += ras.m[row][axis] * ras.m[row][axis];
        }
        const double length = std::sqrt(squares);
        if (!std::isfinite(length) || length < 1e-12) {
            return std::nullopt;
        }
        result.scale[axis] = length;
        for (std::size_t row = 0; row < 3; ++row) {
            result.direction[row][axis] = (row < 2 ? -1.0 : 1.0) * ras.m[row][axis] / length;
        }
    }
    for (std::size_t row = 0; row < 3; ++row) {
        if (!std::isfinite(ras.m[row][3])) {
            return std::nullopt;
        }
        result.origin[row] = (row < 2 ? -1.0 : 1.0) * ras.m[row][3];
    }
    if (isFlat(result.direction)) {
        return std::nullopt;
    }
    result.skew = skewOf(result.direction);
    return result;
}

std::optional<Placement> sformOf(const nifti_2_header& f)
{
    if (f.sform_code <= 0) {
        return std::nullopt;
    }
    nifti_dmat44 affine{};
    for (std::size_t column = 0; column < 4; ++column) {
        affine.m[0][column] = f.srow_x[column];
        affine.m[1][column] = f.srow_y[column];
        affine.m[2][column] = f.srow_z[column];
    }
    return placementOf(affine);
}

std::optional<Placement> qformOf(const nifti_2_header& f)
{
    if (f.qform_code <= 0) {
        return std::nullopt;
    }
    const auto steps = stepsOf(f);
    return placementOf(nifti_quatern_to_dmat44(f.quatern_b, f.quatern_c, f.quatern_d, f.qoffset_x,
                                               f.qoffset_y, f.qoffset_z, steps[0], steps[1], steps[2],
                                               f.pixdim[0] < 0.0 ? -1.0 : 1.0));
}

/// Largest distance between the corners of the grid as the two placements see them, in the file's unit.
double cornerDistance(const Placement& a, const Placement& b, const std::array<std::int64_t, 3>& size,
                      const std::array<double, 3>& qformSteps)
{
    double largest = 0.0;
    for (unsigned corner = 0; corner < 8; ++corner) {
        double squares = 0.0;
        for (std::size_t row = 0; row < 3; ++row) {
            double difference = a.origin[row] - b.origin[row];
            for (std::size_t axis = 0; axis < 3; ++axis) {
                const bool far = ((corner >> axis) & 1U) != 0;
                const double index = far ? static_cast<double>(size[axis] - 1) : 0.0;
                difference += index * (a.direction[row][axis] * a.scale[axis] -
                                       b.direction[row][axis] * qformSteps[axis]);
            }
            squares += difference * difference;
        }
        largest = std::max(largest, std::sqrt(squares));
    }
    return largest;
}

void noteMissingSteps(const nifti_2_header& f, std::string& note)
{
    for (std::int64_t axis = 1; axis <= std::min<std::int64_t>(f.dim[0], 3); ++axis) {
        const double step = std::abs(f.pixdim[axis]);
        if (!(std::isfinite(step) && step > 0.0)) {
            appendNote(note, "The header has no usable voxel size along an axis; 1 mm was taken.");
            return;
        }
    }
}

Placement perpendicular(Placement placement)
{
    if (placement.skew > kSkewTolerance) {
        placement.direction = nearestOrthonormal(placement.direction);
    }
    return placement;
}

/// The rule: the sform, unless it is unusable or skewed while there is a qform; without either, the plain
/// grid at the world's origin (as ITK).
Placement choose(const std::optional<Placement>& sform, const std::optional<Placement>& qform,
                 const nifti_2_header& f, std::string& note)
{
    if (f.sform_code > 0 && !sform) {
        appendNote(note, "The sform of the header is not usable.");
    }
    if (sform && sform->skew > kSkewTolerance && qform) {
        appendNote(note, "The sform is skewed; the qform is used.");
        return *qform;
    }
    if (sform && sform->skew > kSkewTolerance) {
        appendNote(note, "The directions of the axes were skewed and were made perpendicular.");
        return perpendicular(*sform);
    }
    if (sform) {
        return *sform;
    }
    if (qform) {
        return *qform;
    }
    appendNote(note, "The header does not say where the scan lies in the patient (no qform, no sform).");
    return {};
}

void noteOtherScale(const Placement& used, const std::array<double, 3>& steps, std::string& note)
{
    for (std::size_t axis = 0; axis < 3; ++axis) {
        if (std::abs(used.scale[axis] - steps[axis]) > kScaleTolerance * steps[axis]) {
            appendNote(note, fmt::format(
                                 "The sform has voxels of {:.4g} x {:.4g} x {:.4g}, the header's pixdim says "
                                 "{:.4g} x {:.4g} x {:.4g}; pixdim is used.",
                                 used.scale[0], used.scale[1], used.scale[2], steps[0], steps[1], steps[2]));
            return;
        }
    }
}

/// The grid of a header where a placement puts it.
Geometry gridAt(const Placement& placement, const NiftiHeader& header)
{
    const nifti_2_header& f = header.fields;
    const auto size = header.size();
    const auto steps = stepsOf(f);
    const double unit = millimetresPerUnit(f);
    Geometry geometry;
    geometry.direction = placement.direction;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        geometry.extent.voxels[2 - axis] = size[axis];
        geometry.spacing.mm[2 - axis] = steps[axis] * unit;
        geometry.origin[axis] = placement.origin[axis] * unit;
    }
    if (f.dim[0] == 2) {
        geometry.spacing.mm[0] = kFlatSpacingFactor * std::max(steps[0], steps[1]) * unit;
    }
    return geometry;
}

} // namespace

ImageInfo niftiInfo(const NiftiHeader& header)
{
    const nifti_2_header& f = header.fields;
    const auto size = header.size();
    const auto steps = stepsOf(f);
    const auto sform = sformOf(f);
    const auto qform = qformOf(f);

    ImageInfo info;
    info.format = header.version == 1 ? "NIfTI-1" : "NIfTI-2";
    info.voxelType = voxelTypeName(*niftiVoxelType(f.datatype));
    info.channels = header.channels();
    info.qformCode = f.qform_code;
    info.sformCode = f.sform_code;
    if (sform && qform) {
        const double tolerance = kConflictTolerance * *std::min_element(steps.begin(), steps.end());
        info.formsDisagree = cornerDistance(*sform, *qform, size, steps) > tolerance;
    }
    noteMissingSteps(f, info.note);
    const Placement used = choose(sform, qform, f, info.note);
    if (sform && sform->skew <= kSkewTolerance) {
        noteOtherScale(*sform, steps, info.note);
    }
    info.geometry = gridAt(used, header);
    return info;
}

Geometry geometryOfForm(const std::filesystem::path& file, NiftiForm form)
{
    GzipReader reader(file);
    const NiftiHeader header = readNiftiHeader(reader); // refuses what is no NIfTI
    const auto placement = form == NiftiForm::Sform ? sformOf(header.fields) : qformOf(header.fields);
    if (!placement) {
        throw badImage(file, fmt::format("its header has no {} that says where the voxels lie",
                                         form == NiftiForm::Sform ? "sform" : "qform"));
    }
    return gridAt(perpendicular(*placement), header);
}

} // namespace seg::imaging
